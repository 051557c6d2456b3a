// What the check-in looks like, one function a screen. They draw what they are given and call back; they decide nothing.

import { face } from "./faces.js";
import { button, grouped, h, heading, paragraph } from "./page.js";

const SECONDS = 5; // about as long as a tap takes

const list = (words, ...keys) => h("ul", {}, keys.map(([key, values]) => h("li", {}, words.say(key, values))));

/** A link that leaves this page as it is. */
const aside = (href, text) => h("a", { href, target: "_blank", rel: "noopener" }, text);

/** Who else, or who alone, can open the answers; nothing where nobody was named. */
function trustee(words, named) {
  if (!named) return [];
  const who = { trustee: named.name };
  return [h("h3", {}, words.say("trustee")), paragraph(words.say(`trustee_${named.mode}`, who))];
}

/** What the answers carry, what HR sees and never sees, and how to check it. */
function trust(words, { group, manifest, link, end, content }) {
  const total = content.invited && words.number(content.invited);
  const values = { k: manifest.k, date: words.time(end), name: content.organisation_name, total };
  return [
    h("h3", {}, words.say("carry")),
    paragraph(words.say("carry_group", { label: group.label, invited: words.number(group.invited) }), "group"),
    h("h3", {}, words.say("hr_sees")),
    list(words, ["hr_sees_totals", values], ["hr_sees_comments"]),
    h("h3", {}, words.say("hr_never")),
    list(words, ["hr_never_name"], ["hr_never_time"], ["hr_never_early", values]),
    ...trustee(words, manifest.trustee),
    h(
      "details",
      {},
      h("summary", {}, words.say("ask_title")),
      paragraph(words.say("ask_text")),
      paragraph(words.say("picked_up")),
      h("p", {}, aside(`/anonymity/${words.language}`, words.say("anonymity_more"))),
    ),
    h(
      "details",
      {},
      h("summary", {}, words.say("verify_title")),
      paragraph(words.say("verify_text")),
      h("code", { class: "fingerprint" }, grouped(link.manifest)),
      paragraph(words.say("verify_place", { place: group.index + 1, count: manifest.blocks })),
      h("p", {}, aside(`/transparency/${link.cycle}`, words.say("verify_more"))),
    ),
  ];
}

export const start = (at) => (words) => [
  heading(words.say("title")),
  paragraph(words.say("intro", { count: at.count, seconds: words.number(SECONDS * at.count) }), "lead"),
  at.forgetful ? h("p", { class: "card strong", role: "alert" }, words.say("forgetful")) : null,
  h("section", { class: "card trust" }, h("h2", {}, words.say(at.content.demo ? "demo" : "anonymous_title")), trust(words, at)),
  paragraph(words.say("start_note"), "hint"),
  paragraph(words.say("start_shared_hint"), "hint"),
  h(
    "div",
    { class: "actions within-reach" },
    button(words.say("start_own"), at.ways.start_own, "primary"),
    button(words.say("start_shared"), at.ways.start_shared),
  ),
  button(words.say("have_code"), at.ways.have_code, "quiet"),
];

export const wait = (key) => (words) => h("div", { role: "status" }, heading(words.say(key)));

/** The panel that stays above every question. */
export const reminder = (words, at) =>
  h("details", { class: "card" }, h("summary", {}, words.say(at.content.demo ? "demo" : "anonymous")), trust(words, at));

/** How far it is. */
export function progress(words, { of, number, count }) {
  const text = words.say(of, { number, count });
  return h("div", { class: "progress" }, h("span", {}, text), h("progress", { value: number, max: count, "aria-label": text }));
}

/** The way back, and the one to another device. */
export const asides = (words, at) => [
  at.back ? button(`‹ ${words.say("back")}`, at.back, "quiet") : null,
  button(words.say("move"), at.move, "quiet"),
];

/** The question's topic above its text, which gets the focus. What asks why bears the title of what it follows. */
export const titled = (words, { question, title }, text = words.pick(question.texts).text) => {
  const { topic } = words.pick(question.texts);
  const top = heading(text);
  top.dataset.title = words.pick(title).text;
  return [topic ? h("span", { class: "topic" }, topic) : null, top];
};

/** One answer that moves on when it is tapped; arrow keys only choose. */
export function option(at, value, ...content) {
  const input = { type: "radio", name: "answer", value, checked: at.answer === value, onchange: () => at.choose(value) };
  const onclick = (event) => event.detail > 0 && at.tap(); // clicks that keys make have detail 0
  return h("label", { class: "option", onclick }, h("input", input), content);
}

/** A question with its answers. They take no tap for a moment: the second of a double one is not meant for them. */
export function rated(words, at, answers, attributes = {}) {
  const hint = h("p", { class: "hint", role: "status" });
  const next = () => at.next() || (hint.textContent = words.say("choose_first"));
  answers.classList.add("settling");
  setTimeout(() => answers.classList.remove("settling"), 120);
  return [
    at.above(words),
    progress(words, at),
    h("fieldset", { class: "card question", ...attributes }, h("legend", {}, titled(words, at)), answers),
    hint,
    h("div", { class: "actions pair" }, button(words.say("skip"), at.skip), button(words.say("next"), next, "primary")),
    at.below(words, at),
  ];
}

export const faces = (at) => (words) => {
  const label = (value) => h("span", {}, words.say(`face_${value}`));
  const answers = [1, 2, 3, 4, 5].map((value) => option(at, value, face(value), label(value)));
  return rated(words, at, h("div", { class: "faces" }, answers));
};

/** A page of a heading and a text, by the key of both, and the texts of further keys. */
export const message = (key, ...more) => (words) => [
  heading(words.say(`${key}_title`)),
  ...[`${key}_text`, ...more].map((text) => paragraph(words.say(text))),
];
