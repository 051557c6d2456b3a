// The scales beside the faces. Where one answer is chosen a tap moves on, as with the faces; where several are, Next does.

import { h } from "./page.js";

const LIKELY = ["enps", "customers_recommend"]; // the bank's own ask how likely something is

const numbered = (numbers, text) => numbers.map((number) => [number, text(number)]);

/** The answers of a question as numbers and words. */
function answers(words, { scale, options }) {
  if (scale === "agree5") return numbered([1, 2, 3, 4, 5], (number) => words.say(`agree_${number}`));
  if (scale === "points10") return numbered([...Array(11).keys()], (number) => words.number(number));
  if (scale === "yesno") return [[1, words.say("yes")], [2, words.say("no")]];
  return options.map(({ option, texts }) => [option, words.pick(texts)]);
}

/** One of several answers. */
function tick(at, chosen, value, text) {
  const onchange = ({ target }) => {
    if (target.checked) chosen.add(value);
    else chosen.delete(value);
    at.choose(chosen.size ? [...chosen].sort((one, other) => one - other) : undefined);
  };
  return h("label", { class: "option" }, h("input", { type: "checkbox", value, checked: chosen.has(value), onchange }), h("span", {}, text));
}

/** What stands above the answers, and is read with the question. */
function note(words, { key, scale }) {
  if (scale === "multiple") return h("p", { class: "hint", id: "note" }, words.say("choose_all"));
  if (scale !== "points10") return null;
  const ends = (LIKELY.includes(key) ? ["points_least", "points_most"] : ["points_none", "points_full"]).map((key) => h("span", {}, words.say(key)));
  return h("p", { class: "hint ends", id: "note" }, ends);
}

export const choice = (at) => (words) => {
  const { question, screens } = at;
  const { scale } = question;
  const chosen = new Set(at.answer);
  const one = (value, text) =>
    scale === "multiple" ? tick(at, chosen, value, text) : screens.option(at, value, h("span", {}, text));
  const all = h("div", { class: `answers ${scale}` }, answers(words, question).map(([value, text]) => one(value, text)));
  const above = note(words, question);
  return screens.rated(words, at, h("div", {}, above, all), above ? { "aria-describedby": "note" } : {});
};
