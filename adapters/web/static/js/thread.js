// One session: its versions as a strip, before and after, its posts, and a place to reply.
import { html, useEffect, useState } from "../vendor/preact.js";
import { closeSide } from "./actions.js";
import { Card } from "./card.js";
import { Composer } from "./composer.js";
import { Icon } from "./icons.js";
import { pictureUrl } from "./net.js";
import { Compare } from "./picture.js";
import { use } from "./store.js";
import { Timeline } from "./timeline.js";
import { words } from "./words.js";

export function Thread({ session }) {
  const thread = use((s) => s.thread);
  const line = use((s) => s.threads.find((t) => t.session === session));
  const [comparing, setComparing] = useState("");
  useEffect(() => setComparing(""), [session]);
  const ready = thread && thread.session === session;
  const strip = ready ? thread.strip : [];
  const title = ready && thread.title ? thread.title : line ? `${line.number} \u00b7 ${line.title}` : words.thread;
  const pair = comparing && pairOf(strip, comparing);

  const tools = (post) => {
    const name = nameOf(strip, post.card?.picture);
    if (!name || !pairOf(strip, name)) return {};
    return {
      image: html`<button class="button on-picture" aria-pressed=${comparing === name} onClick=${() => setComparing(comparing === name ? "" : name)}><${Icon} name="compare" />${words.compare}</button>`,
    };
  };

  return html`<section class="side thread" aria-label=${title}>
    <${SideBar} title=${title} isPrivate=${line?.private} />
    ${strip.length > 0 && html`<${Strip} strip=${strip} comparing=${comparing} onCompare=${setComparing} />`}
    ${pair && html`<div class="compare-tray">
      <div class="row"><strong>${pair.before.name} \u2192 ${pair.after.name}</strong><button class="icon-button" aria-label=${words.close} onClick=${() => setComparing("")}><${Icon} name="close" /></button></div>
      <${Compare} before=${pair.before} after=${pair.after} beforeName=${pair.before.name} afterName=${pair.after.name} />
    </div>`}
    ${ready && thread.problem
      ? html`<div class="pad"><${Card} card=${thread.problem} thread=${session} /></div>`
      : html`<${Timeline} posts=${ready ? thread.posts : []} thread=${session} label=${title} tools=${tools} />`}
    ${ready && !thread.problem && html`<${Composer} key=${session} thread=${session} posts=${thread.posts} />`}
  </section>`;
}

export function SideBar({ title, isPrivate }) {
  return html`<header class="side-bar">
    <button class="icon-button back" aria-label=${words.back} onClick=${closeSide}><${Icon} name="back" /></button>
    <h2>${title}</h2>
    ${isPrivate && html`<span class="badge"><${Icon} name="lock" />${words.private}</span>`}
    <button class="icon-button shut" aria-label=${words.close} onClick=${closeSide}><${Icon} name="close" /></button>
  </header>`;
}

// Names are "142.3" or, in a set, "142.3b".
const all = (strip) => strip.flatMap((v) => v.pictures.map((p) => ({ ...p, version: v, name: v.name + (v.pictures.length > 1 ? p.letter : "") })));
const nameOf = (strip, picture) => all(strip).find((p) => p.picture === picture)?.name || "";

function pairOf(strip, name) {
  const pictures = all(strip);
  const after = pictures.find((p) => p.name === name);
  const before = after && pictures.find((p) => p.name === after.version.parent || p.version.name === after.version.parent);
  if (!before) return null;
  const image = (p) => ({ picture: p.picture, alt: p.name, width: p.width || 0, height: p.height || 0, caption: [], name: p.name });
  return { before: image(before), after: image(after) };
}

function Strip({ strip, comparing, onCompare }) {
  const show = (item) => {
    const picture = item.pictures[0]?.picture;
    const post = picture && document.querySelector(`.thread [data-picture="${CSS.escape(picture)}"]`);
    post?.scrollIntoView({ block: "center", behavior: "smooth" });
    post?.classList.remove("found");
    requestAnimationFrame(() => post?.classList.add("found"));
  };
  return html`<nav class="strip" aria-label=${words.versionStrip}>
    ${strip.map((item, i) => {
      const branch = item.parent && item.parent.replace(/[a-d]$/, "") !== strip[i - 1]?.name;
      const name = item.pictures.length > 1 ? item.name + item.pictures[0].letter : item.name;
      const label = [item.name, item.instruction, item.parent && words.from(item.parent), item.state, item.approved && words.approved, item.current && words.current];
      return html`<div class=${`version ${item.current ? "current" : ""}`} key=${item.version}>
        <button class="thumb" title=${item.instruction || item.name} aria-label=${label.filter(Boolean).join(", ")} aria-current=${item.current ? "true" : "false"} onClick=${() => show(item)}>
          ${item.pictures.length > 0 ? item.pictures.map((p) => html`<img src=${pictureUrl(p.picture, "preview")} alt="" />`) : html`<span class="no-picture">${item.state}</span>`}
        </button>
        <span class="version-name">${item.approved && html`<${Icon} name="check" />`}${item.name}</span>
        ${branch && html`<span class="version-from">${words.from(item.parent)}</span>`}
        ${item.parent && item.pictures.length > 0 && html`<button class="link small" aria-pressed=${comparing === name} aria-label=${`${words.compare} ${name}`} onClick=${() => onCompare(comparing === name ? "" : name)}>${words.compare}</button>`}
      </div>`;
    })}
  </nav>`;
}
