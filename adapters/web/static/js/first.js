// The first minute: one big line and three pictured starters that type themselves. Nothing else.
import { html, useRef } from "../vendor/preact.js";
import { Composer } from "./composer.js";
import { addPhotos, changeDraft } from "./drafts.js";
import { starters } from "./starters.js";
import { words } from "./words.js";

const TYPING_MS = 1500; // a starter's whole line: long enough to be seen, short enough to wait for

export function FirstMinute() {
  const typing = useRef(0);
  async function begin(starter) {
    const mine = (typing.current += 1);
    document.getElementById("line")?.focus();
    changeDraft("", { text: "", values: {}, photos: [], error: "" });
    attach(starter);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const began = performance.now();
    const step = (time) => {
      if (mine !== typing.current) return;
      const share = still ? 1 : Math.min(1, (time - began) / TYPING_MS);
      changeDraft("", { text: starter.text.slice(0, Math.round(starter.text.length * share)) });
      if (share < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
  const stop = (e) => {
    if (e.isTrusted && e.target.id === "line") typing.current += 1;
  };
  return html`<div class="first-minute" onInput=${stop} onKeyDown=${(e) => e.key === "Enter" && (typing.current += 1)}>
    <h1><label for="line">${words.ask}</label></h1>
    <${Composer} thread="" first=${true} />
    <div class="starters" role="group" aria-label=${words.starters}>
      ${starters.map((s) => html`<button class="starter" key=${s.title} onClick=${() => begin(s)}>
        <img src=${`/static/starters/${s.photo}`} alt="" onError=${(e) => (e.currentTarget.hidden = true)} />
        <strong>${s.title}</strong><span>${s.text}</span></button>`)}
    </div>
  </div>`;
}

async function attach(starter) {
  try {
    const response = await fetch(`/static/starters/${starter.photo}`);
    if (!response.ok) return;
    await addPhotos("", [new File([await response.blob()], starter.photo, { type: "image/jpeg" })], starter.role);
  } catch {
    // Without its photo a starter is still a good line.
  }
}
