// On a shared device everything goes after five minutes without a touch, once sent after two, with a warning before.

import { button, h } from "./page.js";

const LIMIT = 5 * 60_000;
const NOTICE = 60_000;
const SIGNS = ["pointerdown", "keydown", "input", "scroll"];

/** How long what was sent stays in view: long enough to note the receipt, then the next person's turn. */
export const ONCE_SENT = 2 * 60_000;

/** Whether something last touched at `instant` should be gone by now. */
export const isStale = (instant) => Date.now() - instant > LIMIT;

/**
 * Watch until `gone`; `touch` is told of every sign of life. `elsewhere` gives what leads to the code for another device,
 * or null when there is none. Gives a function that ends the watch.
 */
export function watch(words, touch, elsewhere, gone, limit = LIMIT) {
  let last = Date.now();
  const alive = () => {
    last = Date.now();
    touch(last);
    dialog.close();
  };
  const dialog = h("dialog", { "aria-labelledby": "idle" }, h("h2", { id: "idle" }));
  const ask = () => {
    const go = elsewhere();
    const move = () => {
      alive();
      go();
    };
    dialog.replaceChildren(
      h("h2", { id: "idle" }, words.say("idle_title")),
      h("p", {}, words.say("idle_text")),
      ...(go ? [h("p", {}, words.say("idle_code"))] : []),
      button(words.say("idle_stay"), alive, "primary"),
      ...(go ? [button(words.say("move"), move)] : []),
    );
    dialog.showModal();
  };
  const look = () => {
    const idle = Date.now() - last;
    if (idle > limit) {
      end();
      gone();
    } else if (idle > limit - NOTICE && !dialog.open) ask();
  };
  const sign = () => dialog.open || alive();
  const timer = setInterval(look, 1000); // by the clock, not by the count: a sleeping phone skips ticks
  const end = () => {
    clearInterval(timer);
    for (const name of SIGNS) removeEventListener(name, sign);
    dialog.remove();
  };
  for (const name of SIGNS) addEventListener(name, sign, { passive: true });
  document.body.append(dialog);
  touch(last);
  return end;
}
