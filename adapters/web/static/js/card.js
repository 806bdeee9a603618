// One card: every part of the closed set drawn once. Words always arrive as text nodes.
import { html, useState } from "../vendor/preact.js";
import { act, actAs, go } from "./actions.js";
import { Icon } from "./icons.js";
import { Line, useSeconds } from "./line.js";
import { pictureUrl } from "./net.js";
import { Compare, Picture } from "./picture.js";
import { ButtonRow, PressButton } from "./press.js";
import { now, use } from "./store.js";
import { words } from "./words.js";

const draw = {
  heading: ({ part }) => html`<h3 class="heading"><${Line} line=${part.line} /></h3>`,
  text: ({ part }) => html`<p class=${`text ${part.tone}`}>${part.tone === "warn" && html`<span class="mark" aria-hidden="true">!</span>`}<${Line} line=${part.line} /></p>`,
  legend: ({ part }) => html`<p class="text quiet legend"><${Line} line=${part.line} /></p>`,
  image: ({ part, card, parent }) => {
    const image = { ...part, name: card.name };
    if (!parent || part.drawing) return html`<${Picture} image=${image} />`;
    return html`<${Compare} before=${parent.image} after=${image} beforeName=${parent.image.name} afterName=${card.name || words.after} caption=${part.caption} opens=${parent.newest ? "side" : "alone"} />`;
  },
  compare: ({ part }) => html`<${Compare} before=${part.before} after=${part.after} caption=${part.caption}
    beforeName=${plain(part.before.caption)} afterName=${plain(part.after.caption)} />`,
  pick: PickSet,
  chips: ({ part }) => html`<ul class="chips">${part.chips.map((c) => html`<li class=${`chip ${c.guessed ? "guessed" : ""}`}>${c.label}</li>`)}</ul>`,
  facts: Facts,
  table: Table,
  progress: Progress,
  countdown: Countdown,
  person: Person,
  buttons: ({ part, post, thread }) => html`<${ButtonRow} part=${part} post=${post} thread=${thread} />`,
  suggestions: Suggestions,
  download: ({ part }) => html`<a class="button" href=${pictureUrl(part.picture, part.variant, true)} download=${part.name}><${Icon} name="download" />${part.label}</a>`,
  links: ({ part }) => html`<div class="links">${part.links.map((l) => html`<button class="link" key=${l.target} onClick=${() => go(l.target)}>${l.label}</button>`)}</div>`,
  // The address is shown when asked for, so that nobody leaves without knowing where to.
  sources: ({ part }) => html`<p class="text quiet sources">${part.label}: ${part.links.map((l) => html`<a href=${l.url} title=${l.url} key=${l.url} target="_blank" rel="noopener noreferrer external"><${Line} line=${l.line} /></a>`)}</p>`,
  tally: Tally,
};

const plain = (line) => line.map((s) => s.text || "").join("");

// `parent`: the picture that this card's own was made from, where the place knows it.
export function Card({ card, post, thread, parent }) {
  const one = (part, i) => html`<${draw[part.p]} key=${i} part=${part} card=${card} post=${post} thread=${thread} parent=${part.p === "image" ? parent : null} />`;
  const [first, ...rest] = arranged(card.parts);
  // A picture stands beside its words where there is room, so that the buttons are in view with it.
  if (rest.length > 0 && (first.p === "image" || first.p === "compare"))
    return html`<div class=${`card split kind-${card.kind}`}>${one(first, 0)}<div class="rest">${rest.map(one)}</div></div>`;
  return html`<div class=${`card kind-${card.kind}`}>${[first, ...rest].filter(Boolean).map(one)}</div>`;
}

// Links in a row stand on one line; a link named like the first cell of a table's row opens from there.
function arranged(parts) {
  const links = parts.filter((p) => p.p === "link");
  const named = new Set(parts.filter((p) => p.p === "table").flatMap((t) => t.rows.map((row) => plain(row[0]))));
  const made = [];
  for (const part of parts) {
    if (part.p === "table") made.push({ ...part, links });
    else if (part.p !== "link") made.push(part);
    else if (named.has(part.label)) continue;
    else if (made.at(-1)?.p === "links") made.at(-1).links.push(part);
    else made.push({ p: "links", links: [part] });
  }
  return made;
}

function PickSet({ part, card, post, thread }) {
  const images = part.pictures.map((p) => ({ ...p, name: `${card.name.replace(/[a-d]$/, "")}${p.letter}` }));
  return html`<div class=${`pick ${images[0]?.width < images[0]?.height * 0.85 ? "tall" : ""}`} role="group">
    ${images.map((image) => html`<div class=${`option ${image.picked ? "picked" : ""}`} key=${image.picture}>
      <${Picture} image=${image} siblings=${images} />
      ${image.picked
        ? html`<p class="picked-word"><${Icon} name="check" />${words.picked} ${image.letter}</p>`
        : html`<${PressButton} button=${{ label: words.pick(image.letter), press: image.press, style: "plain" }} post=${post} thread=${thread} />`}
    </div>`)}
  </div>`;
}

function Facts({ part, card }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const rows = part.rows.map((r) => `${r.label}: ${plain(r.line)}`).join("\n");
    try {
      await navigator.clipboard.writeText(part.copyable || rows);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      setCopied(false);
    }
  };
  return html`<div class="facts">
    <dl>${part.rows.map((r) => html`<div><dt>${r.label}</dt><dd><${Line} line=${r.line} /></dd></div>`)}</dl>
    ${part.copyable && html`<pre class="copyable" tabindex="0">${part.copyable}</pre>`}
    ${(part.copyable || card.kind === "details") && html`<button class="button quiet" onClick=${copy}><${Icon} name="copy" /><span aria-live="polite">${copied ? words.copied : words.copy}</span></button>`}
  </div>`;
}

function Table({ part }) {
  return html`<div class="table" tabindex="0" role="region" aria-label=${part.caption || part.columns.join(", ")}>
    <table>
      ${part.caption && html`<caption>${part.caption}</caption>`}
      <thead><tr>${part.columns.map((c) => html`<th scope="col">${c}</th>`)}</tr></thead>
      <tbody>${part.rows.map((row) => html`<tr>${row.map((cell, i) => {
        const link = i === 0 && part.links.find((l) => l.label === plain(cell));
        return html`<td class=${plain(cell).length <= SHORT ? "short" : ""}>${link ? html`<${RowLink} link=${link} />` : html`<${Line} line=${cell} />`}</td>`;
      })}</tr>`)}</tbody>
    </table>
  </div>`;
}

const SHORT = 14; // characters: a cell that is never broken into lines

// The way from a row to its thread, with its picture.
function RowLink({ link }) {
  const line = use((s) => s.threads.find((t) => t.session === link.target));
  return html`<button class="row-link" onClick=${() => go(link.target)}>
    ${line?.picture && html`<img src=${pictureUrl(line.picture, "preview")} alt="" loading="lazy" width="40" height="40" />`}<strong>${link.label}</strong></button>`;
}

function Progress({ part }) {
  const seconds = useSeconds();
  const spent = Math.max(0, Math.floor(seconds - part.since));
  const waiting = part.stage === "waiting" || part.place > 0;
  const share = waiting || !part.expected ? 0 : Math.min(0.96, 1 - Math.exp((-2.2 * spent) / part.expected));
  const status = waiting
    ? [words.place(part.place || 1), part.expected ? words.about(part.expected) : ""].filter(Boolean).join(", ")
    : `${words.stages[part.stage] || part.stage} ${words.elapsed(spent, part.expected)}`;
  return html`<div class="progress">
    <p class="text"><span class="count">${status}</span>${part.line.length > 0 && html`<span class="quiet"> \u00b7 <${Line} line=${part.line} /></span>`}</p>
    <div class=${`bar ${waiting ? "waiting" : ""}`} role="progressbar" aria-label=${status} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(share * 100)}>
      <span style=${{ transform: `scaleX(${share})` }}></span>
    </div>
  </div>`;
}

function Countdown({ part }) {
  const left = Math.ceil(part.until - useSeconds());
  return html`<p class="text countdown" role="timer">${left > 0 ? words.inSeconds(part.label, left) : words.overdue(part.label)}</p>`;
}

function Person({ part }) {
  const other = part.member !== now().viewer?.member;
  return html`<div class="person">
    <span class="avatar" aria-hidden="true">${part.name.slice(0, 1)}</span>
    <span><strong>${part.name}</strong>${part.rights.length > 0 && html`<span class="quiet"> ${part.rights.join(", ")}</span>`}</span>
    ${part.change && html`<${PressButton} button=${part.change} />`}
    ${now().local && other && html`<button class="button" onClick=${() => actAs(part.member)}>${words.actAsThem}</button>`}
  </div>`;
}

function Suggestions({ part, card, post, thread }) {
  const [busy, setBusy] = useState("");
  const [error, setError] = useState("");
  const reply = async (text) => {
    if (busy) return;
    setBusy(text);
    const place = thread || card.session;
    const done = await act({ kind: "reply", text, to: post?.ref || "", thread: place }, { near: post?.post || "" });
    setError(done.error || "");
    setBusy("");
    if (done.ok && !thread && place) go(place);
  };
  return html`<div class="suggestions">
    ${part.replies.map((text) => html`<button class="chip tap" aria-disabled=${!!busy} aria-busy=${busy === text} onClick=${() => reply(text)}>${text}</button>`)}
    ${error && html`<span class="error" role="alert">${error}</span>`}
  </div>`;
}

function Tally({ part }) {
  return html`<div class="tally">
    <span class="dots" aria-hidden="true">${Array.from({ length: part.needed }, (_, i) => html`<i class=${i < part.approvals ? "on" : ""}></i>`)}</span>
    <strong>${words.tally(part.approvals, part.needed)}</strong>
    ${part.choices.map((c) => html`<span class="quiet">${c.name} ${words.votes[c.choice] || c.choice}</span>`)}
    ${part.likes > 0 && html`<span class="quiet">${words.likes(part.likes)}</span>`}
  </div>`;
}
