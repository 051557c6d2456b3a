// The code for another device: shown here, asked for there. As in screens.js these draw and call back, and decide nothing.

import { button, h, heading, paragraph } from "./page.js";

export const codeShown = (at) => (words) => [
  h(
    "section",
    { class: "card" },
    heading(words.say("move")),
    paragraph(words.say("code_how", { choice: words.say("have_code") })),
    h("code", { class: "group code", translate: "no" }, at.code),
    paragraph(words.say("code_warning"), "strong"),
    paragraph(words.say("code_stays")),
  ),
  h("div", { class: "actions" }, button(words.say("back"), at.back), button(words.say("remove"), at.remove)),
];

/** What is typed is told to `at.type`, and `at.take` takes it for one of the devices of `at.ways`. */
export const codeAsked = (at) => (words) => {
  const field = h("textarea", {
    id: "code",
    rows: 2,
    class: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    "aria-describedby": "how error",
    "aria-invalid": String(at.wrong),
    oninput: () => at.type(field.value),
  });
  field.value = at.typed;
  if (at.wrong) setTimeout(() => field.focus());
  const ways = Object.entries(at.ways).map(([key, device], i) =>
    button(words.say(key), () => at.take(device), i ? "" : "primary"),
  );
  return [
    h(
      "section",
      { class: "card" },
      heading(h("label", { for: "code" }, words.say("have_code"))),
      h("p", { id: "how" }, words.say("code_where", { choice: words.say("move") })),
      field,
      h("p", { class: "error", id: "error", role: "alert" }, at.wrong ? words.say("code_wrong") : ""),
    ),
    h("div", { class: "actions" }, ways),
    at.back ? button(`‹ ${words.say("back")}`, at.back, "quiet") : null,
  ];
};
