// "/" lists what can be asked; arrow keys choose, Enter or Tab takes, Escape closes.
import { html, useEffect, useMemo, useState } from "../vendor/preact.js";

export function parse(text, forms) {
  const found = /^\/([a-z_-]*)(?:\s+([\s\S]*))?$/i.exec(text);
  if (!found) return null;
  const form = forms.find((f) => f.slash && f.command === found[1].toLowerCase());
  return { name: found[1], form, rest: found[2] || "" };
}

export function useCompletion(text, forms, take) {
  const typed = /^\/([a-z_-]*)$/i.exec(text);
  const rows = useMemo(() => {
    if (!typed) return [];
    const word = typed[1].toLowerCase();
    const slash = forms.filter((f) => f.slash);
    return [...slash.filter((f) => f.command.startsWith(word)), ...slash.filter((f) => word && !f.command.startsWith(word) && f.command.includes(word))];
  }, [text, forms]);
  const [at, setAt] = useState(0);
  const [shut, setShut] = useState("");
  useEffect(() => setAt(0), [text]);
  const open = rows.length > 0 && shut !== text;
  const onKeyDown = (e) => {
    if (!open) return false;
    if (e.key === "ArrowDown") setAt((at + 1) % rows.length);
    else if (e.key === "ArrowUp") setAt((at - 1 + rows.length) % rows.length);
    else if (e.key === "Escape") setShut(text);
    else if (e.key === "Enter" && typed[1].toLowerCase() === rows[at].command) return false; // nothing left to complete
    else if (e.key === "Enter" || e.key === "Tab") take(rows[at]);
    else return false;
    e.preventDefault();
    return true;
  };
  return { open, rows, at, onKeyDown, take };
}

export function Completion({ completion, id }) {
  if (!completion.open) return null;
  return html`<ul class="completion" role="listbox" id=${id}>
    ${completion.rows.map((form, i) => html`<li key=${form.command} id=${`${id}-${i}`} role="option" aria-selected=${i === completion.at}
      ref=${(node) => i === completion.at && node?.scrollIntoView({ block: "nearest" })}
      onMouseDown=${(e) => { e.preventDefault(); completion.take(form); }}>
      <strong>/${form.command}</strong><span class="quiet">${form.summary || form.title}</span></li>`)}
  </ul>`;
}
