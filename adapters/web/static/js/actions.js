// What the page does: load, act, follow the stream. The only writer of shared state.
import { become, get, listen, me, newId, post } from "./net.js";
import { kept, now, say, set } from "./store.js";
import { words } from "./words.js";

let stopListening = null;

export async function start() {
  set({ tells: kept.read("tells", []), place: fromHash() });
  const page = await loadChannel();
  if (!page) return setTimeout(start, 1000);
  if (!me()) become(page.viewer.member);
  follow(page.since);
  await Promise.all([loadForms(), loadPeople(), now().place ? loadThread(now().place) : null]);
  set({ loaded: true });
}

async function loadForms() {
  const answer = await get("/api/forms");
  if (answer.ok) set({ forms: answer.body.forms, roles: answer.body.roles, local: answer.body.local, limits: answer.body.limits });
}

async function loadPeople() {
  const answer = await get("/api/people");
  if (answer.ok) set({ people: answer.body.people });
}

async function loadChannel() {
  const answer = await get("/api/page", { thread: "" });
  if ((answer.status === 404 || answer.status === 403) && me()) {
    // The member this tab acted as is gone: go on as the studio's first person.
    become("");
    return loadChannel();
  }
  if (!answer.ok) {
    set({ online: answer.status !== 0, failed: answer.status === 401 ? words.signIn : "" });
    return null;
  }
  const { viewer, posts, threads, waiting, balance, practice } = answer.body;
  set({ viewer, posts, threads, waiting, balance, practice, failed: "" });
  document.title = (waiting ? `(${waiting}) ` : "") + words.brand;
  return answer.body;
}

async function loadThread(session) {
  const answer = await get("/api/page", { thread: session });
  if (now().place !== session) return;
  if (!answer.ok) {
    set({ thread: { session, title: words.thread, posts: [], strip: [], problem: answer.body.card || null, lost: answer.status === 0 } });
    return;
  }
  const { title, posts, strip } = answer.body;
  set({ thread: { session, title, posts, strip, problem: null } });
}

function follow(since) {
  stopListening?.();
  stopListening = listen(since, {
    onUpdate: update,
    onState: (online) => {
      if (online && !now().online) refresh(true);
      set({ online });
    },
    onReset: async () => {
      const page = await loadChannel();
      if (!page) return setTimeout(() => follow(since), 1000);
      follow(page.since);
      refresh(true);
    },
  });
}

function update(news) {
  say(news.summary);
  if (news.shown && news.kind === "tell") {
    tell(news.shown.card, news.thread, "");
    return;
  }
  if (news.shown) {
    if (news.thread === "") set((s) => ({ posts: merge(s.posts, news.shown) }));
    else if (news.thread === now().place && now().thread)
      set((s) => ({ thread: { ...s.thread, posts: merge(s.thread.posts, news.shown) } }));
  }
  // An open panel is a command's answer: asked again only when its subject changed.
  if (["balance", "inbox", "people"].includes(news.kind)) panelStale = true;
  if (news.kind !== "progress") refresh(news.kind === "people");
}

function merge(posts, shown) {
  const at = posts.findIndex((p) => p.post === shown.post);
  if (at < 0) return [...posts, { ...shown, at: shown.at || Date.now() / 1000 }];
  const old = posts[at];
  const next = { ...shown, at: shown.at || old.at, reactions: shown.reactions.length ? shown.reactions : old.reactions };
  return posts.map((p, i) => (i === at ? next : p));
}

// Many updates, one look: what the stream does not carry (balance, strip, inbox) is asked again.
let due = 0;
let looking = false;
let everything = false;
let panelStale = false;
export function refresh(all = false) {
  everything ||= all;
  if (due) return;
  due = setTimeout(async () => {
    due = 0;
    if (looking) return refresh();
    looking = true;
    const whole = everything;
    everything = false;
    const { place, panel } = now();
    await Promise.all([loadChannel(), place ? loadThread(place) : null, whole ? loadPeople() : null, whole ? loadForms() : null]);
    if (panelStale && panel && now().panel === panel) await fillPanel(panel.page);
    panelStale = false;
    looking = false;
  }, 80);
}

// --- acting -----------------------------------------------------------------------------------

// Sends one act. Returns {ok, error}; `near` is the post that a private answer belongs under.
export async function act(body, { near = "", origin = newId() } = {}) {
  const thread = body.thread ?? "";
  const answer = await post("/api/act", { origin, ...body, thread });
  if (!answer.ok) return { ok: false, error: failure(answer), card: answer.body.card };
  const given = answer.body;
  if (given.answer === "ask") set({ forming: { ...given, values: Object.fromEntries(given.values), thread } });
  if (given.answer === "quiet" && given.opens && !thread) go(given.opens);
  if (given.answer === "say") {
    // What is for everybody comes with the stream, to this tab too.
    if (given.private) tell(given.card, thread, near);
    if (given.opens) go(given.opens);
  }
  refresh();
  return { ok: true, given };
}

function failure(answer) {
  if (answer.status === 0) return words.notSent;
  if (answer.status === 401) return words.signIn;
  return answer.body.card?.summary || words.wentWrong(answer.body.reference);
}

function tell(card, thread, near) {
  const id = newId();
  keepTells((tells) => [...tells.filter((t) => !near || t.near !== near), { id, thread, near, card, at: Date.now() }].slice(-20));
  say(card.summary);
}

export const dismiss = (id) => keepTells((tells) => tells.filter((t) => t.id !== id));

function keepTells(change) {
  set((s) => ({ tells: change(s.tells) }));
  kept.write("tells", now().tells);
}

// --- places -----------------------------------------------------------------------------------

const fromHash = () => {
  const found = /^#thread\/([0-9A-Za-z_-]+)$/.exec(location.hash);
  return found ? found[1] : "";
};

// A place inside the page: a session, "credits", "approvals", "people", "act-as:<member>".
export function go(target) {
  if (target.startsWith("act-as:")) return actAs(target.slice("act-as:".length));
  if (target === "people") return openPanel("setup");
  if (target in words.panels) return openPanel(target);
  openThread(target.split("/")[0]);
}

export function openThread(session) {
  if (location.hash !== `#thread/${session}`) location.hash = `thread/${session}`;
  else hashMoved();
}

export function closeSide() {
  if (now().panel) return set({ panel: null });
  history.pushState(null, "", location.pathname);
  hashMoved();
}

export function hashMoved() {
  const place = fromHash();
  set((s) => ({ place, panel: null, thread: s.thread?.session === place ? s.thread : null }));
  if (place) loadThread(place);
}

export async function openPanel(page) {
  set({ panel: { page, card: null } });
  await fillPanel(page);
}

async function fillPanel(page) {
  const answer = await post("/api/act", { kind: "invocation", origin: newId(), command: page, thread: "" });
  if (now().panel?.page !== page) return;
  if (answer.ok && answer.body.answer === "ask") {
    set({ panel: null, forming: { ...answer.body, values: Object.fromEntries(answer.body.values), thread: now().place } });
    return;
  }
  const error = answer.ok ? "" : failure(answer);
  set({ panel: { page, card: answer.body.card || null, error } });
}

export async function actAs(member) {
  become(member);
  set({ tells: [], panel: null, forming: null, thread: null });
  kept.write("tells", []);
  const page = await loadChannel();
  if (!page) return;
  follow(page.since);
  refresh(true);
  if (now().place) loadThread(now().place);
  say(`${words.actAs} ${page.viewer.name}`);
  // The button that was pressed is gone: the line is where everything goes on from.
  (document.getElementById("line-thread") || document.getElementById("line"))?.focus();
}
