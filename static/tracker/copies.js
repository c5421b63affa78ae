// Copies of what was typed, kept by the browser until the server has it: one for each opened form,
// by officer, department and the address it is sent to, so that nobody is offered another's.
// Storage may be full or forbidden.

import { defaults, differing, labels, marks, values, words } from "./fields.js";

const KIND = "copy";
const LONGEST = 30 * 24 * 60 * 60 * 1000; // milliseconds
const SAVED = /(?:^|; )(saved-(\w+))=/g;

function prefix(...parts) {
  return [KIND, ...parts, ""].join(":");
}

function keys(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}

function read(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(key));
    const [, , , address, id] = key.split(":");
    return copy?.fields ? { ...copy, key, address, id } : null;
  } catch {
    return null;
  }
}

function store(key, copy) {
  try {
    localStorage.setItem(key, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function discard(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Where nothing can be stored, nothing is left.
  }
}

// Of some fields a copy is needed no longer.
export function forget(key, names) {
  const copy = read(key);
  if (!copy) return;
  for (const name of names) delete copy.fields[name];
  if (Object.keys(copy.fields).length === 0) discard(key);
  else store(key, copy);
}

// What nobody came back for, whoever typed it, goes at the next visit.
export function discardOld() {
  const oldest = Date.now() - LONGEST;
  for (const key of keys(prefix())) {
    if (!(read(key)?.at > oldest)) discard(key);
  }
}

// All copies of an officer, or of one department's.
export function copiesOf(...parts) {
  return keys(prefix(...parts)).map(read).filter(Boolean);
}

export function discardAll(officer) {
  for (const key of keys(prefix(officer))) discard(key);
}

// The server tells in a cookie which copy it has taken.
export function discardSaved() {
  for (const [, cookie, id] of document.cookie.matchAll(SAVED)) {
    for (const key of keys(prefix())) {
      if (key.endsWith(`:${id}`)) discard(key);
    }
    document.cookie = `${cookie}=; path=/; max-age=0; samesite=strict`;
  }
}

// Where a form is sent; one with buttons of several addresses is known by its first.
export function addressOf(form) {
  return new URL(form.getAttribute("action") ?? "", location.href).pathname;
}

// Whose page it is: the officer and the department acted for, or nothing when signed out.
export function whose(page = document) {
  return page.getElementById("copies")?.dataset ?? {};
}

const among = (all, names) => Object.fromEntries(names.map((name) => [name, all[name]]));

// The copy of one form on this page. `base` is what its fields held before the officer came, where
// the page does not come with it; `saved` is what the server took of it since.
export class Copy {
  constructor(form) {
    const { officer, department } = whose();
    const random = crypto.getRandomValues(new Uint32Array(3));
    this.id = [...random].map((part) => part.toString(36)).join("");
    this.key = prefix(officer, department, addressOf(form)) + this.id;
    this.isKept = true;
    this.isSent = false;
    this.base = null;
    this.saved = {};
  }

  // Keeps what the officer changed, what stood there before, and the marks it was typed under, such
  // as the version seen. What is left as it came would only overwrite what others save.
  keep(form) {
    const now = values(form);
    const came = this.base ?? defaults(form);
    const names = this.#changed(now, came);
    if (names.length === 0) return this.discard();
    const told = { labels: among(labels(form), names), words: among(words(form), names) };
    const kept = { fields: among(now, names), came: among(came, names), marks: marks(form) };
    this.isKept = store(this.key, { at: Date.now(), isSent: this.isSent, ...kept, ...told });
  }

  #changed(now, came) {
    const changed = new Set([
      ...differing(now, came),
      ...differing(now, { ...now, ...this.saved }),
      ...Object.keys(now).filter((name) => !(name in came)),
    ]);
    return [...changed];
  }

  discard() {
    discard(this.key);
  }
}
