// Where the keyboard goes on from when what it stood on is gone: never from the top of the page.
const typing = () => document.getElementById("line-thread") || document.getElementById("line");
// A line that is focused on a phone opens its keyboard: there the talk itself is the place.
const touch = () => !matchMedia("(hover: hover)").matches;
const talk = () => document.querySelector(".side .timeline") || document.querySelector(".timeline");

export const toLine = () => (touch() ? talk() : typing())?.focus({ preventScroll: true });

// The line on purpose: a person asked for it.
export const intoLine = () => typing()?.focus();

let opener = null;

// What opened the thread or the panel: closing it leads back there.
export function remember() {
  opener = document.activeElement === document.body ? null : document.activeElement;
}

export function goBack() {
  const to = opener?.isConnected && !(touch() && opener.matches("textarea")) ? opener : null;
  opener = null;
  requestAnimationFrame(() => (to ? to.focus({ preventScroll: true }) : toLine()));
}

// A pressed button that is drawn away leaves the focus to the line; a press elsewhere wanted none.
export function keepFocus(root) {
  let last = null;
  addEventListener("focusin", (e) => (last = e.target));
  addEventListener("pointerdown", () => (last = null), true);
  new MutationObserver(() => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    last = null;
    toLine();
  }).observe(root, { childList: true, subtree: true });
}
