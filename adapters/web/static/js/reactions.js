// Reactions under a picture: each has a button twin, both are one vote. Drawn, so that they look the
// same on every computer; sent as the character that every platform knows.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { act } from "./actions.js";
import { Icon } from "./icons.js";
import { Sign, find } from "./signs.js";
import { set } from "./store.js";
import { words } from "./words.js";

const label = (row) => words.reactionNames[row.name];

export function Reactions({ post, thread, offered, children }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const was = useRef(false);
  const add = () => root.current?.querySelector(".reaction.add")?.focus();
  useEffect(() => {
    if (open) root.current.querySelector(".reaction.offer")?.focus();
    else if (was.current) add();
    was.current = open;
  }, [open]);
  const given = post.reactions.map(([name, count, mine]) => ({ row: find(name), name, count, mine })).filter((g) => g.row);
  const rows = (offered.length ? offered : ["approve", "changes", "reject", "like", "love"]).map(find).filter(Boolean);
  const more = rows.filter((row) => !given.some((g) => g.row === row));

  async function react(row, added) {
    setOpen(false);
    if (!added) add(); // what was taken back may be gone in a moment
    change(post, row, added);
    const done = await act({ kind: "reaction", message: post.ref, emoji: row.emoji, added, thread }, { near: post.post });
    if (!done.ok) change(post, row, !added);
  }

  const escape = (e) => {
    if (!open || e.key !== "Escape") return;
    e.preventDefault();
    setOpen(false);
  };

  return html`<div class="reactions" ref=${root} role="group" aria-label=${words.react} onKeyDown=${escape}>
    ${given.map((g) => html`<button class=${`reaction ${g.mine ? "mine" : ""}`} aria-pressed=${g.mine} aria-label=${`${label(g.row)}, ${g.count}`} title=${label(g.row)} onClick=${() => react(g.row, !g.mine)}>
      <${Sign} row=${g.row} /> ${g.count}
    </button>`)}
    ${open
      ? more.map((row) => html`<button class="reaction offer" aria-label=${label(row)} title=${label(row)} onClick=${() => react(row, true)}><${Sign} row=${row} /></button>`)
      : html`<button class="reaction add" aria-label=${words.react} title=${words.react} aria-expanded="false" onClick=${() => setOpen(true)}><${Icon} name="smile" /></button>`}
    ${children}
  </div>`;
}

// Shown at once; the page asks the studio again and shows what really counts.
function change(post, row, added) {
  const reactions = post.reactions.filter(([name]) => find(name) !== row);
  const old = post.reactions.find(([name]) => find(name) === row);
  const count = (old ? old[1] : 0) + (added ? 1 : -1);
  if (count > 0) reactions.push([row.name, count, added]);
  const apply = (posts) => posts.map((p) => (p.post === post.post ? { ...p, reactions } : p));
  set((s) => ({ posts: apply(s.posts), thread: s.thread && { ...s.thread, posts: apply(s.thread.posts) } }));
}
