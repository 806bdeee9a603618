// Spans of a line as text nodes, and the clock that counts for them.
import { html, useEffect, useState } from "../vendor/preact.js";
import { drawn } from "./signs.js";

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const HOUR = 3600 * 1000;
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

export function Line({ line }) {
  return line.map((span) => {
    if (span.s === "strong") return html`<strong>${span.text}</strong>`;
    if (span.s === "said") return html`<span class="said">${span.text}</span>`;
    if (span.s === "mention") return html`<span class="mention">${span.text}</span>`;
    if (span.s === "when") return html`<${When} at=${span.at} />`;
    return drawn(span.text);
  });
}

export function When({ at }) {
  const date = new Date(at * 1000);
  return html`<time datetime=${date.toISOString()} title=${full.format(date)}>${written(date).format(date)}</time>`;
}

// As short as it is clear: what was lately by its time, what is to come by its day.
function written(date) {
  const ahead = date - Date.now();
  if (ahead <= 0) return ahead > -18 * HOUR ? time : day;
  if (date.toDateString() === new Date().toDateString()) return time;
  return ahead < 6 * 24 * HOUR ? weekday : day;
}

// Seconds since the epoch, again each second while something counts.
export function useSeconds() {
  const [seconds, setSeconds] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Date.now() / 1000), 500);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
