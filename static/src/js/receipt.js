// The receipt page: is my ballot on the public list, and does the list hold together?

import { checkBoard, parseReceipt } from "./board.js";
import { endOf } from "./manifest.js";
import { Page, h, heading, pageWords, paragraph } from "./page.js";
import { get } from "./wire.js";
import { Words } from "./words.js";

const page = new Page(new Words(pageWords()));
let typed = "";
let outcome = () => [];

/** A title, texts and a list of what was checked, as a card. */
const card = (title, ...rest) => h("section", { class: "card", role: "status" }, h("h2", { tabindex: -1 }, title), rest);

const note = (key) => (words) => h("p", { class: "error", role: "alert" }, words.say(key));

const form = (words) => {
  const field = h("textarea", { id: "receipt", rows: 3, spellcheck: "false", autocomplete: "off", required: true });
  field.value = typed;
  const submit = (event) => {
    event.preventDefault();
    typed = field.value.trim();
    look(typed);
  };
  return h(
    "form",
    { class: "card", onsubmit: submit },
    h("label", { for: "receipt" }, words.say("receipt_field")),
    field,
    h("div", { class: "actions" }, h("button", { class: "button primary" }, words.say("receipt_check"))),
  );
};

const draw = (words) => [
  heading(words.say("receipt_page")),
  paragraph(words.say("receipt_intro"), "lead"),
  outcome(words),
  form(words),
];

function say(result) {
  outcome = result;
  page.redraw();
  page.main.querySelector("section h2")?.focus();
}

async function look(text) {
  const asked = parseReceipt(text);
  if (!asked) return say(note("receipt_malformed"));
  const { status, body } = await get(`/ballot/board/${asked.cycle}`, { cache: "no-store" });
  if (status === 404) return say(note("receipt_unknown"));
  if (!body) return say(note("receipt_offline"));
  try {
    say(await judged(JSON.parse(new TextDecoder().decode(body)), asked));
  } catch (problem) {
    console.warn(problem);
    say(broken); // a list that cannot even be read does not hold together
  }
}

async function judged(board, { cycle, receipt }) {
  if (!board.closed) return waiting(board);
  return verdict(board, await checkBoard(board, cycle), board.leaves.includes(receipt));
}

const broken = (words) => card(words.say("receipt_broken_title"), paragraph(words.say("receipt_broken_text")));

const waiting = (board) => (words) =>
  card(
    words.say("receipt_wait_title"),
    paragraph(words.say("receipt_wait_text", { date: words.time(endOf(JSON.parse(board.manifest))) })),
  );

const verdict = (board, checks, listed) => (words) => {
  const whole = Object.values(checks).every((held) => held !== false);
  const key = !whole ? "receipt_broken" : listed ? "receipt_yes" : "receipt_no";
  return card(
    words.say(`${key}_title`),
    paragraph(words.say(`${key}_text`, { accepted: words.number(board.accepted) })),
    board.origin === "demo" ? paragraph(words.say("receipt_demo"), "strong") : null,
    h("details", { open: !whole }, h("summary", {}, words.say("receipt_checked")), details(words, checks, board)),
  );
};

const details = (words, checks, board) => [
  h("ul", { class: "checks" }, Object.entries(checks).map(([key, held]) => h("li", { class: String(held) }, line(words, key, held)))),
  paragraph(words.say("log_key")),
  h("code", { class: "fingerprint" }, board.log_key.match(/.{1,4}/g).join(" ")),
];

function line(words, key, held) {
  if (held === null) return words.say(`${key}_unknown`);
  return held ? `✓ ${words.say(key)}` : `✗ ${words.say("check_failed")} ${words.say(key)}`;
}

page.show(draw);
if (location.hash.length > 1) {
  typed = location.href;
  look(typed);
}
