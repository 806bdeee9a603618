// Buttons that act: one press is one act however often it is clicked; what cannot be undone asks once more.
import { html, useRef, useState, useEffect } from "../vendor/preact.js";
import { act } from "./actions.js";
import { newId } from "./net.js";
import { words } from "./words.js";

const DOUBLE_CLICK_MS = 600; // the second click of a double click falls into this time

export function PressButton({ button, post, thread, label, className = "" }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const origin = useRef("");
  const alive = useRef(true);
  const first = useRef(null);
  const itself = useRef(null);
  const asked = useRef(false);
  useEffect(() => () => (alive.current = false), []);
  useEffect(() => {
    if (asking) first.current?.focus();
    else if (asked.current) itself.current?.focus();
    asked.current = asking;
  }, [asking]);

  async function press() {
    if (busy) return;
    setAsking(false);
    setBusy(true);
    setError("");
    origin.current ||= newId(); // kept until it got through: trying again is the same act
    const message = { message: post?.ref || "", revision: post?.revision || "" };
    const done = await act({ kind: "press", press: button.press, ...message, thread }, { near: post?.post || "", origin: origin.current });
    if (done.ok) origin.current = "";
    if (!alive.current) return;
    setError(done.error || "");
    setTimeout(() => alive.current && setBusy(false), done.ok ? DOUBLE_CLICK_MS : 0);
  }

  if (asking)
    return html`<span class="confirm" role="group" aria-label=${button.label}>
      <span class="consequence">${button.consequence}</span>
      <button ref=${first} class="button danger" onClick=${press}>${button.label}</button>
      <button class="button" onClick=${() => setAsking(false)}>${words.keep}</button>
    </span>`;
  return html`<span class="press">
    <button
      class=${`button ${button.style || ""} ${className}`}
      ref=${itself}
      aria-disabled=${busy}
      aria-busy=${busy}
      onClick=${button.consequence ? () => !busy && setAsking(true) : press}
    >${label || button.label}</button>
    ${error && html`<span class="error" role="alert">${error}</span>`}
  </span>`;
}

export function ButtonRow({ part, post, thread }) {
  const [open, setOpen] = useState(false);
  const shown = part.buttons.slice(0, 5);
  const more = [...part.buttons.slice(5), ...part.more];
  return html`<div class="buttons">
    ${shown.map((b) => html`<${PressButton} key=${b.press} button=${b} post=${post} thread=${thread} />`)}
    ${more.length > 0 &&
    html`<button class="button quiet" aria-expanded=${open} onClick=${() => setOpen(!open)}>${open ? words.less : words.more}</button>`}
    ${open && html`<div class="buttons more">${more.map((b) => html`<${PressButton} key=${b.press} button=${b} post=${post} thread=${thread} />`)}</div>`}
  </div>`;
}
