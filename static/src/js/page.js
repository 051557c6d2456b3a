// The page's one moving part: what stands in <main>, in the language that the reader has chosen.

/** An element with attributes, listeners (`onclick`) and children; texts are always texts, never markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const heading = (text) => h("h1", { tabindex: -1 }, text);

export const paragraph = (text, kind) => h("p", { class: kind }, text);

export const button = (text, onclick, kind = "") => h("button", { type: "button", class: `button ${kind}`, onclick }, text);

/** Many digits, four at a time. */
export const grouped = (digits) => digits.match(/.{1,4}/g).join(" ");

export class Page {
  constructor(words) {
    this.words = words;
    this.main = document.getElementById("main");
    this.draw = () => [];
  }

  /** Show what `draw` gives, now and again whenever the language changes; the heading gets the focus. */
  show(draw) {
    this.draw = draw;
    this.redraw();
    this.main.querySelector("h1, h2")?.focus();
    scrollTo(0, 0);
  }

  redraw() {
    document.documentElement.lang = this.words.language;
    document.documentElement.dir = this.words.direction;
    this.main.replaceChildren(...[this.draw(this.words)].flat(2).filter(Boolean));
    const top = this.main.querySelector("h1, h2");
    const title = top?.dataset.title ?? top?.textContent;
    document.title = title ? `${title} · Pulse` : "Pulse";
    this.switchLanguages();
  }

  switchLanguages() {
    const { language, names, say } = this.words;
    const nav = document.getElementById("languages");
    const focused = document.activeElement?.closest("#languages button")?.lang;
    nav.setAttribute("aria-label", say.call(this.words, "language"));
    nav.replaceChildren(
      ...Object.entries(names).map(([tag, [short, name]]) => {
        const onclick = () => {
          this.words.choose(tag);
          this.redraw();
        };
        return h("button", { type: "button", lang: tag, title: name, "aria-pressed": String(tag === language), onclick }, short);
      }),
    );
    if (focused) nav.querySelector(`[lang="${focused}"]`).focus();
  }
}

/** The texts of all languages that the server wrote into the page. */
export const pageWords = () => JSON.parse(document.getElementById("words").textContent);
