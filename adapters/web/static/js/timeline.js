// A column of posts, newest at the bottom, like a chat: it stays at the end unless a person scrolled up.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { dismiss, openThread } from "./actions.js";
import { Card } from "./card.js";
import { Icon } from "./icons.js";
import { When } from "./line.js";
import { pictureUrl } from "./net.js";
import { Reactions } from "./reactions.js";
import { use } from "./store.js";
import { words } from "./words.js";

const NEAR_END = 80; // pixels: closer to the end than this counts as reading the newest

export function Timeline({ posts, thread, label, tools, children }) {
  const tells = use((s) => s.tells).filter((t) => t.thread === thread);
  const sending = use((s) => s.sending).filter((t) => t.thread === thread);
  const list = useRef(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);
  const newest = `${posts.length}/${posts.at(-1)?.revision}/${tells.length}/${sending.length}`;
  const down = (smooth) => list.current?.scrollTo({ top: list.current.scrollHeight, behavior: smooth ? "smooth" : "instant" });

  useLayoutEffect(() => {
    if (stuck.current) down(false);
  }, [newest]);
  useEffect(() => {
    // Pictures and compare boxes grow after they were drawn: keep the end in view.
    const watch = new ResizeObserver(() => stuck.current && down(false));
    watch.observe(list.current.firstElementChild);
    return () => watch.disconnect();
  }, []);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = list.current;
    stuck.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    setAway(!stuck.current);
  };

  const known = new Set(posts.map((p) => p.post));
  return html`<div class="timeline-wrap">
    <div class="timeline" ref=${list} onScroll=${scrolled} role="log" aria-label=${label} tabindex="-1">
      <div class="posts">
        ${children}
        ${posts.map((post) => html`<${Post} key=${post.post} post=${post} thread=${thread} tools=${tools?.(post)} tells=${tells.filter((t) => t.near === post.post)} />`)}
        ${sending.filter((s) => !posts.some((p) => p.origin === s.origin)).map((s) => html`<${Typed} key=${s.origin} typed=${s} />`)}
        ${tells.filter((t) => !t.near || !known.has(t.near)).map((t) => html`<${Tell} key=${t.id} tell=${t} thread=${thread} />`)}
      </div>
    </div>
    ${away && html`<button class="button jump" onClick=${() => down(true)}><${Icon} name="down" />${words.jump}</button>`}
  </div>`;
}

function Post({ post, thread, tells, tools }) {
  const card = post.card;
  const line = use((s) => (thread === "" && card?.session ? s.threads.find((t) => t.session === card.session) : null));
  const place = thread || card?.session || "";
  return html`<article class=${`post ${post.author ? "by-person" : "by-desk"}`} id=${`post-${post.post}`} data-picture=${card?.picture || ""} aria-label=${card ? card.summary : `${post.author}: ${post.text}`}>
    <${Avatar} name=${post.author} />
    <div class="body">
      <header class="by"><strong>${post.author || words.artdesk}</strong><${When} at=${post.at} />
        ${card?.private && html`<span class="badge"><${Icon} name="lock" />${words.private}</span>`}</header>
      ${card ? html`<${Card} card=${card} post=${post} thread=${place} tools=${tools} />` : html`<p class="text words">${post.text}</p>`}
      ${(card?.picture || post.reactions.length > 0 || card?.reactions.length > 0) && html`<${Reactions} post=${post} thread=${place} offered=${card?.reactions || []} />`}
      ${line && html`<${ThreadLink} line=${line} />`}
      ${tells.map((t) => html`<${Tell} key=${t.id} tell=${t} thread=${place} under />`)}
    </div>
  </article>`;
}

function ThreadLink({ line }) {
  const open = use((s) => s.place === line.session);
  return html`<button class="thread-link" aria-current=${open ? "true" : "false"} aria-label=${`${words.openThread} ${line.number} ${line.title}`} onClick=${() => openThread(line.session)}>
    ${line.picture && html`<img src=${pictureUrl(line.picture, "preview")} alt="" />`}
    <strong>${words.versions(line.versions)}</strong>
    <span class="quiet">${line.state}</span>
    <span class="quiet"><${When} at=${line.last} /></span>
    <${Icon} name="forward" />
  </button>`;
}

function Tell({ tell, thread, under }) {
  return html`<article class=${`post tell ${under ? "under" : ""}`} aria-label=${tell.card.summary}>
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
