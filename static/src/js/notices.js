// Pages that end the way or stop on it. They need no content of a cycle.

import { button, h, heading, paragraph } from "./page.js";

/** Used, over, unknown or cut short: one and the same page, so that it says nothing about anybody. */
export const kind = (words) => [heading(words.say("kind_title")), ...lines(words, "kind_text", "kind_next")];

export const insecure = (words) => [heading(words.say("insecure_title")), ...lines(words, "insecure_text")];

/** Something the reader can try again; `key` names the title, and the text too if no others are named. */
export const again = (key, retry, texts = [`${key}_text`]) => (words) => [
  heading(words.say(`${key}_title`)),
  h("p", { role: "status" }, texts.map((text) => words.say(text)).join(" ")),
  button(words.say("try_again"), retry, "primary"),
];

/** What nobody foresaw. */
export const trouble = again("trouble", () => location.reload());

/** A check has failed: what is wrong, what was sent (nothing, or the invitation if a ballot was `begun`), whom to tell. */
export const alarm = (key, begun = false) => (words) => [
  h(
    "section",
    { class: "alarm", role: "alert" },
    heading(words.say("alarm_title")),
    paragraph(words.say(`alarm_${key}`), "reason"),
    paragraph(words.say(begun ? "alarm_token_sent" : "alarm_sent"), "strong"),
    paragraph(words.say("alarm_tell")),
  ),
];

const lines = (words, ...keys) => keys.map((key) => paragraph(words.say(key)));
