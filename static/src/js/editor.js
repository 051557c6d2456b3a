// The editor of a survey without loading the page at each button: the form is sent as it would be, and what comes back
// takes its place. So there is one truth, the server's; without this program everything works, too.
// Questions can be dragged; that sends the form in the new order.

const said = new Set(["save"]);
let dragged = null;

const editor = () => document.querySelector("[data-editor]");
const form = () => editor().querySelector("form");

/** Send the form with a button, and put what comes back into place. */
async function send(button) {
  form().dispatchEvent(new Event("input", { bubbles: true })); // nothing of it is saved yet
  const data = new FormData(form());
  data.set("then", button.value);
  const open = [...document.querySelectorAll("[data-editor] details[open]")].map(({ id }) => id);
  const focused = document.activeElement?.id;
  const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(data) });
  if (!answer.ok) return form().submit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [document.querySelector("#content"), page.querySelector("#content")];
  const phone = old.querySelector("[data-phone]");
  const kept = fresh.querySelector("[data-phone]");
  if (phone && kept) {
    for (const part of ["[data-editor]", "[data-languages]", ".heading"]) {
      old.querySelector(part)?.replaceWith(fresh.querySelector(part));
    }
  } else old.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  begin();
  refocus(focused, button);
}

/** The button that was pressed, or where it can be gone on with. */
function refocus(id, button) {
  const [, key] = button.value.split(":");
  const other = { up: `down-${key}`, down: `up-${key}` }[button.value.split(":")[0]];
  const places = [id, other, key && `remove-${key}`, key && `add-${key}`].map((each) => each && document.getElementById(each));
  const place = places.find((each) => each && !each.disabled) ?? document.querySelector(".error, h1");
  if (place && !place.matches("a, button, input, select, textarea")) place.tabIndex = -1;
  place?.focus();
}

function submitted(event) {
  const { submitter } = event;
  if (submitter?.name !== "then" || said.has(submitter.value) || submitter.formTarget) return;
  event.preventDefault();
  send(submitter);
}

/** A tick or a choice changes how long it takes. */
function changed({ target }) {
  if (target.matches("[name=ask], [name=rotates_over]")) send({ value: "look" });
}

function drop(event) {
  event.preventDefault();
  dragged = null;
  send({ value: "look" });
}

/** Where the dragged question would stand. */
function over(event) {
  const row = event.target.closest(".asks");
  if (!dragged || !row || row === dragged) return;
  event.preventDefault();
  const { top, height } = row.getBoundingClientRect();
  row[event.clientY < top + height / 2 ? "before" : "after"](dragged);
}

function begin() {
  const place = editor();
  if (!place) return;
  form().addEventListener("submit", submitted);
  form().addEventListener("change", changed);
  const list = place.querySelector(".asked");
  for (const row of list?.children ?? []) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragend", () => (dragged = null));
  }
  list?.addEventListener("dragover", over);
  list?.addEventListener("drop", drop);
  listed();
}

/** Options are for questions with answers to choose from. */
function listed() {
  const [options, scale] = [document.querySelector("[data-options]"), document.getElementById("scale")];
  if (!options || !scale) return;
  const look = () => (options.hidden = !["single", "multiple"].includes(scale.value));
  scale.addEventListener("change", look);
  look();
}

begin();
