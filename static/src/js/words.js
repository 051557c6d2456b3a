// Words in the reader's language. The browser chooses, never the server: who reads Vietnamese is nobody's business.

const TIME = { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
const CHOICE = "pulse-language";

/** The language of ours that a browser's tag asks for. Simplified Chinese is not sent to Traditional silently. */
export function languageOf(tag) {
  const parts = tag.toLowerCase().split("-");
  if (parts[0] === "zh") {
    const traditional = parts.includes("hant") || (!parts.includes("hans") && /^(tw|hk|mo)$/.test(parts[1] ?? ""));
    return traditional ? "zh-Hant" : null;
  }
  return { en: "en", id: "id", in: "id", vi: "vi" }[parts[0]] ?? null;
}

export class Words {
  /** `page` is {languages: {en: ["EN", "English"]}, strings: {en: {key: text}}}. */
  constructor(page) {
    this.names = page.languages;
    this.strings = [page.strings];
    this.fallback = "en";
  }

  /** Add the texts that were frozen for a cycle; they go before those of the page. */
  add({ strings, default_language = this.fallback }) {
    this.strings.unshift(strings);
    this.fallback = default_language;
  }

  get language() {
    const chosen = this.chosen ?? remembered() ?? navigator.languages.map(languageOf).find((found) => found in this.names);
    return chosen in this.names ? chosen : this.fallback;
  }

  choose(language) {
    this.chosen = language;
    try {
      sessionStorage.setItem(CHOICE, language);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  /** The text of a key, with %(name)s filled in. */
  say(key, values = {}) {
    const found = [this.language, this.fallback, "en"].flatMap((name) => this.strings.map((texts) => texts[name]?.[key]));
    return (found.find(Boolean) ?? key).replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
  }

  /** The right one of a question's texts. */
  pick(texts) {
    return texts[this.language] ?? texts[this.fallback] ?? Object.values(texts)[0];
  }

  /** The reader's own variety of the language, for dates and numbers: en-GB is not en-US. */
  get variety() {
    return navigator.languages.find((tag) => languageOf(tag) === this.language) ?? this.language;
  }

  number(value) {
    return new Intl.NumberFormat(this.variety).format(value);
  }

  /** A day and an hour as the reader's own clock shows them, with the time zone that it follows. */
  time(instant) {
    return new Intl.DateTimeFormat(this.variety, TIME).format(instant);
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}
