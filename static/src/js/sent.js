// The last page: thanks, the receipt, and what happened since last time.

import { button, grouped, h, heading, paragraph } from "./page.js";

export const sent = (at) => (words) => [
  heading(words.say("sent_title")),
  paragraph(words.say("sent_text", { date: words.time(at.end) }), "lead"),
  at.moved ? paragraph(words.say("sent_moved"), "card") : null,
  h(
    "section",
    { class: "card" },
    h("h2", {}, words.say("receipt_title")),
    paragraph(words.say("receipt_text", { date: words.time(at.end) })),
    h("code", { class: "fingerprint" }, grouped(at.receipt)),
    h("p", {}, receiptLink(words, at)),
  ),
  at.announcements.length ? announcements(words, at.announcements) : null,
  at.remove ? h("div", { class: "actions" }, button(words.say("next_person"), at.remove, "primary")) : null,
];

/** On a shared device in a tab of its own, so that this page stays and wipes itself. */
const receiptLink = (words, { link, receipt, remove }) => {
  const href = `/receipt#c=${link.cycle}&r=${receipt}`;
  return h("a", { href, rel: "noreferrer", target: remove ? "_blank" : null }, words.say("receipt_open"));
};

const announcements = (words, items) =>
  h(
    "section",
    { class: "card" },
    h("h2", {}, words.say("announcements_title")),
    items.flatMap(({ texts }) => [h("h3", {}, words.pick(texts).title), paragraph(words.pick(texts).text, "told")]),
  );
