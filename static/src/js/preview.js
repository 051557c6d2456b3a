// A survey as people will see it, for whoever writes it: the check-in's own screens, one after another. There is no
// ballot: nothing is kept, fetched or sent. The page holds the two documents of a cycle (docs/protocol.md, section 3) as
// {"content": {...}, "afterword": {...}} in its element `survey`, and the words of this page in `words`.

import * as late from "./late.js";
import { Page, button, h, heading, pageWords, paragraph } from "./page.js";
import { Questions } from "./questions.js";
import * as screens from "./screens.js";
import { Trail } from "./trail.js";
import { Words } from "./words.js";

const WEEK = 7 * 86_400_000;

/** A page that takes the focus only when somebody is in it: it may stand inside another one. */
class Framed extends Page {
  show(draw) {
    if (document.hasFocus()) return super.show(draw);
    this.draw = draw;
    this.redraw();
  }
}

class Preview {
  constructor({ content, afterword }) {
    this.content = content;
    this.page = new Framed(new Words(pageWords()));
    this.page.words.add(content);
    this.page.words.add(afterword);
    this.questions = new Questions(this);
    this.history = new Trail((position) => this.questions.asking && this.questions.travel(position));
  }

  /** What stands around each question. */
  get around() {
    return {
      screens,
      above: (words) => paragraph(words.say("preview_note"), "card hint"),
      below: (words, at) => (at.back ? button(`‹ ${words.say("back")}`, at.back, "quiet") : null),
      contacts: this.content.danger_contacts,
      end: new Date(Date.now() + WEEK),
    };
  }

  begin(form) {
    this.draft = { position: 0, answers: {}, comments: {} };
    this.questions.start(form);
  }

  note(changes) {
    Object.assign(this.draft, changes);
  }

  later(step) {
    step(late);
  }

  guard(step) {
    step();
  }

  /** Where a check-in would send. */
  send() {
    this.questions.descend();
    const { forms } = this.content;
    const again = (words) =>
      forms
        ? forms.map((_, form) => {
            const text = words.say("preview_form", { number: form + 1, count: forms.length });
            return button(text, () => this.begin(form));
          })
        : button(words.say("preview_again"), () => this.begin(), "primary");
    this.page.show((words) => [
      h("section", { class: "card" }, heading(words.say("preview_end_title")), paragraph(words.say("preview_end_text"))),
      h("div", { class: "actions" }, again(words)),
    ]);
  }
}

const survey = JSON.parse(document.getElementById("survey").textContent);
new Preview(survey).begin(survey.content.forms && 0);
