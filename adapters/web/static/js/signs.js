// The signs of reactions, drawn, so that they look the same on every computer; in words they stand as
// the characters that every platform knows.
import { html } from "../vendor/preact.js";

export const table = [
  { name: "approve", emoji: "\u2705", icon: "M5 12.5l4.5 4.5L19 7.5" },
  { name: "changes", emoji: "\u270f\ufe0f", icon: "M5 19l1-4L16 5l3 3L9 18zM13.5 7.5l3 3" },
  { name: "reject", emoji: "\u274c", icon: "M6 6l12 12M18 6L6 18" },
  { name: "like", emoji: "\ud83d\udc4d", icon: "M8 11l3.5-7c1.6 0 2.4 1.3 2 2.8L13 10h5.2c1.2 0 2 1 1.7 2.2l-1.4 5.6c-.2.8-.9 1.2-1.7 1.2H8zM8 11H4.5v8H8" },
  { name: "love", emoji: "\u2764\ufe0f", icon: "M12 20S4 14.8 4 9.3A4.3 4.3 0 0112 7a4.3 4.3 0 018 2.3C20 14.8 12 20 12 20z" },
  ...["1", "2", "3", "4"].map((digit) => ({ name: `pick_${digit}`, emoji: `${digit}\ufe0f\u20e3`, digit })),
  { name: "original", emoji: "\u2709\ufe0f", icon: "M4 6h16v12H4zM4 7l8 6 8-6" },
];
const bare = (text) => text.replace(/\ufe0f/g, "");
export const find = (name) => table.find((r) => r.name === name || bare(r.emoji) === bare(name));

export function Sign({ row }) {
  if (row.digit) return html`<span class="digit" aria-hidden="true">${row.digit}</span>`;
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${row.icon} /></svg>`;
}

const SIGNS = new RegExp(`(${table.filter((r) => r.icon).map((r) => bare(r.emoji)).join("|")})\\ufe0f?`, "u");

// Our own words with the signs in them drawn; a font without them shows boxes.
export function drawn(text) {
  if (!SIGNS.test(text)) return text;
  return text.split(SIGNS).map((piece, i) => (i % 2 ? html`<${Sign} row=${find(piece)} />` : piece));
}
