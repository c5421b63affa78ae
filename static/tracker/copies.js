// Copies of what was typed, kept by the browser until the server has it: one for each opened form,
// by officer, department and the address it is sent to, so that nobody is offered another's.
// Storage may be full or forbidden.

import { marks, values, words } from "./fields.js";

const KIND = "copy";
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

export function discard(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Where nothing can be stored, nothing is left.
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

// The copy of one form on this page.
export class Copy {
  constructor(form) {
    const { officer, department } = whose();
    const random = crypto.getRandomValues(new Uint32Array(3));
    this.id = [...random].map((part) => part.toString(36)).join("");
    this.key = prefix(officer, department, addressOf(form)) + this.id;
    this.isKept = true;
    this.isSent = false;
  }

  // Keeps what is in the form with the marks it was typed under, such as the version seen.
  keep(form) {
    try {
      const kept = { fields: values(form), marks: marks(form), words: words(form) };
      const copy = { at: Date.now(), isSent: this.isSent, ...kept };
      localStorage.setItem(this.key, JSON.stringify(copy));
      this.isKept = true;
    } catch {
      this.isKept = false;
    }
  }

  discard() {
    discard(this.key);
  }
}
