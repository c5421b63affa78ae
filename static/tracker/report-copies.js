// Copies of what was typed, kept by the browser until the server has it: one for each opened page,
// by officer and report, so that nobody is offered another's. Storage may be full or forbidden.

const KIND = "report-copy";

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
    return copy?.fields ? { ...copy, key } : null;
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

// All copies of an officer, or of one report.
export function copiesOf(...parts) {
  return keys(prefix(...parts)).map(read).filter(Boolean);
}

export function discardAll(officer) {
  for (const key of keys(prefix(officer))) discard(key);
}

// The server tells in its message which copy it has saved in full.
export function discardSaved() {
  for (const message of document.querySelectorAll("[data-saved]")) {
    for (const key of keys(prefix())) {
      if (key.endsWith(`:${message.dataset.saved}`)) discard(key);
    }
  }
}

// This page's own copy of a report.
export class Copy {
  constructor(officer, report) {
    const random = crypto.getRandomValues(new Uint32Array(3));
    this.id = [...random].map((part) => part.toString(36)).join("");
    this.key = prefix(officer, report) + this.id;
    this.isKept = true;
  }

  // Keeps the fields with the version they were typed over.
  keep(fields, version, opened) {
    try {
      const copy = { at: Date.now(), fields, version, opened };
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
