// Where the personal link stands: in the address, or on a shared device in this tab alone.

const KEPT = "pulse-link";

/** The link's fragment, wherever it stands. */
export function fragment() {
  try {
    return location.hash || (sessionStorage.getItem(KEPT) ?? "");
  } catch {
    return location.hash;
  }
}

const bare = () => history.replaceState(null, "", location.pathname);

/** Move it from the address into this tab, so that a reload goes on and nobody reads it meanwhile. */
export function tuckAway() {
  if (!location.hash) return;
  try {
    sessionStorage.setItem(KEPT, location.hash);
  } catch {
    // Without storage a reload ends on a kind page.
  }
  bare();
}

/** It stands nowhere any more. */
export function forgetLink() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
  bare();
}
