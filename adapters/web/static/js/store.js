// One tab's state: a plain object, replaced never mutated, watched by the components.
import { useEffect, useState } from "../vendor/preact.js";

let state = {
  loaded: false,
  online: true,
  viewer: null,
  balance: "",
  practice: false,
  waiting: 0,
  state: "", // what open panels list, in short: when it moved they ask again
  people: [],
  forms: [],
  roles: [],
  local: true,
  limits: { upload: 25_000_000, photos: 8, typedDelay: 150 },
  posts: [],
  threads: [],
  place: "", // the session in view; "" = the channel alone
  thread: null, // {session, title, posts, strip}
  panel: null, // {page, text, card, note, error}
  tells: [], // private answers: {id, thread, near, card}
  sending: [], // what was typed and is on its way: {origin, thread, text, seen: posts there before}
  forming: null, // an open form: {command, values, errors, draft, thread}
  drafts: {}, // what is typed and not sent, by thread: see drafts.js
  zoom: null, // {pictures, at}
  said: "", // the live region
};
const watchers = new Set();

export const now = () => state;

export function set(patch) {
  state = { ...state, ...(typeof patch === "function" ? patch(state) : patch) };
  for (const watcher of watchers) watcher();
}

export function use(select) {
  const [, again] = useState(0);
  const drawn = select(state);
  useEffect(() => {
    let seen = drawn; // it may have changed between the first drawing and now
    const look = () => {
      const next = select(state);
      if (next !== seen) {
        seen = next;
        again((n) => n + 1);
      }
    };
    watchers.add(look);
    look();
    return () => watchers.delete(look);
  }, []);
  return drawn;
}

export function say(words) {
  if (!words) return;
  // The same words twice are two announcements.
  set({ said: state.said === words ? `${words}\u00a0` : words });
}

// What must survive a reload lives in sessionStorage, one key a thing.
export const kept = {
  read(key, fallback) {
    try {
      return JSON.parse(sessionStorage.getItem(`artdesk.${key}`)) ?? fallback;
    } catch {
      return fallback;
    }
  },
  write(key, value) {
    try {
      sessionStorage.setItem(`artdesk.${key}`, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page works, only a reload forgets.
    }
  },
};
