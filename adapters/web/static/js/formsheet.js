// Any command's fields, drawn from the same JSON for every command; nothing typed is lost between depths.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { act, refused } from "./actions.js";
import { get, newId } from "./net.js";
import { now, set, use } from "./store.js";
import { words } from "./words.js";

const DEPTHS = ["line", "options", "cockpit"];

export function Fields({ form, values, onChange, errors = {}, skip = [], deep, idPrefix }) {
  const depth = DEPTHS.indexOf(deep ? "cockpit" : "options");
  const shown = form.fields.filter((f) => !f.hidden && !skip.includes(f.name) && f.kind !== "photos" && (DEPTHS.indexOf(f.depth) <= depth || values[f.name] || errors[f.name]));
  return html`<div class="fields">${shown.map((f) => html`<${Field} key=${f.name} command=${form.command} field=${f} id=${`${idPrefix}-${f.name}`} value=${values[f.name]} error=${errors[f.name]} onChange=${(v) => onChange(f.name, v)} />`)}</div>`;
}

function Field({ command, field, id, value, error, onChange }) {
  const shared = {
    id, name: field.name, "aria-describedby": `${id}-help`, "aria-invalid": error ? "true" : "false", required: field.required,
    onInput: (e) => onChange(e.currentTarget.value),
  };
  const given = value ?? field.default;
  const wide = field.kind === "paragraph" || field.kind === "list";
  return html`<div class=${`field ${wide ? "wide" : ""} ${field.kind}`}>
    ${field.kind === "flag"
      ? html`<label class="tick"><input id=${id} type="checkbox" checked=${given === "yes" || given === "true"} onChange=${(e) => onChange(e.currentTarget.checked ? "yes" : "no")} /> ${field.label}</label>`
      : html`<label for=${id}>${field.label}${field.required && html` <span class="quiet">${words.required}</span>`}</label>`}
    ${field.kind === "paragraph" && html`<textarea ...${shared} rows="2" placeholder=${field.example}>${given}</textarea>`}
    ${field.kind === "list" && html`<textarea ...${shared} rows=${Math.min(4, given.split("\n").length)} placeholder=${field.example || words.onePerLine}>${given}</textarea>`}
    ${field.kind === "number" && html`<input ...${shared} type="number" min=${field.least} max=${field.most} value=${given} />`}
    ${field.kind === "choice" && html`<select ...${shared} value=${given}>${field.options.map((o) => html`<option value=${o} selected=${o === given}>${o}</option>`)}</select>`}
    ${field.kind === "line" && html`<${LineInput} shared=${shared} command=${command} field=${field} value=${given} onChange=${onChange} />`}
    <span class="help" id=${`${id}-help`}>${error ? html`<span class="error" role="alert">${error}</span>` : field.hint}</span>
  </div>`;
}

function LineInput({ shared, command, field, value, onChange }) {
  const [choices, setChoices] = useState([]);
  const turn = useRef(0);
  const list = `${shared.id}-choices`;
  const ask = async (typed) => {
    if (!field.source) return;
    const mine = (turn.current += 1);
    const answer = await get("/api/choices", { command, field: field.name, typed });
    if (answer.ok && mine === turn.current) setChoices(answer.body.choices);
  };
  return html`<input ...${shared} type="text" maxlength=${field.maxLength} value=${value} placeholder=${field.example} autocomplete="off"
      list=${field.source ? list : undefined}
      onFocus=${(e) => ask(e.currentTarget.value)}
      onInput=${(e) => { onChange(e.currentTarget.value); ask(e.currentTarget.value); }} />
    ${field.source && html`<datalist id=${list}>${choices.map((c) => html`<option value=${c.value}>${[c.label, c.hint].filter(Boolean).join(" \u00b7 ")}</option>`)}</datalist>`}`;
}

// A form that the studio asked for (wrong input, a button that opens one, a command with fields).
export function FormSheet({ forming }) {
  const form = use((s) => s.forms.find((f) => f.command === forming.command));
  const [deep, setDeep] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const sheet = useRef(null);
  const origin = useRef(newId());
  // What is wrong comes before what is first, also when the same form comes back.
  useEffect(() => (sheet.current?.querySelector("[aria-invalid=true]") || sheet.current?.querySelector(".field input, .field textarea, .field select"))?.focus(), [forming.command, forming.errors]);
  if (!form) return html`<p class="pad error" role="alert">${words.noCommand(forming.command)}</p>`;
  const errors = Object.fromEntries(forming.errors || []);
  const change = (name, value) => set({ forming: { ...now().forming, values: { ...now().forming.values, [name]: value } } });
  const close = () => {
    set({ forming: null });
    document.querySelector(".composer textarea")?.focus();
  };
  const escape = (e) => {
    if (e.key !== "Escape") return;
    e.preventDefault(); // the panel around it stays open
    close();
  };
  const submit = async (e) => {
    e.preventDefault();
    if (busy) return;
    setBusy(true);
    const { values, command, draft, thread } = now().forming;
    const opened = now().forming;
    const done = await act({ kind: "submission", command, draft: draft || "", values: Object.entries(values), photos: forming.photos || [], thread }, { origin: origin.current });
    setBusy(false);
    origin.current = newId();
    setProblem(done.error || "");
    if (done.ok && !refused(done) && now().forming === opened) close();
  };
  return html`<form class="sheet" ref=${sheet} onSubmit=${submit} aria-label=${form.title} onKeyDown=${escape}>
    <header class="row"><h2>${form.title}</h2><span class="quiet">${form.summary}</span></header>
    <${Fields} form=${form} values=${forming.values} errors=${errors} skip=${forming.fixed || []} deep=${deep} onChange=${change} idPrefix="sheet" />
    ${problem && html`<p class="error" role="alert">${problem}</p>`}
    <footer class="row">
      ${form.fields.some((f) => f.depth === "cockpit") && html`<button type="button" class="button quiet" aria-expanded=${deep} onClick=${() => setDeep(!deep)}>${deep ? words.less : words.more}</button>`}
      <span class="grow"></span>
      <button type="button" class="button" onClick=${close}>${words.cancel}</button>
      <button class="button primary" aria-disabled=${busy}>${words.save}</button>
    </footer>
  </form>`;
}
