// The check-in from the checked manifest to the receipt: which screen comes when, and what is kept meanwhile.

import { forgetLink, tuckAway } from "./address.js";
import { cast, collect, prepare, sealed, spaceLeft } from "./collect.js";
import { hex, sha256, unhex } from "./bytes.js";
import { isStale, watch } from "./idle.js";
import { Refusal, checkAfterword, checkBlock, checkContent, checkManifest, endOf } from "./manifest.js";
import { again, alarm, kind, trouble } from "./notices.js";
import { Page } from "./page.js";
import { Offline, sealer } from "./program.js";
import * as screens from "./screens.js";
import { Store } from "./store.js";
import { get } from "./wire.js";
import { Words } from "./words.js";

const PAUSE_AFTER_TAP = 180; // long enough to see what was chosen

class Gone extends Error {}

async function fetched(path, options) {
  const { status, body } = await get(path, options);
  if (body) return body;
  throw status === 404 ? new Gone() : new Offline();
}

/** Called by the page once this program itself has been checked. `link` and `manifest` (bytes) are as the page has them. */
export async function start({ link, manifest, words }) {
  const checkin = new Checkin(link, new Page(new Words(words)));
  await checkin.guard(() => checkin.open(manifest));
}

class Checkin {
  constructor(link, page) {
    this.link = link;
    this.page = page;
  }

  /** Run a step; what can go wrong becomes a page of its own. Once all is removed, no step begins or ends. */
  async guard(step) {
    if (this.gone) return;
    try {
      await step();
    } catch (problem) {
      if (this.gone) return;
      if (problem instanceof Gone) return this.page.show(kind);
      if (problem instanceof Refusal) return this.refuse(problem.key);
      if (problem instanceof Offline) return this.page.show(again("offline", () => this.guard(step)));
      console.error(problem);
      this.page.show(this.store?.forgetful ? again("trouble", () => this.guard(step), ["forgetful"]) : trouble);
    }
  }

  async refuse(key) {
    if (this.store && key === "token") await this.store.save({ stage: "alarm" }); // never the same message again
    this.page.show(alarm(key, Boolean(this.record)));
  }

  async open(bytes) {
    this.manifest = await checkManifest(this.link, bytes);
    const frozen = await fetched(`/ballot/content/${this.link.cycle}`);
    this.content = await checkContent(this.manifest, frozen);
    this.page.words.add(this.content);
    this.end = endOf(this.manifest);
    this.store = new Store(hex(await sha256(unhex(this.link.invite))));
    this.draft = this.store.tab("draft") ?? { position: 0, answers: {}, comments: {} };
    this.record = await this.store.load();
    if (this.store.shared && isStale(this.draft.touched ?? 0)) return this.remove("idle_over");
    await this.store.tryOut();
    this.listen();
    if (this.record) return this.guard(() => this.resume());
    await this.welcome();
  }

  /** What is read after the last question. Everybody fetches all of it, at the same moment: behind the first question. */
  afterword() {
    this.coming ??= this.readAfterword().catch((problem) => {
      this.coming = null;
      throw problem;
    });
    return this.coming;
  }

  async readAfterword() {
    const { body } = await get(`/ballot/afterword/${this.link.cycle}`);
    if (!body) throw new Offline();
    const afterword = await checkAfterword(this.content, body);
    this.page.words.add(afterword);
    return afterword;
  }

  /** The start page. The block is asked for now, and never again once a ballot was picked up. */
  async welcome() {
    const path = `/ballot/manifest/${this.link.cycle}/block/${this.link.block}`;
    const text = new TextDecoder().decode(await fetched(path, { cache: "no-store" }));
    let answer = null;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new Refusal("proof");
    }
    this.block = await checkBlock(this.manifest, this.link.block, answer);
    this.page.show((words) =>
      screens.start({
        ...this.shown(this.block),
        count: this.scaled().length,
        forgetful: this.store.forgetful,
        begin: (device) => this.guard(() => this.begin(device)),
      })(words),
    );
  }

  shown(group) {
    return { group, manifest: this.manifest, link: this.link, end: this.end, demo: this.content.demo };
  }

  scaled() {
    return this.content.questions.filter(({ scale }) => scale === "faces5");
  }

  async begin(device) {
    this.page.show(screens.wait("collecting"));
    this.record = await this.store.load(); // another tab may have been quicker
    if (!this.record) {
      this.store.shared = device === "shared";
      await this.keep(await prepare(this.manifest, this.link, this.block));
    }
    await this.resume();
  }

  /** Go on where the record says we are. */
  async resume() {
    if (this.store.shared) {
      tuckAway();
      this.watchIdle();
    }
    const { stage, place } = this.record;
    if (place && place.manifest !== this.link.manifest) throw new Refusal("manifest");
    if (stage === "alarm") throw new Refusal("token");
    if (stage === "collecting") return this.collect();
    if (stage === "token") return this.fill();
    if (stage === "sealed") return this.send();
    return this.thank();
  }

  watchIdle() {
    const touch = (instant) => this.note({ touched: instant });
    this.unwatch ??= watch(this.page.words, touch, () => this.remove("idle_over"));
  }

  /**
   * Another tab may send this ballot: it says so, and a tab that slept looks when it is seen again. The browser's own
   * Back and Forward lead through the questions.
   */
  listen() {
    const look = () => this.guard(async () => this.meanwhile(await this.store.load()));
    document.addEventListener("visibilitychange", () => document.hidden || look());
    addEventListener("popstate", ({ state }) => this.asking && state && this.turn(state.position));
    try {
      this.others = new BroadcastChannel(`pulse-${this.store.key}`);
      this.others.onmessage = ({ data }) => this.guard(() => this.meanwhile(data));
    } catch {
      // A browser without channels looks when the tab is seen again.
    }
  }

  async meanwhile(record) {
    if (record?.stage !== "sent" || this.record?.stage === "sent") return;
    this.halt();
    this.record = record;
    if (this.store.shared) await this.keep(record);
    this.thank();
  }

  /** Whatever would have happened by itself does not. */
  halt() {
    this.asking = false;
    clearTimeout(this.pause);
    this.cancel?.();
  }

  /** Keep something of the draft in this tab. */
  note(changes) {
    Object.assign(this.draft, changes);
    this.store.setTab("draft", this.draft);
  }

  async collect() {
    this.page.show(screens.wait("collecting"));
    const { status, record, wait } = await this.still(collect(this.link.invite, this.record));
    if (record) {
      await this.keep(record);
      return this.fill();
    }
    if ([400, 404, 409, 410].includes(status)) return this.close(kind);
    if (status === 422) return this.close(screens.message("cut"));
    this.later(status === 425 ? "not_open" : "not_collected", wait, () => this.collect());
  }

  /** What was waited for, unless everything was removed meanwhile. */
  async still(waiting) {
    const found = await waiting;
    if (this.gone) throw new Gone();
    return found;
  }

  async keep(record) {
    if (this.gone) throw new Gone();
    this.record = record;
    await this.store.save(record);
  }

  /** Say that it did not work yet, and try again by itself, when the connection is back, or when asked to. */
  later(key, seconds, step) {
    const go = () => {
      this.halt();
      this.guard(step);
    };
    const timer = setTimeout(go, 1000 * seconds);
    addEventListener("online", go);
    this.cancel = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
    };
    const forgetful = this.store.forgetful && key !== "not_open";
    this.page.show(again(key, go, forgetful ? ["not_collected_text", "forgetful"] : undefined));
  }

  fill() {
    this.climb(this.draft.position);
    this.ask();
    for (const late of [sealer(), this.afterword()]) late.catch(() => null); // in advance; when needed, it is tried again
  }

  /** The question at the draft's position. */
  ask() {
    this.asking = true;
    const { questions } = this.content;
    const position = Math.min(this.draft.position, questions.length);
    const question = questions[position];
    const last = position === questions.length - 1;
    const common = {
      ...this.shown(this.record.group),
      question,
      last,
      back: position > 0 ? () => history.back() : null,
      go: () => this.leave(last || !question),
    };
    if (!question) return this.page.show(screens.ready(common));
    this.page.show(question.scale === "open" ? this.written(common) : this.rated(common));
  }

  turn(position) {
    clearTimeout(this.pause);
    this.note({ position });
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
        number: this.scaled().indexOf(common.question) + 1,
        count: this.scaled().length,
        answer: answers[key],
        choose: (value) => this.note({ answers: Object.assign(answers, { [key]: value }) }),
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
      this.note({ comments: Object.assign(comments, { [key]: text }) });
      return this.space();
    };
    const contacts = this.content.danger_contacts;
    return (words) => screens.comment({ ...common, contacts, text: comments[key] ?? "", write })(words);
  }

  space() {
    return spaceLeft(this.draft.answers, this.draft.comments, this.page.words.language);
  }

  /** Leave a comment page, or send; false if the comment is too long. */
  leave(last) {
    if (this.space() < 0) return false;
    if (last) this.guard(() => this.send());
    else this.onward();
    return true;
  }

  async send() {
    this.page.show(screens.wait("sending"));
    this.descend();
    await this.still(this.afterword());
    if (this.record.stage !== "sealed") await this.seal();
    if (this.record.stage === "sent") return this.thank();
    const { status, wait } = await this.still(cast(this.record));
    if (status === 204 || this.record.stage === "sent") return this.finish();
    if (status === 410) return this.close(screens.message("too_late"));
    if (status === 400) return this.close(screens.message("refused"));
    this.later("not_sent", wait, () => this.send());
  }

  /** The finished bytes and the receipt are kept before the first attempt; with them the key is no longer needed. */
  async seal() {
    const other = await this.store.load(); // another tab may have been quicker
    const ahead = ["sealed", "sent"].includes(other?.stage);
    await this.keep(ahead ? other : await sealed(this.record, this.manifest, this.draft, this.page.words.language));
    this.emptyDraft();
  }

  /** Nothing of the draft stays but the last touch, from which a shared device counts. */
  emptyDraft() {
    this.draft = { touched: this.draft.touched, position: 0, answers: {}, comments: {} };
    this.store.setTab("draft", this.store.shared ? this.draft : null);
  }

  async finish() {
    const { receipt } = this.record;
    await this.keep({ stage: "sent", receipt });
    this.others?.postMessage(this.record);
    this.thank();
  }

  thank() {
    this.emptyDraft(); // this tab may have slept while another one sent
    return this.guard(() => this.receive());
  }

  async receive() {
    const told = (await this.still(this.afterword())).announcements;
    const announcements = told.filter(({ blocks }) => !blocks || blocks.includes(this.link.block));
    const remove = this.store.shared ? () => this.remove("removed") : null;
    const { receipt } = this.record;
    this.page.show(screens.sent({ end: this.end, link: this.link, receipt, announcements, remove }));
  }

  /** Leave a shared device as it was found. */
  remove(key) {
    this.store.wipeTab();
    return this.close(screens.message(key, "history"));
  }

  /** The way ends on this screen. Nothing of this invitation stays, and nothing that still runs may bring it back. */
  async close(screen) {
    this.gone = true;
    this.page.show(screens.wait("loading")); // a tap on what stood here would come too late
    this.halt();
    this.unwatch?.();
    this.record = this.draft = null;
    forgetLink();
    await this.store.wipe();
    this.page.show(screen);
  }
}
