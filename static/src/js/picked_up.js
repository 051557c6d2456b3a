// Does the list say that somebody picked up a ballot? Asked with their own link, and only when they press the button.

import { Page, h, heading, pageWords, paragraph } from "./page.js";
import { post } from "./wire.js";
import { Words } from "./words.js";

const page = new Page(new Words(pageWords()));
let typed = location.hash.length > 1 ? location.href : "";
let outcome = () => [];

const note = (key) => (words) => h("p", { class: "error", role: "alert" }, words.say(key));

const card = (key, day) => (words) =>
  h(
    "section",
    { class: "card", role: "status" },
    h("h2", { tabindex: -1 }, words.say(`${key}_title`)),
    paragraph(words.say(`${key}_text`, { day: day && dated(words, day) })),
  );

/** A day by the calendar of UTC, which is the list's. */
const dated = (words, day) =>
  new Intl.DateTimeFormat(words.variety, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

const form = (words) => {
  const field = h("textarea", { id: "link", rows: 3, spellcheck: "false", autocomplete: "off", required: true });
  field.value = typed;
  const submit = (event) => {
    event.preventDefault();
    typed = field.value.trim();
    ask(typed);
  };
  return h(
    "form",
    { class: "card", onsubmit: submit },
    h("label", { for: "link" }, words.say("picked_field")),
    field,
    h("div", { class: "actions" }, h("button", { class: "button primary" }, words.say("picked_ask"))),
  );
};

const limits = ["picked_limit_holder", "picked_limit_answers", "picked_limit_lie"];

const draw = (words) => [
  heading(words.say("picked_page")),
  paragraph(words.say("picked_intro"), "lead"),
  outcome(words),
  form(words),
  h(
    "section",
    { class: "card" },
    h("h2", {}, words.say("picked_limits")),
    h("ul", {}, limits.map((key) => h("li", {}, words.say(key)))),
  ),
];

function say(result) {
  outcome = result;
  page.redraw();
  page.main.querySelector("section[role] h2")?.focus();
}

async function ask(text) {
  const invite = /\bi=([0-9a-f]{64})(?![0-9a-f])/.exec(text)?.[1];
  if (!invite) return say(note("picked_malformed"));
  const { status, text: body } = await post("/ballot/picked-up", "application/json", JSON.stringify({ invite }));
  if (status === 404) return say(card("picked_unknown"));
  if (status !== 200) return say(note("picked_offline"));
  const { picked_up, until } = JSON.parse(body);
  say(card(picked_up ? "picked_yes" : "picked_no", until));
}

page.show(draw);
