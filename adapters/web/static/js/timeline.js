// A column of posts, newest at the bottom, like a chat: it stays at the end unless a person scrolled up.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { dismiss, openThread } from "./actions.js";
import { Card } from "./card.js";
import { changeDraft } from "./drafts.js";
import { Icon } from "./icons.js";
import { When } from "./line.js";
import { pictureUrl } from "./net.js";
import { Reactions } from "./reactions.js";
import { use } from "./store.js";
import { words } from "./words.js";

const BY_HAND_MS = 700; // a scroll this soon after a wheel, a finger or a key is that person's
const SCROLL_KEYS = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);
export const JUMP_MS = 900; // a smooth scroll to an older version is over by then
const NEAR_END = 80; // pixels: closer to the end than this counts as reading the newest

export function Timeline({ posts, thread, label, parentOf, children }) {
  const tells = use((s) => s.tells).filter((t) => t.thread === thread);
  const sending = use((s) => s.sending).filter((t) => t.thread === thread);
  const list = useRef(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);
  const newest = `${posts.length}/${posts.at(-1)?.revision}/${tells.length}/${sending.length}`;
  // The end of the talk, where the newest picture's buttons are.
  const end = () => list.current.scrollHeight - list.current.clientHeight;
  const down = (smooth) => list.current?.scrollTo({ top: end(), behavior: smooth ? "smooth" : "instant" });

  // On its way to an older version, asked for by a press: nothing that grows meanwhile pulls it back.
  const jumping = () => performance.now() < +(list.current?.dataset.jumping || 0);
  const keepEnd = () => stuck.current && !jumping() && down(false);

  // Whoever sends a line wants to see what comes of it.
  useLayoutEffect(() => {
    if (sending.length) stuck.current = true;
  }, [sending.length]);
  useLayoutEffect(() => {
    keepEnd();
  }, [newest]);
  useEffect(() => {
    // Pictures and compare boxes grow after they were drawn: keep the end in view.
    const watch = new ResizeObserver(keepEnd);
    watch.observe(list.current.firstElementChild);
    return () => watch.disconnect();
  }, []);
  // Only a person leaves the end: content that grows, or the browser that keeps its place, does not.
  const settled = useRef(0);
  const touched = useRef(-BY_HAND_MS);
  const byHand = (e) => {
    if (e.type !== "keydown" || SCROLL_KEYS.has(e.key)) touched.current = performance.now();
  };
  const scrolled = () => {
    if (!list.current) return;
    const near = end() - list.current.scrollTop < NEAR_END;
    const onTheWay = jumping();
    if (onTheWay) stuck.current = false;
    else if (near || performance.now() - touched.current < BY_HAND_MS) stuck.current = near;
    setAway(!stuck.current && !near);
    clearTimeout(settled.current);
    if (onTheWay) settled.current = setTimeout(scrolled, JUMP_MS); // where it came to rest
  };

  const known = new Set(posts.map((p) => p.post));
  return html`<div class="timeline-wrap">
    <div class="timeline" ref=${list} onScroll=${scrolled} onWheel=${byHand} onTouchMove=${byHand} onKeyDown=${byHand} onPointerDown=${(e) => e.target === list.current && byHand(e)} role="log" aria-label=${label} tabindex="-1">
      <div class="posts">
        ${children}
        ${posts.map((post, i) => html`<${Post} key=${post.post} post=${post} thread=${thread} goesOn=${goesOn(posts[i - 1], post)} parent=${parentOf?.(post)} tells=${tells.filter((t) => t.near === post.post)} />`)}
        ${sending.filter((s) => posts.length <= s.seen).map((s) => html`<${Typed} key=${s.origin} typed=${s} />`)}
        ${tells.filter((t) => !t.near || !known.has(t.near)).map((t) => html`<${Tell} key=${t.id} tell=${t} thread=${thread} />`)}
      </div>
    </div>
    ${away && html`<button class="button jump" onClick=${() => down(true)}><${Icon} name="down" />${words.jump}</button>`}
  </div>`;
}

// Posts of one author in a row, soon after each other, carry the name once.
const SOON_S = 300;
const goesOn = (before, post) => !!before && before.author === post.author && post.at - before.at < SOON_S && !before.card?.private === !post.card?.private;

function Post({ post, thread, tells, parent, goesOn }) {
  const card = post.card;
  const root = card?.kind === "root";
  const line = use((s) => (root ? s.threads.find((t) => t.session === card.session) : null));
  const author = post.author || (root && line?.maker) || "";
  const place = thread || card?.session || "";
  return html`<article class=${`post ${goesOn ? "goes-on" : ""}`} id=${`post-${post.post}`} data-picture=${card?.picture || ""} aria-label=${card ? [author, card.summary].filter(Boolean).join(": ") : `${author}: ${post.text}`}>
    ${goesOn ? html`<span></span>` : html`<${Avatar} name=${author} />`}
    <div class="body">
      ${!goesOn && html`<header class="by"><strong>${author || words.artdesk}</strong><${When} at=${post.at} />
        ${card?.private && html`<span class="badge"><${Icon} name="lock" />${words.private}</span>`}</header>`}
      ${card ? html`<${Card} card=${card} post=${post} thread=${place} parent=${parent} />` : html`<p class="text words">${post.text}</p>`}
      ${(card?.picture || post.reactions.length > 0 || card?.reactions.length > 0) && html`<${Reactions} post=${post} thread=${place} offered=${card?.reactions || []}>
        ${thread && html`<button class="reaction add" onClick=${() => answer(post, thread)}>${words.replyButton}</button>`}
      <//>`}
      ${line && thread === "" && html`<${ThreadLink} line=${line} />`}
      ${tells.map((t) => html`<${Tell} key=${t.id} tell=${t} thread=${place} under />`)}
    </div>
  </article>`;
}

// The next line answers this post: it says which picture to change, or to whom one speaks.
function answer(post, thread) {
  changeDraft(thread, { to: { ref: post.ref, name: post.card?.name || post.author || words.artdesk } });
  document.getElementById("line-thread")?.focus();
}

function ThreadLink({ line }) {
  const open = use((s) => s.place === line.session);
  return html`<button class="thread-link" aria-current=${open ? "true" : "false"} aria-label=${`${words.openThread} ${line.number} ${line.title}`} onClick=${() => openThread(line.session)}>
    ${line.picture && html`<img src=${pictureUrl(line.picture, "preview")} alt="" loading="lazy" />`}
    <strong>${words.versions(line.versions)}</strong>
    <span class="quiet">${line.state}</span>
    <span class="quiet"><${When} at=${line.last} /></span>
    <${Icon} name="forward" />
  </button>`;
}

const FRESH_MS = 2000; // an answer that was just given comes into view; one kept through a reload does not

function Tell({ tell, thread, under }) {
  const root = useRef(null);
  useEffect(() => {
    if (Date.now() - tell.at < FRESH_MS) root.current.scrollIntoView({ block: "nearest" });
  }, []);
  return html`<article ref=${root} class=${`post tell ${under ? "under" : ""}`} aria-label=${tell.card.summary}>
    ${!under && html`<${Avatar} name="" />`}
    <div class="body">
      <header class="by"><span class="quiet">${words.onlyYou}</span><button class="link" onClick=${() => dismiss(tell.id)}>${words.dismiss}</button></header>
      <${Card} card=${tell.card} post=${{ post: "", ref: "", revision: "" }} thread=${thread} />
    </div>
  </article>`;
}

function Typed({ typed }) {
  const viewer = use((s) => s.viewer);
  return html`<article class="post by-person on-its-way">
    <${Avatar} name=${viewer?.name || ""} />
    <div class="body"><header class="by"><strong>${viewer?.name}</strong><span class="quiet">${words.sending}</span></header>
      <p class="text words">${typed.text}</p></div>
  </article>`;
}

export function Avatar({ name }) {
  if (!name) return html`<img class="avatar desk" src="/static/icon.svg" alt="" />`;
  return html`<span class="avatar" aria-hidden="true">${[...name][0]?.toUpperCase()}</span>`;
}
