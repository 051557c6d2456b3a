// Words in the reader's language. The browser chooses, never the server: who reads Vietnamese is nobody's business.

const TIME = { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
const CHOICE = "pulse-language";

/** Which of our languages a browser's tag asks for. `names` is what Words holds; the server's `language_of` is the same rule. */
export function languageOf(tag, names) {
  const [whole] = tag.trim().toLowerCase().split(/[.@]|[-_].(?=[-_]|$)/);
  const [language, ...more] = whole.split(/[-_]/);
  const asks = (answer) => {
    const [first, ...rest] = answer.split("-");
    return first === language && rest.every((part) => more.includes(part));
  };
  const fits = Object.entries(names).flatMap(([ours, [, , { answers = ours.toLowerCase(), never = "" } = {}]]) =>
    never.split(" ").some(asks) ? [] : answers.split(" ").filter(asks).map((answer) => [answer.length, ours]),
  );
  return fits.sort(([one], [other]) => other - one)[0]?.[1];
}

export class Words {
  /** `page` is {languages: {en: ["EN", "English", {answers, never, dir}]}, strings: {en: {key: text}}}. */
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
    const wanted = [this.chosen, remembered(), ...navigator.languages.map((tag) => languageOf(tag, this.names))];
    return wanted.find((tag) => Object.hasOwn(this.names, tag ?? "")) ?? this.fallback;
  }

  get direction() {
    return this.names[this.language]?.[2]?.dir ?? "ltr";
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
    return navigator.languages.find((tag) => languageOf(tag, this.names) === this.language) ?? this.language;
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
