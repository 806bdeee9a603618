// Under the line: what was understood as chips, photos with their jobs, the price, and what to look at.
import { html } from "../vendor/preact.js";
import { changeDraft } from "./drafts.js";
import { Icon } from "./icons.js";
import { Line } from "./line.js";
import { use } from "./store.js";
import { words } from "./words.js";

export function Understood({ thread, draft, preview, onFocus }) {
  // A photo has its own chip here, with its job to choose.
  const chips = (preview?.chips || []).filter((c) => c.field !== "photos" || !draft.photos.length);
  const checks = preview?.checks || [];
  // Taking a chip away leaves the field with what else was in it; "" says: not even what I typed.
  const remove = (chip) => {
    const rest = chips.filter((c) => c !== chip && c.field === chip.field).map((c) => c.value);
    changeDraft(thread, (d) => ({ values: { ...d.values, [chip.field]: rest.join("\n") } }));
    onFocus();
  };
  const apply = (check) => {
    changeDraft(thread, (d) => {
      const patch = Object.fromEntries(check.patch);
      const { what, ...values } = patch;
      return { text: what ?? d.text, values: { ...d.values, ...values } };
    });
    onFocus();
  };
  if (!chips.length && !draft.photos.length && !checks.length && !preview?.price && !preview?.errors.length) return null;
  return html`<div class="understood">
    <ul class="chips">
      ${draft.photos.map((photo) => html`<${PhotoChip} key=${photo.key} photo=${photo} thread=${thread} />`)}
      ${chips.map((chip) => html`<li class=${`chip ${chip.guessed ? "guessed" : ""}`} key=${`${chip.field}=${chip.value}`}>${chip.label}
        ${chip.removable && html`<button class="chip-remove" type="button" aria-label=${words.remove(chip.label)} onClick=${() => remove(chip)}><${Icon} name="close" /></button>`}</li>`)}
    </ul>
    ${preview?.price && html`<p class=${`price ${preview.price.tone}`} aria-live="polite"><${Line} line=${preview.price.line} /></p>`}
    ${preview?.errors.map(([field, text]) => html`<p class="check stop" key=${field} role="alert">${text}</p>`)}
    ${checks.map((check) => html`<p class=${`check ${check.level}`} key=${check.id}>
      <span>${check.text}</span>${check.fix && html`<button class="button small" type="button" onClick=${() => apply(check)}>${check.fix}</button>`}</p>`)}
  </div>`;
}

function PhotoChip({ photo, thread }) {
  const roles = use((s) => s.roles);
  const change = (photos) => changeDraft(thread, (d) => ({ photos: photos(d.photos) }));
  const setRole = (role) => change((all) => all.map((p) => (p.key === photo.key ? { ...p, role, guessed: false } : p)));
  return html`<li class=${`chip photo ${photo.guessed ? "guessed" : ""}`} aria-busy=${!photo.upload}>
    ${photo.thumb && html`<img src=${photo.thumb} alt="" />`}
    <span class="file">${photo.filename}</span>
    ${photo.upload
      ? html`<select aria-label=${words.role(photo.filename)} value=${photo.role} onChange=${(e) => setRole(e.currentTarget.value)}>
          ${["", ...roles].map((r) => html`<option value=${r} selected=${r === photo.role}>${words.roles[r] || r}</option>`)}</select>`
      : html`<span class="quiet">${words.uploading}</span>`}
    <button class="chip-remove" type="button" aria-label=${words.remove(photo.filename)} onClick=${() => change((all) => all.filter((p) => p.key !== photo.key))}><${Icon} name="close" /></button>
  </li>`;
}
