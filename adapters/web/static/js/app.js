// The page: top line, channel, side (a thread or a panel), full-size viewer, live region.
import { html, render, useEffect, useRef, useState } from "../vendor/preact.js";
import { closeSide, hashMoved, openPanel, start } from "./actions.js";
import { Card } from "./card.js";
import { Composer } from "./composer.js";
import { addPhotos, restoreDrafts } from "./drafts.js";
import { intoLine, keepFocus } from "./focus.js";
import { FirstMinute } from "./first.js";
import { FormSheet } from "./formsheet.js";
import { Header } from "./header.js";
import { Viewer } from "./picture.js";
import { now, use } from "./store.js";
import { SideBar, Thread } from "./thread.js";
import { Timeline } from "./timeline.js";
import { words } from "./words.js";

function App() {
  const loaded = use((s) => s.loaded);
  const failed = use((s) => s.failed);
  const online = use((s) => s.online);
  const place = use((s) => s.place);
  const panel = use((s) => s.panel);
  const zoomed = use((s) => s.zoom);
  const posts = use((s) => s.posts);
  const sending = use((s) => s.sending.length);
  const tells = use((s) => s.tells.length);
  const [dropping, setDropping] = useState(false);
  useDrop(setDropping);
  const side = panel || place;
  const fresh = posts.length === 0 && !sending && !tells;
  return html`
    <a class="skip" href="#line" onClick=${skip}>${words.ask}</a>
    <${Header} />
    ${!online && html`<p class="banner" role="status">${words.offline}</p>`}
    ${failed && html`<p class="banner" role="alert">${failed}</p>`}
    <main class=${`columns ${side ? "with-side" : ""}`}>
      <section class="channel" aria-label=${words.channel}>
        ${!loaded ? html`<p class="loading quiet">${failed ? "" : words.loading}</p>`
          : fresh ? html`<${FirstMinute} />`
          : html`<${Timeline} posts=${posts} thread="" label=${words.channel} /><${Composer} key="channel" thread="" />`}
      </section>
      ${panel ? html`<${Panel} panel=${panel} />` : place && loaded ? html`<${Thread} key=${place} session=${place} />` : null}
    </main>
    ${zoomed && html`<${Viewer} ...${zoomed} />`}
    ${dropping && html`<div class="drop" aria-hidden="true"><p>${words.dropHere}</p></div>`}
    <${Live} />`;
}

// Past everything to the line: of the thread, where one is open.
const skip = (e) => {
  e.preventDefault();
  intoLine();
};

function Panel({ panel }) {
  const title = words.panels[panel.page] || panel.page;
  const forming = use((s) => s.forming);
  return html`<section class="side panel" aria-label=${title}>
    <${SideBar} title=${title} />
    <div class="pad scroll">
      ${panel.page === "history" && html`<${Search} panel=${panel} />`}
      ${panel.error && html`<p class="error" role="alert">${panel.error}</p>`}
      ${panel.note && html`<div class="panel-note"><${Card} card=${panel.note} thread="" /></div>`}
      ${forming && html`<${FormSheet} key=${forming.command + forming.draft} forming=${forming} />`}
      ${panel.card ? html`<${Card} card=${panel.card} thread="" />` : !panel.error && html`<p class="quiet">\u2026</p>`}
    </div>
  </section>`;
}

// Searches while it is typed, a moment after the last key.
function Search({ panel }) {
  const timer = useRef(0);
  const type = (e) => {
    const text = e.currentTarget.value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => openPanel(panel.page, text.trim()), now().limits.typedDelay);
  };
  return html`<input class="search" type="search" aria-label=${words.search} placeholder=${words.search} defaultValue=${panel.text} maxlength="200" onInput=${type} />`;
}

function Live() {
  const said = use((s) => s.said);
  return html`<div class="live" role="status" aria-live="polite" aria-atomic="true">${said}</div>`;
}

// Photos may be dropped anywhere; they go to the thread when it is under the pointer.
function useDrop(setDropping) {
  useEffect(() => {
    const hasFiles = (e) => [...(e.dataTransfer?.types || [])].includes("Files");
    const over = (e) => {
      if (!hasFiles(e)) return;
      e.preventDefault();
      setDropping(true);
    };
    const leave = (e) => !e.relatedTarget && setDropping(false);
    const drop = (e) => {
      if (!hasFiles(e)) return;
      e.preventDefault();
      setDropping(false);
      const under = document.elementsFromPoint(e.clientX, e.clientY).find((n) => n.matches?.(".side.thread"));
      const thread = under?.querySelector(".composer")?.dataset.thread ?? "";
      addPhotos(thread, e.dataTransfer.files);
      document.getElementById(thread ? "line-thread" : "line")?.focus();
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => [["dragover", over], ["dragleave", leave], ["drop", drop]].forEach(([n, f]) => removeEventListener(n, f));
  }, []);
}

addEventListener("hashchange", hashMoved);
addEventListener("popstate", hashMoved);
addEventListener("keydown", (e) => {
  const typing = e.target.closest?.("input, textarea, select, dialog");
  if (e.key !== "/" || typing || e.ctrlKey || e.metaKey || e.altKey) return;
  e.preventDefault();
  intoLine();
});
addEventListener("keydown", (e) => {
  const searching = e.target.type === "search" && e.target.value; // Escape empties it first
  if (e.key === "Escape" && now().panel && !now().zoom && !e.defaultPrevented && !searching) closeSide();
});
restoreDrafts();
keepFocus(document.getElementById("app"));
render(html`<${App} />`, document.getElementById("app"));
start();
