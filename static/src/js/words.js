// Words in the reader's language. The browser chooses, never the server: who reads Vietnamese is nobody's business.

const TIME = { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
const CHOICE = "pulse-language";

/** Which language a browser's tag means; of Chinese also in which script. The server's `asked_for` is the same rule. */
export function languageOf(tag) {
  const [whole] = tag.trim().toLowerCase().split(/[.@]|[-_].(?=[-_]|$)/);
  const [language, ...more] = whole.split(/[-_]/);
  if (!/^(zh|cmn)$/.test(language)) return language === "in" ? "id" : language;
  const written = more.find((part) => /^han[st]$/.test(part));
  return (written ? written === "hant" : more.some((part) => /^(tw|hk|mo)$/.test(part))) ? "zh-Hant" : "zh-Hans";
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
    const wanted = [this.chosen, remembered(), ...navigator.languages.map(languageOf)];
    return wanted.find((tag) => Object.hasOwn(this.names, tag ?? "")) ?? this.fallback;
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
