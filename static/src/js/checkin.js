// The check-in from the checked manifest to the receipt: which screen comes when, and what is kept meanwhile.

import { forgetLink, tuckAway } from "./address.js";
import { hex, sha256, unhex } from "./bytes.js";
import { cast, collect, drawn, groundOf, moved, prepare, sealed } from "./collect.js";
import { ONCE_SENT, isStale, watch } from "./idle.js";
import { Refusal, checkAfterword, checkBlock, checkContent, checkManifest, endOf } from "./manifest.js";
import { again, alarm, kind, trouble } from "./notices.js";
import { Page } from "./page.js";
import { Offline, late } from "./program.js";
import { Questions, asked, isTapped } from "./questions.js";
import * as screens from "./screens.js";
import { grow } from "./seed.js";
import { Store } from "./store.js";
import { get } from "./wire.js";
import { Words } from "./words.js";

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
    this.questions = new Questions(this);
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
    if (this.store && key === "token") await this.store.save((this.record = { stage: "alarm" })); // never the same message again
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
    this.ground = groundOf(this.manifest, this.link, await checkBlock(this.manifest, this.link.block, answer));
    this.greet();
  }

  greet() {
    const begin = (device) => () => this.guard(() => this.begin(device));
    const { forgetful } = this.store;
    const code = () => this.moving("ask", { start_own: "own", start_shared: "shared" }, () => this.greet());
    const ways = { start_own: begin("own"), start_shared: begin("shared"), have_code: code };
    const taps = (this.content.forms ?? [0]).map((_, form) => asked(this.content, form).filter(isTapped).length);
    this.page.show((words) => screens.start({ ...this.shown(), count: Math.max(...taps), forgetful, ways })(words));
  }

  shown() {
    return { group: this.ground.group, manifest: this.manifest, link: this.link, end: this.end, content: this.content };
  }

  /** What stands around each question. */
  get around() {
    return {
      screens,
      above: (words) => screens.reminder(words, this.shown()),
      below: (words, at) => screens.asides(words, { ...at, move: () => this.moving("show") }),
      contacts: this.content.danger_contacts,
      end: this.end,
    };
  }

  /** Pick a ballot up; with a `seed`, the one that another device has picked up. */
  async begin(device, seed) {
    this.page.show(screens.wait("collecting"));
    this.record = await this.store.load(); // another tab may have been quicker
    if (!this.record) {
      this.store.shared = device === "shared";
      await this.keep({ ...prepare(this.ground, seed), ...(seed && { moved: true }) });
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
    if (place) this.ground = this.record;
    if (place && place.manifest !== this.link.manifest) throw new Refusal("manifest");
    if (stage === "alarm") throw new Refusal("token");
    if (stage === "collecting") return this.collect();
    if (stage === "token") return this.fill();
    if (stage === "sealed") return this.send();
    return this.thank();
  }

  watchIdle() {
    const touch = (instant) => this.note({ touched: instant });
    const move = () => (this.record?.seed ? () => this.moving("show") : null);
    this.unwatch ??= watch(this.page.words, touch, move, () => this.remove("idle_over"));
  }

  /** The next person waits: what was sent stays for a short while only. */
  watchNext(remove) {
    this.unwatch?.();
    this.unwatch = watch(this.page.words, (instant) => this.note({ touched: instant }), () => null, remove, ONCE_SENT);
  }

  /** Another tab may send this ballot: it says so, and a tab that slept looks when it is seen again. */
  listen() {
    const look = () => this.guard(async () => this.meanwhile(await this.store.load()));
    document.addEventListener("visibilitychange", () => document.hidden || look());
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
    this.questions.halt();
    this.cancel?.();
  }

  /** It does not until the person goes on. */
  wait() {
    this.waiting = true;
    clearTimeout(this.questions.pause);
    this.cancel?.();
  }

  /** Keep something of the draft in this tab. */
  note(changes) {
    Object.assign(this.draft, changes);
    this.store.setTab("draft", this.draft);
  }

  async collect() {
    this.waiting = false;
    if (this.content.questions[0]?.scale !== "faces5") this.ahead();
    this.page.show(screens.wait("collecting"));
    const { status, record, wait } = await this.still(collect(this.link.invite, this.record));
    if (this.record?.stage !== "collecting") return; // another answer was quicker
    if (record) {
      await this.keep({ ...record, ...moved(this.record) }); // the code may have been shown meanwhile
      return this.waiting || this.fill();
    }
    if (status === 404 || status === 409) return this.moving("elsewhere");
    if (status === 400 || status === 410) return this.close(kind);
    if (status === 422) return this.later(() => this.close(screens.message("cut")));
    const again = (key) => this.waiting || this.retry(key, wait, () => this.collect());
    return status === 425 ? this.later(() => again("not_open")) : again("not_collected");
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
  retry(key, seconds, step) {
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

  /** A step that needs the later part and its texts. */
  later(step) {
    return this.guard(async () => {
      const [part] = await this.still(Promise.all([late(), this.afterword()]));
      await step(part);
    });
  }

  /** A step between devices: shown, asked for, or found to be `elsewhere`. */
  moving(step, ...given) {
    return this.later(({ Moving }) => (this.mover ??= new Moving(this))[step](...given));
  }

  /** The check of a seed's code. */
  async check(seed) {
    return (await grow(seed, this.ground.place, this.link.invite)).check;
  }

  /** There is no ballot here; what this browser knows of the link it still knows. */
  async drop() {
    this.record = null;
    await this.store.wipe();
  }

  async fill() {
    const { forms } = this.content;
    const form = forms && (await this.still(drawn(this.record, this.link.invite, forms.length)));
    this.ahead();
    this.questions.start(form);
  }

  /**
   * Fetch in advance what is needed later, in one order wherever somebody goes on. What fails is tried again at the first
   * step that everybody takes and that needs it (Questions.isHeld): when that is tells no answer.
   */
  ahead() {
    for (const coming of [late(), this.afterword()]) coming.catch(() => null);
  }

  async send() {
    this.page.show(screens.wait("sending"));
    this.questions.descend();
    await this.still(this.afterword());
    if (this.record.stage !== "sealed") await this.seal();
    if (this.record.stage === "sent") return this.thank();
    const { status, wait } = await this.still(cast(this.record));
    if (status === 204 || this.record.stage === "sent") return this.finish();
    if (status === 410) return this.close(screens.message("too_late"));
    if (status === 400) return this.close(screens.message("refused"));
    this.retry("not_sent", wait, () => this.send());
  }

  /** The finished bytes and the receipt are kept before the first attempt; with them the key is no longer needed. */
  async seal() {
    const { link, manifest, draft, page } = this;
    if (!(await this.overtaken()))
      await this.keep(await sealed(this.record, link.invite, manifest.bpk, draft, page.words.language));
    this.emptyDraft();
  }

  /** Whether another tab was quicker and has sealed the ballot; then its record is ours. */
  async overtaken() {
    const other = await this.store.load();
    const ahead = ["sealed", "sent"].includes(other?.stage);
    if (ahead) this.record = other;
    return ahead;
  }

  /** Nothing of the draft stays but the last touch, from which a shared device counts. */
  emptyDraft() {
    this.draft = { touched: this.draft.touched, position: 0, answers: {}, comments: {} };
    this.store.setTab("draft", this.store.shared ? this.draft : null);
  }

  async finish() {
    const { receipt } = this.record;
    await this.keep({ stage: "sent", receipt, ...moved(this.record) });
    this.others?.postMessage(this.record);
    this.thank();
  }

  thank() {
    this.emptyDraft(); // this tab may have slept while another one sent
    return this.guard(() => this.receive());
  }

  async receive() {
    const told = (await this.still(this.afterword())).announcements;
    const { sent } = await this.still(late());
    const announcements = told.filter(({ blocks }) => !blocks || blocks.includes(this.link.block));
    const remove = this.store.shared ? () => this.remove("removed") : null;
    if (remove) this.watchNext(remove);
    this.page.show(sent({ ...this.record, end: this.end, link: this.link, announcements, remove }));
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
