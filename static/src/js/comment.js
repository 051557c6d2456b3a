// The open questions, and the page that sends.

import { utf8 } from "./bytes.js";
import { button, h, heading, paragraph } from "./page.js";

const NEARLY_FULL = 1000;

/** About how many more letters like those of `text` take so many bytes: in Chinese three each, in English one. */
function letters(bytes, text) {
  const count = Math.ceil((bytes * [...text].length) / utf8(text).length) || bytes;
  return count < 20 ? count : Math.round(count / 10) * 10;
}

/** An open question; the last page bears the button that sends. */
export const comment = (at) => (words) => {
  const left = h("p", { class: "hint", id: "left", "aria-live": "polite" });
  const error = h("p", { class: "error", id: "error", role: "alert" });
  const show = (space) => {
    const values = { letters: words.number(letters(Math.abs(space), area.value)) };
    left.textContent = space < 0 || space > NEARLY_FULL ? "" : words.say("space_left", values);
    error.textContent = space < 0 ? words.say(at.several ? "too_long_all" : "too_long", values) : "";
    area.setAttribute("aria-invalid", String(space < 0));
  };
  const oninput = () => show(at.write(area.value));
  const area = h("textarea", { id: "comment", rows: 5, "aria-describedby": "notes left error", oninput });
  area.value = at.text;
  show(at.write(at.text));
  const go = () => at.go() || area.focus();
  return [
    at.above(words),
    at.of === "comment_of" && at.count === 1 ? null : at.screens.progress(words, at),
    h(
      "section",
      { class: "card question" },
      at.screens.titled(words, at, h("label", { for: "comment" }, words.pick(at.question.texts).text)),
      h(
        "ul",
        { id: "notes", class: "notes" },
        h("li", {}, words.say("comment_unread", { date: words.time(at.end) })),
        at.contacts ? h("li", { class: "strong" }, words.say("comment_danger", { contacts: at.contacts })) : null,
        h("li", {}, words.say("comment_names")),
        h("li", {}, words.say("comment_small")),
      ),
      area,
      error,
      left,
    ),
    h("div", { class: "actions" }, button(words.say(at.last ? "send" : "next"), go, "primary")),
    at.below(words, at),
  ];
};

/** For a survey that does not end on an open question. A comment of before may have become too long beside the answers. */
export const ready = (at) => (words) => [
  h(
    "section",
    { class: "card" },
    heading(words.say("ready_title")),
    paragraph(words.say("ready_text")),
    at.space < 0
      ? h("p", { class: "error", role: "alert" }, words.say("too_long_all", { letters: words.number(-at.space) }))
      : null,
  ),
  h("div", { class: "actions" }, button(words.say("send"), at.go, "primary")),
  at.below(words, at),
];
