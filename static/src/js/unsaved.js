// Whoever typed something into a form and leaves the page without sending it is asked by the browser first.
// A page that answers a form (a look at the dates, a mistake to mend) shows what was typed and is not saved either.

const FORM = 'main form.form[method="post"]';
const sent = "main[data-answer] form.form :is([name=then], [aria-invalid])";

let typed = document.querySelector(sent)?.form ?? null;

addEventListener("input", ({ target }) => {
  if (target.type !== "file") typed = target.closest(FORM) ?? typed;
});
addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.submitter?.formTarget) return; // the page stays
  if (typed === event.target || !typed?.isConnected) typed = null;
});
addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});
