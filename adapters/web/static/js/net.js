// The page's only way out: JSON requests, uploads and the event stream. Every answer is
// {ok, status, body}; a lost connection is {ok: false, status: 0}.
let member = sessionStorage.getItem("artdesk.member") || "";

export const me = () => member;

export function become(id) {
  member = id;
  sessionStorage.setItem("artdesk.member", id);
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

async function request(path, init = {}) {
  const headers = { ...init.headers };
  if (member) headers["X-Artdesk-Member"] = member;
  try {
    const response = await fetch(path, { ...init, headers });
    const json = (response.headers.get("Content-Type") || "").includes("json");
    return { ok: response.ok, status: response.status, body: json ? await response.json() : {} };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

export const get = (path, query = {}) => request(`${path}?${new URLSearchParams(query)}`);

export const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export function upload(file, name) {
  const form = new FormData();
  form.append("file", file, name || file.name || "pasted.png");
  return request("/api/upload", { method: "POST", body: form });
}

export function pictureUrl(picture, variant, download = false, edition = 0) {
  const query = new URLSearchParams(member ? { m: member } : {});
  if (edition) query.set("n", edition); // the same picture, drawn further
  if (download) query.set("download", "1");
  return `/api/picture/${encodeURIComponent(picture)}/${variant}?${query}`;
}

// One stream a tab. `since` goes on from a page; after a drop it goes on from the last event seen.
export function listen(since, { onUpdate, onReset, onState }) {
  let source = null;
  let timer = 0;
  let wait = 500;
  let last = since;
  let closed = false;
  const open = () => {
    source = new EventSource(`/api/events?${new URLSearchParams({ since: last, m: member })}`);
    source.onopen = () => {
      wait = 500;
      onState(true);
    };
    source.onmessage = (event) => {
      last = event.lastEventId || last;
      onUpdate(JSON.parse(event.data));
    };
    source.addEventListener("reset", () => {
      source.close();
      if (!closed) onReset();
    });
    source.onerror = () => {
      source.close();
      if (closed) return;
      onState(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  };
  open();
  return () => {
    closed = true;
    clearTimeout(timer);
    source.close();
  };
}
