// Reviewing by keyboard, and a decision sent only once.

import { announce, areSingleKeysOn, isPlain } from "../tracker/single-keys.js";

// Keys. On a report, a key is the element that bears it, such as [data-key="n j"], and does what
// a click on it does, no more and no less. In the queue, keys go from row to row.

// A second press of A, meant for the page before, must not decide on a report nobody has read.
const HESITATION = 600;
const DECISION = "a";
const STEPS = { n: 1, j: 1, p: -1, k: -1 };

const dialog = document.querySelector("dialog.keys");
const HELP = '[data-key="?"]';
const shownAt = performance.now();

// The button may come anew with its list.
function offerHelp() {
  const button = document.querySelector(HELP);
  if (button) button.hidden = false;
  announce();
}

function toggleHelp() {
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

function allRows() {
  return [...document.querySelectorAll("[data-row]")];
}

function rowInUse(rows) {
  return rows.findIndex((row) => row.closest("tr").contains(document.activeElement));
}

function goByRow(key) {
  const rows = allRows();
  if (rows.length === 0) return false;
  const at = rowInUse(rows);
  if (key in STEPS) {
    const last = rows.length - 1;
    rows[at < 0 ? 0 : Math.min(Math.max(at + STEPS[key], 0), last)].focus();
    return true;
  }
  const box = key === "x" && at >= 0 && rows[at].closest("tr").querySelector("[name=report]");
  if (box) box.click();
  return Boolean(box);
}

function clickBearer(key) {
  const element = document.querySelector(`[data-key~="${CSS.escape(key)}"]`);
  element?.click();
  return element !== null;
}

function isForUs(event, key) {
  if (!areSingleKeysOn() || !isPlain(event) || event.repeat) return false;
  if (key === DECISION && performance.now() - shownAt < HESITATION) return false;
  return !dialog.open || key === "?";
}

function press(event) {
  const key = event.key.toLowerCase();
  if (!isForUs(event, key)) return;
  if (goByRow(key) || clickBearer(key)) event.preventDefault();
}

if (dialog) {
  document.addEventListener("click", (event) => event.target.closest?.(HELP) && toggleHelp());
  document.addEventListener("keydown", press);
  document.addEventListener("htmx:after:swap", offerHelp);
  offerHelp();
}

// The link to the reason leads into its field, not only to it.
for (const link of document.querySelectorAll('a[href="#id_reason"]')) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector("#id_reason").focus();
  });
}

// A decision is sent once; the browser's way back from the next page allows it again.
for (const form of document.querySelectorAll("[data-decide]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}
