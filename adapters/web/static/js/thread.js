// One session: its versions as a strip, before and after, its posts, and a place to reply.
import { html } from "../vendor/preact.js";
import { closeSide } from "./actions.js";
import { Card } from "./card.js";
import { Composer } from "./composer.js";
import { Icon } from "./icons.js";
import { pictureUrl } from "./net.js";
import { use } from "./store.js";
import { JUMP_MS, Timeline } from "./timeline.js";
import { words } from "./words.js";

export function Thread({ session }) {
  const thread = use((s) => s.thread);
  const line = use((s) => s.threads.find((t) => t.session === session));
  const ready = thread && thread.session === session;
  const strip = ready ? thread.strip : [];
  const posts = ready ? thread.posts : [];
  const title = ready && thread.title ? thread.title : line ? `${line.number} \u00b7 ${line.title}` : words.thread;
  return html`<section class="side thread" aria-label=${title}>
    <${SideBar} title=${title} isPrivate=${line?.private} />
    ${strip.length > 0 && html`<${Strip} strip=${strip} />`}
    ${ready && thread.problem
      ? html`<div class="pad"><${Card} card=${thread.problem} thread=${session} /></div>`
      : html`<${Timeline} posts=${posts} thread=${session} label=${title} parentOf=${(post) => (post.card?.kind === "result" ? parentOf(strip, posts, post.card.picture) : null)} />`}
    ${ready && !thread.problem && html`<${Composer} key=${session} thread=${session} />`}
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

// The picture that this one was made from: {image, newest}, or null for a first version.
function parentOf(strip, posts, picture) {
  const version = strip.find((v) => v.pictures.some((p) => p.picture === picture));
  if (!version?.parent) return null;
  const parent = strip.flatMap((v) => v.pictures.map((p) => ({ ...p, version: v.name, name: v.pictures.length > 1 ? v.name + p.letter : v.name })))
    .find((p) => p.name === version.parent || p.version === version.parent);
  if (!parent) return null;
  return { image: { ...seen(posts, parent.picture), picture: parent.picture, name: parent.name, caption: [] }, newest: version.current };
}

// A picture's words and size as its own post says them.
function seen(posts, picture) {
  const parts = posts.flatMap((p) => p.card?.parts || []);
  const found = parts.flatMap((part) => (part.p === "pick" ? part.pictures : [part])).find((i) => i.picture === picture && i.width);
  return found ? { alt: found.alt, width: found.width, height: found.height } : { alt: "", width: 0, height: 0 };
}

function Strip({ strip }) {
  const show = (item) => {
    const picture = item.pictures[0]?.picture;
    const post = picture && document.querySelector(`.thread [data-picture="${CSS.escape(picture)}"]`);
    if (!post) return;
    post.closest(".timeline").dataset.jumping = performance.now() + JUMP_MS;
    post.scrollIntoView({ block: "center", behavior: "smooth" });
    post.classList.remove("found");
    requestAnimationFrame(() => post.classList.add("found"));
  };
  return html`<nav class="strip" aria-label=${words.versionStrip}>
    ${strip.map((item, i) => {
      const branch = item.parent && item.parent.replace(/[a-d]$/, "") !== strip[i - 1]?.name;
      const label = [item.name, item.instruction, item.parent && words.from(item.parent), item.state, item.approved && words.approved, item.current && words.current];
      return html`<div class=${`version ${item.current ? "current" : ""}`} key=${item.version}>
        <button class="thumb" title=${item.instruction || item.name} aria-label=${label.filter(Boolean).join(", ")} aria-current=${item.current ? "true" : "false"} onClick=${() => show(item)}>
          ${item.pictures.length > 0 ? item.pictures.map((p) => html`<img src=${pictureUrl(p.picture, "preview")} alt="" loading="lazy" />`) : html`<span class="no-picture">${item.state}</span>`}
        </button>
        <span class="version-name">${item.approved && html`<${Icon} name="check" />`}${item.name}
          ${branch && html`<span class="version-from">${words.from(item.parent)}</span>`}</span>
      </div>`;
    })}
  </nav>`;
}
