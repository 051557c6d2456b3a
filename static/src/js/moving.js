// A ballot goes on elsewhere: the device that picked it up shows its code, and another one asks for it.

import { unhex } from "./bytes.js";
import { codeOf, seedOf } from "./code.js";
import { codeAsked, codeShown } from "./code_screens.js";
import { kind } from "./notices.js";
import { button, h } from "./page.js";

export class Moving {
  /** `way` is the check-in. Its `check` gives the check of a seed for this link. */
  constructor(way) {
    this.way = way;
    this.typed = "";
  }

  /** Show the code. This device will not hear what happens elsewhere, and says so from now on. */
  async show() {
    const { way } = this;
    way.wait();
    if (await way.overtaken()) return way.resume();
    await way.keep({ ...way.record, moved: true });
    const seed = unhex(way.record.seed);
    const code = codeOf(seed, await way.check(seed));
    const back = () => way.guard(() => way.resume());
    way.page.show(codeShown({ code, back, remove: () => way.remove("removed") }));
  }

  /** Ask for the code of another device. `ways` names a button for each device that can be chosen here. */
  ask(ways, back, wrong = false) {
    const { way } = this;
    const take = (device) =>
      way.guard(async () => {
        const seed = await seedOf(this.typed, (one) => way.check(one));
        return seed ? way.begin(device, seed) : this.ask(ways, back, true);
      });
    const type = (text) => (this.typed = text);
    way.page.show((words) => codeAsked({ ways, take, type, typed: this.typed, wrong, back })(words));
  }

  /** The ballot was picked up already, not by this browser: whoever has its code may enter it, once more if it was wrong. */
  async elsewhere() {
    const { way } = this;
    const ways = { next: way.store.shared ? "shared" : "own" };
    const entered = way.record.moved;
    await way.drop();
    if (entered) return this.ask(ways, null, true);
    const offer = (words) => h("div", { class: "actions" }, button(words.say("have_code"), () => this.ask(ways)));
    way.page.show((words) => [...kind(words), offer(words)]);
  }
}
