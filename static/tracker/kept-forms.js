// Every form by which something is sent keeps what is typed until the server has taken it. The
// report form saves itself besides (report-form.js).

import { Copy, whose } from "./copies.js";
import { offerCopies, showOrphans } from "./copy-offers.js";
import { controls, hasTexts, values } from "./fields.js";

// The preview of a workbook is made anew from the file, and its text is long.
const SENDING = "form[method=post]:not([data-unkept])";
const HANDED_ON = "[name=copy]:not([data-own])";
const copies = new WeakMap();

export function copyOf(form) {
  if (!copies.has(form)) copies.set(form, new Copy(form));
  return copies.get(form);
}

// One that goes on with another page's copy needs none of its own.
function isKept(form) {
  return form?.matches(SENDING) && controls(form).length > 0 && !form.querySelector(HANDED_ON);
}

// Only what is typed is worth keeping before it is sent: a tick is set again in a moment.
function touch({ target }) {
  const { form } = target;
  if (!isKept(form) || form.id === "report" || !hasTexts(form)) return;
  copyOf(form).keep(form);
}

// The server is told which copy the form is kept in.
function send(event) {
  const form = event.target;
  if (event.defaultPrevented || !isKept(form)) return;
  if (!Object.values(values(form)).some(Boolean)) return;
  const copy = copyOf(form);
  copy.isSent = true;
  copy.keep(form);
  if (form.querySelector("[data-own]")) return;
  const mark = { type: "hidden", name: "copy", value: copy.id };
  const field = Object.assign(document.createElement("input"), mark);
  field.dataset.own = "";
  form.append(field);
}

export function keepForms() {
  if (!whose().officer) return;
  const forms = [...document.querySelectorAll(SENDING)];
  for (const form of forms.filter((form) => isKept(form) && form.id !== "report")) {
    offerCopies(form, copyOf(form));
  }
  showOrphans(forms);
  document.addEventListener("input", touch);
  document.addEventListener("change", touch);
  document.addEventListener("submit", send);
}
