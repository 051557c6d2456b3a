// The questions, one a page: which comes when, the way back, and the draft of what was answered.
//
// Each question has its place in the tab's history, and a question that asks why has it too, whether it is asked or not:
// so neither the length of the history nor a title in it tells an answer.

import { unhappy } from "./scales.js";

const PAUSE_AFTER_TAP = 180; // long enough to see what was chosen

/** The questions of a content of which nobody is asked why, in their order; of its forms the one with this number. */
export function asked({ questions, forms = [] }, form) {
  const elsewhere = forms.flat().filter((key) => !forms[form].includes(key));
  return questions.filter(({ key, parent }) => !parent && !elsewhere.includes(key));
}

export const isTapped = ({ scale }) => scale !== "open";

export class Questions {
  /**
   * `way` has the content, the draft and the page, gives what stands `around` a question, and is told when the last
   * one is done: the check-in, or a preview, which has a `history` of its own.
   */
  constructor(way) {
    this.way = way;
    addEventListener("popstate", ({ state }) => this.asking && state && this.travel(state.position));
  }

  get draft() {
    return this.way.draft;
  }

  get history() {
    return this.way.history ?? history;
  }

  /** Whatever would have happened by itself does not. */
  halt() {
    this.asking = false;
    clearTimeout(this.pause);
  }

  /** Begin, or go on, with the form of this number. */
  start(form) {
    const { content } = this.way;
    this.asked = asked(content, form);
    this.places = this.asked.flatMap((question) => [
      question,
      ...content.questions.filter(({ parent }) => parent === question.key),
    ]);
    this.climb(this.draft.position);
    this.ask();
  }

  parentOf({ parent }) {
    return this.places.find(({ key }) => key === parent);
  }

  /** Whether a question is asked of somebody who answered so: one that asks why, after an unhappy answer alone. */
  isAsked(question) {
    const parent = this.parentOf(question);
    return !parent || unhappy(parent.scale, this.draft.answers[parent.key]);
  }

  /**
   * Whether what stands here waits for the later part: all but faces, and whatever comes behind a question that may be
   * followed by one that asks why, asked or not. Waited for by the why alone, an early fetch that a server lets fail would be
   * made again after an unhappy answer only.
   */
  isHeld(position) {
    return this.places[position]?.scale !== "faces5" || this.places.slice(0, position + 1).some(({ parent }) => parent);
  }

  /** The question at the draft's position. */
  ask() {
    this.asking = true;
    const { position } = this.draft;
    const question = this.places[position];
    const common = this.common(question);
    const show = (draw) => this.way.page.show(draw);
    const faces = () => show(this.rated(common, common.screens.faces));
    if (!this.isHeld(position)) return faces();
    if (!this.part) show(common.screens.wait("loading")); // a tap on what stood here would be taken for the next
    this.way.later((part) => {
      if (!this.asking || this.draft.position !== position) return; // meanwhile the person went on or back
      this.part = part;
      if (!question) return show(part.ready({ ...common, space: this.space() }));
      if (question.scale === "faces5") return faces();
      show(isTapped(question) ? this.rated(common, part.choice) : this.written(common));
    });
  }

  /** What every page needs. */
  common(question) {
    const { position } = this.draft;
    const last = !question || (question === this.places.at(-1) && !question.parent);
    return {
      ...this.way.around,
      ...(question && this.progress(question)),
      question,
      last,
      several: this.places.filter((each) => !isTapped(each)).length > 1,
      back: position > 0 ? () => this.history.back() : null,
      go: () => this.leave(last),
    };
  }

  /** How far it is. The questions to tap are counted, and apart from them the comments; who is asked why is no further. */
  progress(question) {
    const parent = this.parentOf(question);
    const top = parent ?? question;
    const alike = this.asked.filter((each) => isTapped(each) === isTapped(top));
    const of = parent ? "more_on" : isTapped(top) ? "question_of" : "comment_of";
    return { title: top.texts, of, number: alike.indexOf(top) + 1, count: alike.length };
  }

  turn(position) {
    clearTimeout(this.pause);
    this.tidy();
    this.way.note({ position });
    this.ask();
  }

  /** Nothing stays of a question that is not asked any more; what stays is in the order of the questions. */
  tidy() {
    const kept = this.places.filter((question) => this.isAsked(question));
    const of = (given) => Object.fromEntries(kept.map(({ key }) => [key, given[key]]).filter(([, value]) => value !== undefined));
    this.way.note({ answers: of(this.draft.answers), comments: of(this.draft.comments) });
  }

  /** One question on: the browser's own way back then leads here. */
  onward(position = this.draft.position) {
    do this.history.pushState({ position: ++position }, "");
    while (this.places[position] && !this.isAsked(this.places[position]));
    this.turn(position);
  }

  /** The browser went to a place in its history; past a question that is not asked it goes on in the same direction. */
  travel(position) {
    const question = this.places[position];
    if (!question || this.isAsked(question)) this.turn(position);
    else if (position < this.draft.position) this.history.back();
    else this.onward(position);
  }

  /** Each question has its entry in the tab's history, which holds its number and nothing else. */
  climb(position) {
    if (this.history.state?.position === position) return; // the page was loaded again
    this.history.replaceState({ position: 0 }, "");
    for (let step = 1; step <= position; step++) this.history.pushState({ position: step }, "");
  }

  /** No question comes after this: the way back leaves the page. */
  descend() {
    this.asking = false;
    const position = this.history.state?.position;
    if (position) this.history.go(-position);
  }

  /** A question that is answered by tapping; `draw` shows its scale. */
  rated(common, draw) {
    const { key } = common.question;
    const answer = () => this.draft.answers[key];
    const onward = () => this.onward();
    const choose = (value) => this.way.note({ answers: { ...this.draft.answers, [key]: value } }); // none is not kept
    return (words) =>
      draw({
        ...common,
        choose,
        answer: answer(),
        tap: () => {
          clearTimeout(this.pause);
          this.pause = setTimeout(onward, PAUSE_AFTER_TAP);
        },
        next: () => answer() !== undefined && (onward(), true),
        skip: () => {
          choose();
          onward();
        },
      })(words);
  }

  written(common) {
    const { key } = common.question;
    const write = (text) => {
      this.way.note({ comments: { ...this.draft.comments, [key]: text } });
      return this.space();
    };
    return (words) => this.part.comment({ ...common, text: this.draft.comments[key] ?? "", write })(words);
  }

  space() {
    return this.part.spaceLeft(this.draft.answers, this.draft.comments, this.way.page.words.language);
  }

  /** Leave a comment page, or send; false if the comments are too long. */
  leave(last) {
    this.tidy();
    if (this.space() < 0) return false;
    if (last) this.way.guard(() => this.way.send());
    else this.onward();
    return true;
  }
}
