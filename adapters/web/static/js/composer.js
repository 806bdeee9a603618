// The line where everything starts: words, "/" commands, photos, Options; Enter sends, nothing is lost.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { act, openPanel, refused, wasSaid } from "./actions.js";
import { Completion, parse, useCompletion } from "./completion.js";
import { addPhotos, changeDraft, clearDraft, draftOf, restoreDraft } from "./drafts.js";
import { Fields, FormSheet } from "./formsheet.js";
import { Icon } from "./icons.js";
import { newId, post } from "./net.js";
import { now, set, use } from "./store.js";
import { Understood } from "./understood.js";
import { words } from "./words.js";

const credits = (milli) => (milli / 1000).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const given = (values) => Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
const photosOf = (draft) => draft.photos.filter((p) => p.upload).map(({ upload, file, filename, role }) => ({ upload, file, filename, role }));

// What the line means: a command with its words, or the place's own (a brief, a reply).
function meaning(draft, thread, forms) {
  const slash = parse(draft.text, forms);
  if (slash) return { ...slash, command: slash.form?.command || "", text: slash.rest };
  const command = thread ? "edit" : "brief";
  return { form: forms.find((f) => f.command === command), command, text: draft.text, plain: true };
}

function usePreview(draft, thread, wanted) {
  const delay = use((s) => s.limits.typedDelay);
  const [preview, setPreview] = useState(null);
  const turn = useRef(0);
  // A pick, a new version or spent credits change what the same words would do.
  const stamp = use((s) => `${s.balance} ${s.thread?.session === thread ? s.thread.posts.map((p) => p.revision).join() : ""}`);
  const { text } = wanted;
  const photos = photosOf(draft);
  const says = saysReply(draft, wanted, thread);
  const command = says ? "reply" : wanted.command;
  const body = JSON.stringify({ command, text, thread, values: says ? said(draft, thread) : given(draft.values), photos });
  const blank = !wanted.command || (!text.trim() && !photos.length && !given(draft.values).length);
  useEffect(() => {
    const mine = (turn.current += 1);
    if (blank) return setPreview(null);
    const timer = setTimeout(async () => {
      const answer = await post("/api/typed", JSON.parse(body));
      if (mine === turn.current) setPreview(answer.ok ? answer.body : null);
    }, delay);
    return () => clearTimeout(timer);
  }, [body, blank, stamp]);
  return blank ? null : preview;
}

export function Composer({ thread, first = false }) {
  const forms = use((s) => s.forms);
  const draft = use((s) => draftOf(s.drafts, thread));
  const drawn = draft;
  const forming = use((s) => (s.forming?.thread === thread && !s.panel ? s.forming : null));
  const makes = use((s) => !s.viewer || s.viewer.rights.includes("sketch"));
  const depth = draft.depth || "";
  const setDepth = (next) => changeDraft(thread, { depth: next });
  const box = useRef(null);
  const picker = useRef(null);
  const inFlight = useRef(false);
  const wanted = meaning(draft, thread, forms);
  const preview = usePreview(draft, thread, wanted);
  const change = (patch) => changeDraft(thread, patch);
  const focus = () => box.current?.focus();
  const completion = useCompletion(draft.text, forms, (form) => {
    change({ text: `/${form.command} `, error: "" });
    focus();
  });
  const paid = !!preview?.paid && wanted.command === "brief";

  useEffect(() => {
    // The channel's line, drawn anew behind an open thread, does not take the focus from it.
    const inThread = !thread && document.activeElement?.id === "line-thread";
    if (!inThread && (matchMedia("(hover: hover)").matches || first)) focus();
  }, []);
  useLayoutEffect(() => {
    box.current.style.height = "auto";
    box.current.style.height = `${Math.min(box.current.scrollHeight, 220)}px`;
  }, [draft.text]);

  async function send(extra = {}) {
    if (inFlight.current) return;
    // Enter may come before the last letter was drawn: what counts is what was typed, not what is drawn.
    const draft = draftOf(now().drafts, thread);
    const body = bodyOf(draft, meaning(draft, thread, forms), thread, extra);
    // The price under the line was seen: it is not asked again, and nothing dearer is spent.
    if (preview?.ready && !extra.model && draft.text === drawn.text) agree(body, preview.upTo);
    if (body.error) return change({ error: body.error });
    if (body.panel) {
      clearDraft(thread);
      return openPanel(body.panel, body.text);
    }
    if (!body.kind) {
      if (body.forming) set({ forming: body.forming });
      return focus();
    }
    if (draft.photos.some((p) => !p.upload)) return change({ error: words.uploading });
    inFlight.current = true;
    const origin = draft.origin || newId(); // the same words sent again after a drop are the same act
    const before = draft;
    const known = new Set((thread ? now().thread?.posts || [] : []).map((p) => p.post));
    clearDraft(thread);
    if (before.text.trim()) set((s) => ({ sending: [...s.sending, { origin, thread, text: before.text, seen: seenIn(thread) }] }));
    focus();
    const done = await act(body, { origin });
    // Words that stand in the thread are said, whatever came of them; all others come back to the line.
    const back = refused(done) && !(body.kind === "reply" && (await wasSaid(thread, body.text, known)));
    inFlight.current = false;
    set((s) => ({ sending: s.sending.filter((t) => t.origin !== origin) }));
    if (!done.ok) restoreDraft(thread, { ...before, origin, error: done.error });
    else if (back) restoreDraft(thread, { ...before, origin: "", error: "" });
  }

  const key = (e) => {
    if (completion.onKeyDown(e)) return;
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      send();
    }
    if (e.key === "Escape" && draft.to) {
      e.preventDefault();
      change({ to: null });
    }
  };
  const paste = (e) => {
    const files = [...(e.clipboardData?.files || [])];
    if (!files.length) return;
    e.preventDefault();
    addPhotos(thread, files);
  };
  const id = thread ? "line-thread" : "line";
  const here = thread ? (makes ? words.reply : words.comment) : makes ? words.askAgain : words.commands;
  const label = draft.to ? words.replyTo(draft.to.name) : first ? words.ask : here;
  const canDepth = wanted.form && wanted.form.fields.some((f) => f.depth !== "line");
  const empty = !draft.text.trim() && !draft.photos.length;

  return html`<div class=${`composer ${first ? "first" : ""}`} data-thread=${thread}>
    ${forming && html`<${FormSheet} key=${forming.command + forming.draft} forming=${forming} />`}
    <div class=${`line-box ${depth && canDepth ? "deep" : ""}`}>
      <${Completion} completion=${completion} id=${`${id}-commands`} />
      ${depth && canDepth && html`<div class="depths">
        <${Fields} form=${wanted.form} values=${{ ...understood(preview), ...draft.values }} errors=${Object.fromEntries(preview?.errors || [])} skip=${["what", "instruction"]} deep=${depth === "cockpit"} idPrefix=${id} onChange=${(name, value) => change((d) => ({ values: { ...d.values, [name]: value } }))} />
        <button class="link" type="button" onClick=${() => setDepth(depth === "cockpit" ? "options" : "cockpit")}>${depth === "cockpit" ? words.less : words.more}</button>
      </div>`}
      ${draft.to && html`<p class="answering quiet">${words.replyTo(draft.to.name)} <button class="chip-remove" aria-label=${words.remove(words.replyTo(draft.to.name))} onClick=${() => change({ to: null })}><${Icon} name="close" /></button></p>`}
      <textarea ref=${box} id=${id} rows="1" aria-label=${label} placeholder=${first ? words.askExample : label} value=${draft.text} spellcheck="true" autocomplete="off"
        role="combobox" aria-expanded=${completion.open} aria-controls=${`${id}-commands`} aria-autocomplete="list"
        aria-activedescendant=${completion.open ? `${id}-commands-${completion.at}` : undefined}
        onInput=${(e) => change({ text: e.currentTarget.value, error: "" })} onKeyDown=${key} onPaste=${paste}></textarea>
      ${!(forming && !wanted.plain) && html`<${Understood} thread=${thread} draft=${draft} preview=${preview} onFocus=${focus} />`}
      ${draft.error && html`<p class="error" role="alert">${draft.error}</p>`}
      <div class="row tools">
        ${first && !paid && html`<button class="button primary" type="button" onClick=${() => send({ model: "sketch" })}>${words.freeSketch}</button>`}
        ${first
          ? html`<button class="link" type="button" onClick=${() => picker.current.click()}>${words.drop}</button>`
          : html`<button class="icon-button" type="button" aria-label=${words.addPhoto} title=${words.addPhoto} onClick=${() => picker.current.click()}><${Icon} name="photo" /></button>`}
        ${canDepth && html`<button class="button quiet" type="button" aria-expanded=${!!depth} onClick=${() => setDepth(depth ? "" : "options")}><${Icon} name="sliders" />${words.options}</button>`}
        <span class="grow"></span>
        ${(paid || (!first && !thread && wanted.command === "brief" && !empty)) && html`<button class=${`button ${paid ? "" : "primary"}`} type="button" onClick=${() => send({ model: "sketch" })}>${words.freeSketch}</button>`}
        ${paid && html`<button class="button primary" type="button" onClick=${() => send()}>${words.makeIt} ${credits(preview.upTo)}</button>`}
        ${(thread || wanted.command !== "brief" || empty) && !first && html`<button class="send" type="button" aria-label=${words.send} title=${words.send} disabled=${empty} onClick=${() => send()}><${Icon} name="send" /></button>`}
      </div>
    </div>
    <input ref=${picker} type="file" accept="image/*" multiple hidden onChange=${(e) => { addPhotos(thread, e.currentTarget.files); e.currentTarget.value = ""; focus(); }} />
  </div>`;
}

// Commands that show something open beside the channel; those that do something answer where they were typed.
const DOES = /^(grant|budget|set |ask)/i;

const seenIn = (thread) => (thread ? now().thread?.posts : now().posts)?.length || 0;

// The act that a line stands for, or {error}, or {forming} when a command needs its form first.
function bodyOf(draft, wanted, thread, extra) {
  const text = draft.text.trim();
  const photos = photosOf(draft);
  const values = given({ ...draft.values, ...extra });
  if (!wanted.plain) {
    if (!wanted.form) return { error: words.noCommand(wanted.name) };
    if (wanted.command in words.panels && !DOES.test(wanted.text.trim())) return { panel: wanted.command, text: wanted.text.trim() };
    const needed = wanted.form.fields.filter((f) => f.required && f.kind !== "photos" && !draft.values[f.name]);
    if (needed.length > 1 || (needed.length === 1 && !wanted.text.trim())) {
      const filled = needed[0] && wanted.text.trim() ? { [needed[0].name]: wanted.text.trim() } : {};
      return { forming: { command: wanted.command, values: { ...draft.values, ...filled }, errors: [], draft: "", thread, photos } };
    }
    return { kind: "invocation", command: wanted.command, text: wanted.text.trim(), values, photos, thread };
  }
  if (!text && !photos.length) return {};
  if (!thread) return { kind: "invocation", command: "brief", text, values, photos, thread };
  if (!saysReply(draft, wanted, thread)) return { kind: "invocation", command: "edit", text, values, photos, thread };
  return { kind: "reply", text, photos, thread, ...answering(draft, thread) };
}

// What was understood from the words stands in Options too: by name where people know one.
function understood(preview) {
  const values = {};
  for (const { field, value, label } of preview?.chips || []) {
    if (!value || field === "photos") continue;
    const name = field === "where" ? label.replace(/ \d+x\d+.*$/, "") : field === "model" && value !== "auto" ? label : value;
    values[field] = values[field] ? `${values[field]}\n${name}` : name;
  }
  return values;
}

// Words in a thread are a reply, unless Options were set: then they are the change that Options are of.
const saysReply = (draft, wanted, thread) => !!thread && wanted.plain && !given(draft.values).some(([, value]) => value);

function answering(draft, thread) {
  const lower = draft.text.toLowerCase();
  const { people, viewer, thread: open } = now();
  const to = draft.to?.ref || "";
  const target = open?.session === thread && open.posts.find((p) => p.ref === to);
  const named = people.some((p) => p.member !== viewer?.member && lower.includes(`@${p.name.toLowerCase()}`));
  return { to, mentionsBot: /@artdesk\b/i.test(draft.text), mentionsOthers: named, answersOther: !!target?.author };
}

// The same as fields, for the price under the line.
function said(draft, thread) {
  const { to, mentionsBot, mentionsOthers, answersOther } = answering(draft, thread);
  const flags = { mentions_bot: mentionsBot, mentions_others: mentionsOthers, answers_other: answersOther };
  return [["to", to], ...Object.entries(flags).filter(([, on]) => on).map(([name]) => [name, "yes"])];
}

function agree(body, upTo) {
  if (body.kind === "reply") body.agreed = upTo;
  else body.values?.push(["agreed", String(upTo)]);
}
