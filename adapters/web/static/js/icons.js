// Small line icons, drawn with the text's colour.
import { html } from "../vendor/preact.js";

const paths = {
  photo: "M4 6h16v12H4zM4 15l4-4 5 5 3-3 4 4M15.5 9.5h.01",
  sliders: "M4 8h8M16 8h4M4 16h4M12 16h8M14 6v4M10 14v4",
  send: "M12 19V6M6 11l6-6 6 6",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  down: "M6 9l6 6 6-6",
  expand: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  compare: "M12 4v16M4 6h5v12H4M20 6h-5v12h5",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
  moon: "M20 14.5A8 8 0 019.5 4 8 8 0 1020 14.5z",
  half: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  inbox: "M4 13l2.5-8h11L20 13v6H4zM4 13h5l1 2.5h4L15 13h5",
  smile: "M12 3a9 9 0 100 18 9 9 0 000-18zM8.5 14.5c1.8 2.2 5.2 2.2 7 0M9 9.5h.01M15 9.5h.01",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${paths[name]} /></svg>`;
}
