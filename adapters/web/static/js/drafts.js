// What is typed and not sent yet, one draft a thread, kept through reloads: words, fields, photos.
import { upload } from "./net.js";
import { kept, now, say, set } from "./store.js";
import { sentenceOf, words } from "./words.js";

const EMPTY = { text: "", values: {}, photos: [], to: null, depth: "", origin: "", error: "" };
const THUMB = 96; // pixels: twice what a chip shows

export const draftOf = (drafts, thread) => drafts[thread] || EMPTY;

export function restoreDrafts() {
  set({ drafts: kept.read("drafts", {}) });
}

export function changeDraft(thread, patch) {
  set((s) => {
    const old = draftOf(s.drafts, thread);
    return { drafts: { ...s.drafts, [thread]: { ...old, ...(typeof patch === "function" ? patch(old) : patch) } } };
  });
  const keep = Object.entries(now().drafts).map(([key, d]) => [key, { ...d, error: "", photos: d.photos.filter((p) => p.upload) }]);
  kept.write("drafts", Object.fromEntries(keep.slice(-20)));
}

export const clearDraft = (thread) => changeDraft(thread, { ...EMPTY });

// What was sent and not taken stands in the line again, before what was typed meanwhile.
export function restoreDraft(thread, sent) {
  changeDraft(thread, (d) => {
    if (!d.text && !d.photos.length) return sent;
    const text = [sent.text, d.text].filter(Boolean).join("\n");
    return { ...sent, text, values: { ...sent.values, ...d.values }, photos: [...sent.photos, ...d.photos], to: d.to || sent.to, origin: "" };
  });
}

// Uploads files into a draft, each shown at once and named with its guessed role when it arrived.
export async function addPhotos(thread, files, role = "") {
  const { limits } = now();
  const room = limits.photos - draftOf(now().drafts, thread).photos.length;
  changeDraft(thread, { error: files.length > room ? words.tooMany(limits.photos) : "" });
  await Promise.all([...files].slice(0, Math.max(0, room)).map((file) => addPhoto(thread, file, role)));
}

// Of several files each has its own sentence.
const failed = (error) => (d) => ({ error: [d.error, error].filter(Boolean).join(" ") });
const tooLarge = (name) => words.tooLarge(name, Math.floor(now().limits.upload / 1e6));

async function addPhoto(thread, file, role) {
  const name = file.name || "pasted.png";
  if (file.size > now().limits.upload) {
    changeDraft(thread, failed(tooLarge(name)));
    return;
  }
  const key = crypto.getRandomValues(new Uint32Array(2)).join("");
  changeDraft(thread, (d) => ({ photos: [...d.photos, { key, filename: name, role, thumb: "", upload: "" }] }));
  const patch = (change) => changeDraft(thread, (d) => ({ photos: d.photos.map((p) => (p.key === key ? { ...p, ...change } : p)) }));
  thumb(file).then((url) => patch({ thumb: url }));
  const answer = await upload(file, name);
  if (!answer.ok) {
    const error = sentenceOf(answer.body.card) || (answer.status === 413 ? tooLarge(name) : words.notSent);
    changeDraft(thread, (d) => ({ photos: d.photos.filter((p) => p.key !== key), ...failed(error)(d) }));
    say(error);
    return;
  }
  patch({ ...answer.body, role: role || answer.body.role, guessed: !role });
}

async function thumb(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, THUMB / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
  } catch {
    return "";
  }
}
