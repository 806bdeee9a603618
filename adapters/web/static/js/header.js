// The top line: name, credits, approvals, who I am, theme. Nothing else.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { actAs, loadPeople, openPanel } from "./actions.js";
import { Icon } from "./icons.js";
import { use } from "./store.js";
import { Avatar } from "./timeline.js";
import { words } from "./words.js";

export function Header() {
  const { viewer, balance, practice, waiting, fresh } = {
    viewer: use((s) => s.viewer), balance: use((s) => s.balance), practice: use((s) => s.practice),
    waiting: use((s) => s.waiting), fresh: use((s) => s.posts.length === 0),
  };
  return html`<header class="top">
    <a class="brand" href="#" aria-label=${words.brand}><img src="/static/icon.svg" alt="" width="24" height="24" /><span>${words.brand}</span></a>
    <span class="grow"></span>
    ${balance && html`<button class="top-button balance" title=${words.openLedger} aria-label=${`${balance} ${practice ? words.practiceCredits : words.credits}. ${words.openLedger}`} onClick=${() => openPanel("credits")}>
      <strong key=${balance}>${balance}</strong><span class="unit">${practice && `${words.practice} `}<span class=${practice ? "roomy" : ""}>${words.credits}</span></span></button>`}
    ${(!fresh || waiting > 0) && html`<button class="top-button" aria-label=${waiting ? words.waitsForYou(waiting) : words.approvals} title=${words.approvals} onClick=${() => openPanel("approvals")}>
      <${Icon} name="inbox" /><span class="unit">${words.approvals}</span>${waiting > 0 && html`<span class="count-badge">${waiting}</span>`}</button>`}
    ${viewer && html`<${PersonMenu} viewer=${viewer} />`}
    <${ThemeButton} />
  </header>`;
}

function PersonMenu({ viewer }) {
  const people = use((s) => s.people);
  const local = use((s) => s.local);
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  useEffect(() => {
    if (!open) return;
    loadPeople(); // somebody may have been added in another tab
    root.current.querySelector("[role^=menuitem]")?.focus();
    const away = (e) => !root.current.contains(e.target) && setOpen(false);
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, [open]);
  const close = () => {
    setOpen(false);
    root.current.querySelector("button").focus();
  };
  const key = (e) => {
    const items = [...root.current.querySelectorAll("[role^=menuitem]")];
    const at = items.indexOf(document.activeElement);
    if (e.key === "Escape") close();
    else if (e.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
    else if (e.key === "ArrowUp") items[(at - 1 + items.length) % items.length]?.focus();
    else return;
    e.preventDefault();
  };
  return html`<div class="menu-root" ref=${root} onKeyDown=${open ? key : undefined}>
    <button class="top-button" aria-haspopup="menu" aria-expanded=${open} aria-label=${`${viewer.name}. ${local ? words.actAs : ""}`} onClick=${() => setOpen(!open)}>
      <${Avatar} name=${viewer.name} /><span class="unit">${viewer.name}</span><${Icon} name="down" /></button>
    ${open && html`<div class="menu" role="menu" aria-label=${words.actAs}>
      ${local && html`<p class="menu-title" role="presentation">${words.actAs}</p>`}
      ${(local ? people : people.filter((p) => p.member === viewer.member)).map((p) => html`<button key=${p.member} role="menuitemradio" aria-checked=${p.member === viewer.member} onClick=${() => { close(); if (p.member !== viewer.member) actAs(p.member); }}>
        <${Avatar} name=${p.name} /><span>${p.name}<small>${p.rights.join(", ")}</small></span>${p.member === viewer.member && html`<${Icon} name="check" />`}</button>`)}
      <hr role="separator" />
      <button role="menuitem" onClick=${() => { close(); openPanel("people"); }}>${words.people}</button>
    </div>`}
  </div>`;
}

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const SIGN = { auto: "half", light: "sun", dark: "moon" };

function ThemeButton() {
  const [theme, setTheme] = useState(document.documentElement.dataset.theme || "auto");
  const turn = () => {
    const next = NEXT[theme];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    localStorage.setItem("artdesk.theme", next);
    setTheme(next);
  };
  const label = `${words.theme}: ${words.themes[theme]}`;
  return html`<button class="icon-button" aria-label=${label} title=${label} onClick=${turn}><${Icon} name=${SIGN[theme]} /></button>`;
}
