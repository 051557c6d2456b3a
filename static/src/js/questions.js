// The questions, one a page: which comes when, the way back, and the draft of what was answered.

import * as screens from "./screens.js";

const PAUSE_AFTER_TAP = 180; // long enough to see what was chosen

export class Questions {
  /** `way` is the check-in: it has the content, the draft and the page, and is told when the last question is done. */
  constructor(way) {
    this.way = way;
    addEventListener("popstate", ({ state }) => this.asking && state && this.turn(state.position));
  }

  get draft() {
    return this.way.draft;
  }

  get scaled() {
    return this.way.content.questions.filter(({ scale }) => scale === "faces5");
  }

  /** Whatever would have happened by itself does not. */
  halt() {
    this.asking = false;
    clearTimeout(this.pause);
  }

  start() {
    this.climb(this.draft.position);
    this.ask();
  }

  /** The question at the draft's position. */
  ask() {
    this.asking = true;
    const { questions } = this.way.content;
    const { position } = this.draft;
    const question = questions[position];
    const last = position === questions.length - 1;
    const common = {
      ...this.way.shown(),
      question,
      last,
      back: position > 0 ? () => history.back() : null,
      go: () => this.leave(last || !question),
      around: screens,
      move: () => this.way.moving("show"),
    };
    if (question?.scale === "faces5") return this.way.page.show(this.rated(common));
    this.way.later((part) => {
      if (!this.asking || this.draft.position !== position) return; // meanwhile the person went on or back
      this.part = part;
      this.way.page.show(question ? this.written(common) : part.ready(common));
    });
  }

  turn(position) {
    clearTimeout(this.pause);
    this.way.note({ position });
    this.ask();
  }

  /** One question on: the browser's own way back then leads here. */
  onward() {
    const position = this.draft.position + 1;
    history.pushState({ position }, "");
    this.turn(position);
  }

  /** Each question has its entry in the tab's history, which holds its number and nothing else. */
  climb(position) {
    if (history.state?.position === position) return; // the page was loaded again
    history.replaceState({ position: 0 }, "");
    for (let step = 1; step <= position; step++) history.pushState({ position: step }, "");
  }

  /** No question comes after this: the way back leaves the page. */
  descend() {
    this.asking = false;
    const position = history.state?.position;
    if (position) history.go(-position);
  }

  rated(common) {
    const { key } = common.question;
    const { answers } = this.draft;
    const onward = () => this.onward();
    return (words) =>
      screens.faces({
        ...common,
        number: this.scaled.indexOf(common.question) + 1,
        count: this.scaled.length,
        answer: answers[key],
        choose: (value) => this.way.note({ answers: Object.assign(answers, { [key]: value }) }),
        tap: () => {
          clearTimeout(this.pause);
          this.pause = setTimeout(onward, PAUSE_AFTER_TAP);
        },
        next: () => answers[key] !== undefined && (onward(), true),
        skip: () => {
          delete answers[key];
          onward();
        },
      })(words);
  }

  written(common) {
    const { key } = common.question;
    const { comments } = this.draft;
    const write = (text) => {
      this.way.note({ comments: Object.assign(comments, { [key]: text }) });
      return this.space();
    };
    const contacts = this.way.content.danger_contacts;
    return (words) => this.part.comment({ ...common, contacts, text: comments[key] ?? "", write })(words);
  }

  space() {
    return this.part.spaceLeft(this.draft.answers, this.draft.comments, this.way.page.words.language);
  }

  /** Leave a comment page, or send; false if the comment is too long. */
  leave(last) {
    if (this.space() < 0) return false;
    if (last) this.way.guard(() => this.way.send());
    else this.onward();
    return true;
  }
}
