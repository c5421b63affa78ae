// What stands in the report form's fields, apart from files and hidden marks.

import { readAmount } from "./amounts.js";

const APART = ["hidden", "file", "submit", "button", "fieldset", "output"];

function controls(form) {
  return [...form.elements].filter((control) => control.name && !APART.includes(control.type));
}

// The values by the fields' names.
export function values(form) {
  return Object.fromEntries(controls(form).map((control) => [control.name, control.value]));
}

const AMOUNT = /-(value|numerator|denominator)$/;

function isSame(name, one, other) {
  const [a, b] = [one, other].map((text) => (text ?? "").replaceAll("\r\n", "\n").trim());
  if (a === b || !AMOUNT.test(name)) return a === b;
  const [x, y] = [readAmount(a), readAmount(b)];
  return Boolean(x && y) && x[0] * y[1] === y[0] * x[1];
}

// The names of fields that differ; a number is the same however it was typed.
export function differing(one, other) {
  return Object.keys(one).filter((name) => !isSame(name, one[name], other[name]));
}

// Puts values back; each field that changes tells so, as if it had been typed.
export function fill(form, kept) {
  for (const control of controls(form)) {
    if (!(control.name in kept) || isSame(control.name, control.value, kept[control.name])) continue;
    control.value = kept[control.name];
    const reason = control.closest(".reason");
    if (reason && control.value) reason.open = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Shows what is wrong under each field, but spares the line in which one is still typing; tells
// how many fields are wrong.
export function showErrors(form, errors) {
  const line = document.activeElement?.closest(".line");
  const others = controls(form).filter((control) => !line?.contains(control));
  for (const control of others) showError(control, errors[control.name] ?? []);
  return others.filter((control) => control.name in errors).length;
}

function showError(control, sentences) {
  const id = `${control.id}_error`;
  document.getElementById(id)?.remove();
  if (sentences.length === 0) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
    return;
  }
  const list = document.createElement("ul");
  list.id = id;
  list.className = "field-errors";
  for (const sentence of sentences) {
    list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
  }
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", id);
  control.closest(".field").append(list);
  const reason = control.closest(".reason");
  if (reason) reason.open = true;
}
