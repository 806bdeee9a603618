// What the page does: load, act, follow the stream. The only writer of shared state.
import { goBack, intoLine, remember } from "./focus.js";
import { become, get, listen, me, newId, post } from "./net.js";
import { kept, now, say, set } from "./store.js";
import { sentenceOf, words } from "./words.js";

let stopListening = null;

export async function start() {
  set({ tells: kept.read("tells", []), place: fromHash() });
  const page = await loadChannel();
  if (!page) return setTimeout(start, 1000);
  if (!me()) become(page.viewer.member);
  follow(page.since);
  const [formed] = await Promise.all([loadForms(), loadPeople(), now().place ? loadThread(now().place) : null]);
  if (!formed) return setTimeout(start, 1000);
  set({ loaded: true });
  dispatchEvent(new Event("artdesk:open"));
}

async function loadForms() {
  const answer = await get("/api/forms");
  if (answer.ok) set({ forms: answer.body.forms, roles: answer.body.roles, local: answer.body.local, limits: answer.body.limits });
  return answer.ok;
}

export async function loadPeople() {
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
  const { viewer, posts, threads, waiting, balance, practice, acts } = answer.body;
  const state = JSON.stringify([viewer.member, acts, waiting, balance, threads.map((t) => [t.session, t.state])]);
  set({ viewer, posts, threads, waiting, balance, practice, state, failed: "" });
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

// What is said aloud: results and questions, each once; not every step on the way.
function announce(news) {
  const card = news.shown?.card;
  if (!news.summary || !card || ["root", "running"].includes(card.kind)) return;
  say(card.kind === "result" && news.summary.endsWith("ready") ? words.ready(card.name) : news.summary);
}

function update(news) {
  announce(news);
  if (news.shown && news.kind === "tell") {
    tell(news.shown.card, news.thread, "");
    return;
  }
  if (news.shown) {
    if (news.thread === "") set((s) => ({ posts: merge(s.posts, news.shown) }));
    else if (news.thread === now().place && now().thread)
      set((s) => ({ thread: { ...s.thread, posts: merge(s.thread.posts, news.shown) } }));
  }
  if (news.kind !== "progress") refresh(news.kind === "people");
}

function merge(posts, shown) {
  const at = posts.findIndex((p) => p.post === shown.post);
  if (at < 0) return [...posts, { ...shown, at: shown.at || Date.now() / 1000 }];
  const old = posts[at];
  const next = { ...shown, at: old.at || shown.at, author: shown.author || old.author, reactions: shown.reactions.length ? shown.reactions : old.reactions };
  return posts.map((p, i) => (i === at ? next : p));
}

// Many updates, one look: what the stream does not carry (balance, strip, inbox) is asked again.
let due = 0;
let looking = false;
let everything = false;
// An open panel is a command's answer: asked again when what it lists changed, whoever did it. Asking
// changes nothing itself, so this ends.
const LISTS = new Set(["approvals", "credits", "people", "history"]);
export function refresh(all = false) {
  everything ||= all;
  if (due) return;
  due = setTimeout(async () => {
    due = 0;
    if (looking) return refresh();
    looking = true;
    const whole = everything;
    everything = false;
    const { place, panel, state } = now();
    await Promise.all([loadChannel(), place ? loadThread(place) : null, whole ? loadPeople() : null, whole ? loadForms() : null]);
    if (state !== now().state && panel && LISTS.has(panel.page) && now().panel === panel && !now().forming) await fillPanel(panel.page, panel.text);
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
  if (given.answer === "ask") set({ forming: { ...given, values: Object.fromEntries(given.values), fixed: fixedBy(body.press, given.values), thread } });
  if (given.answer === "quiet" && given.opens && !thread) go(given.opens);
  if (given.answer === "say") {
    // What is for everybody comes with the stream, to this tab too.
    if (given.private && now().panel && !near) answerPanel(given.card);
    else if (given.private) tell(given.card, thread, near);
    if (given.opens) go(given.opens);
  }
  refresh();
  const done = { ok: true, given };
  if (given.answer !== "ask" && !refused(done)) settle(thread);
  return done;
}

// The studio took the act in and could not do it: nothing came of what was typed.
export const refused = (done) => done.ok && done.given.answer === "say" && done.given.card.kind === "problem" && !done.given.opens;

// Whether these words stand in the thread now, in a post that was not `known` before.
export async function wasSaid(thread, text, known) {
  const answer = await get("/api/page", { thread });
  return answer.ok && answer.body.posts.some((p) => !p.card && p.text === text && !known.has(p.post));
}

// What a button brought along is settled: the form asks for the rest.
const fixedBy = (press = "", values) => {
  const brought = press.split(":").slice(2);
  return values.filter(([, value]) => brought.includes(value)).map(([name]) => name);
};

function failure(answer) {
  if (answer.status === 0) return words.notSent;
  if (answer.status === 401) return words.signIn;
  if (answer.status === 413) return words.tooLong;
  return sentenceOf(answer.body.card) || words.wentWrong(answer.body.reference);
}

function tell(card, thread, near) {
  const id = newId();
  keepTells((tells) => [...tells.filter((t) => !near || t.near !== near), { id, thread, near, card, at: Date.now() }].slice(-20));
  say(card.summary);
}

// What went wrong before in this place is over when the next thing works.
const settle = (thread) => keepTells((tells) => tells.filter((t) => t.thread !== thread || t.near || t.card.kind !== "problem"));

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
  const [page, text] = target.split("/");
  if (page in words.panels) return openPanel(page, text);
  openThread(target.split("/")[0]);
}

export function openThread(session) {
  remember();
  if (location.hash !== `#thread/${session}`) location.hash = `thread/${session}`;
  else hashMoved();
}

export function closeSide() {
  if (now().panel) set({ panel: null, forming: null });
  else {
    history.pushState(null, "", location.pathname);
    hashMoved();
  }
  goBack();
}

const PLACE = /^(#?|#thread\/.*)$/;

export function hashMoved() {
  if (!PLACE.test(location.hash)) return; // a place inside the page, not one of ours
  const place = fromHash();
  set((s) => ({ place, panel: null, thread: s.thread?.session === place ? s.thread : null }));
  if (place) loadThread(place);
}

// A panel is a command's answer beside the channel: credits, approvals, history...
export async function openPanel(page, text = "") {
  if (!now().panel) remember();
  set((s) => ({ panel: { page, text, card: s.panel?.page === page ? s.panel.card : null }, forming: null }));
  await fillPanel(page, text);
}

async function fillPanel(page, text = "") {
  // Who may not change the set-up may still read it.
  const command = page === "setup" && !now().forms.some((f) => f.command === "setup") ? "set_up" : page;
  const answer = await post("/api/act", { kind: "invocation", origin: newId(), command, text, thread: "" });
  const panel = now().panel;
  if (panel?.page !== page || panel.text !== text) return;
  if (answer.ok && answer.body.answer === "ask") {
    set({ forming: { ...answer.body, values: Object.fromEntries(answer.body.values), fixed: [], thread: "" } });
    return;
  }
  const error = answer.ok ? "" : failure(answer);
  set({ panel: { ...panel, card: answer.body.card || null, error } });
}

// The answer to something done in a panel: the panel again, with a word about it.
function answerPanel(card) {
  const { panel } = now();
  say(card.summary);
  if (panel.page === "people") refresh(true);
  if (card.kind === panel.card?.kind) return set({ panel: { ...panel, card, note: null } });
  set({ panel: { ...panel, note: card } });
  fillPanel(panel.page, panel.text);
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
  intoLine();
}
