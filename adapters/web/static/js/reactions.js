// Reactions under a picture: each has a button twin, both are one vote. Drawn, so that they look the
// same on every computer; sent as the character that every platform knows.
import { html, useState } from "../vendor/preact.js";
import { act } from "./actions.js";
import { Icon } from "./icons.js";
import { set } from "./store.js";
import { words } from "./words.js";

const table = [
  { name: "approve", emoji: "\u2705", icon: "M5 12.5l4.5 4.5L19 7.5" },
  { name: "changes", emoji: "\u270f\ufe0f", icon: "M5 19l1-4L16 5l3 3L9 18zM13.5 7.5l3 3" },
  { name: "reject", emoji: "\u274c", icon: "M6 6l12 12M18 6L6 18" },
  { name: "like", emoji: "\ud83d\udc4d", icon: "M8 11l3.5-7c1.6 0 2.4 1.3 2 2.8L13 10h5.2c1.2 0 2 1 1.7 2.2l-1.4 5.6c-.2.8-.9 1.2-1.7 1.2H8zM8 11H4.5v8H8" },
  { name: "love", emoji: "\u2764\ufe0f", icon: "M12 20S4 14.8 4 9.3A4.3 4.3 0 0112 7a4.3 4.3 0 018 2.3C20 14.8 12 20 12 20z" },
  ...["1", "2", "3", "4"].map((digit) => ({ name: `pick_${digit}`, emoji: `${digit}\ufe0f\u20e3`, digit })),
  { name: "original", emoji: "\u2709\ufe0f", icon: "M4 6h16v12H4zM4 7l8 6 8-6" },
];
const bare = (text) => text.replace(/\ufe0f/g, "");
const find = (name) => table.find((r) => r.name === name || bare(r.emoji) === bare(name));
const label = (row) => words.reactionNames[row.name];

function Sign({ row }) {
  if (row.digit) return html`<span class="digit" aria-hidden="true">${row.digit}</span>`;
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${row.icon} /></svg>`;
}

export function Reactions({ post, thread, offered, children }) {
  const [open, setOpen] = useState(false);
  const given = post.reactions.map(([name, count, mine]) => ({ row: find(name), name, count, mine })).filter((g) => g.row);
  const rows = (offered.length ? offered : ["approve", "changes", "reject", "like", "love"]).map(find).filter(Boolean);
  const more = rows.filter((row) => !given.some((g) => g.row === row));

  async function react(row, added) {
    setOpen(false);
    change(post, row, added);
    const done = await act({ kind: "reaction", message: post.ref, emoji: row.emoji, added, thread }, { near: post.post });
    if (!done.ok) change(post, row, !added);
  }

  return html`<div class="reactions" role="group" aria-label=${words.react}>
    ${given.map((g) => html`<button class=${`reaction ${g.mine ? "mine" : ""}`} aria-pressed=${g.mine} aria-label=${`${label(g.row)}, ${g.count}`} title=${label(g.row)} onClick=${() => react(g.row, !g.mine)}>
      <${Sign} row=${g.row} /> ${g.count}
    </button>`)}
    ${open
      ? more.map((row) => html`<button class="reaction" aria-label=${label(row)} title=${label(row)} onClick=${() => react(row, true)}><${Sign} row=${row} /></button>`)
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
