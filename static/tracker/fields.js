// What stands in a form's fields, apart from files, passwords and hidden marks.

import { readAmount } from "./amounts.js";

const APART = ["hidden", "file", "password", "submit", "button", "fieldset", "output"];
const TICKED = ["checkbox", "radio"];
const AMOUNT = /-(value|numerator|denominator)$/;
const NOT_KEPT = ["csrfmiddlewaretoken", "copy"];

const isTicked = ({ type }) => TICKED.includes(type);

export function controls(form) {
  return [...form.elements].filter((control) => control.name && !APART.includes(control.type));
}

// Of boxes and dots several have one name.
function nameOf(control) {
  return isTicked(control) ? `${control.name}=${control.value}` : control.name;
}

function valueOf(control) {
  if (isTicked(control)) return control.checked ? "yes" : "";
  return control.value;
}

// The values by the fields' names.
export function values(form) {
  return Object.fromEntries(controls(form).map((control) => [nameOf(control), valueOf(control)]));
}

// What is typed, not chosen.
function texts(form) {
  return controls(form).filter(({ type, tagName }) => tagName !== "SELECT" && !TICKED.includes(type));
}

export function hasTexts(form) {
  return texts(form).length > 0;
}

// Longer texts, to be shown where their form is gone.
export function words(form) {
  const areas = texts(form).filter(({ tagName, value }) => tagName === "TEXTAREA" && value.trim());
  return areas.map(({ value }) => value).join("\n\n");
}

// Whether nothing stands in it but what the page came with.
export function isUntouched(form) {
  return controls(form).every((control) => {
    if (isTicked(control)) return control.checked === control.defaultChecked;
    if (control.tagName !== "SELECT") return control.value === control.defaultValue;
    const chosen = [...control.options].find((option) => option.defaultSelected);
    return control.value === (chosen ?? control.options[0])?.value;
  });
}

function hiddenFields(form) {
  return [...form.elements].filter(
    ({ name, type }) => type === "hidden" && name && !NOT_KEPT.includes(name),
  );
}

// What the form goes by unseen, such as the version of what the page shows.
export function marks(form) {
  return Object.fromEntries(hiddenFields(form).map(({ name, value }) => [name, value]));
}

export function putMarks(form, kept) {
  for (const field of hiddenFields(form)) field.value = kept[field.name] ?? field.value;
}

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
  const changed = controls(form).filter((control) => {
    const name = nameOf(control);
    return name in kept && !isSame(name, valueOf(control), kept[name]);
  });
  for (const control of changed) {
    const value = kept[nameOf(control)];
    if (isTicked(control)) control.checked = Boolean(value);
    else control.value = value;
    const reason = control.closest(".reason");
    if (reason && value) reason.open = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    if (isTicked(control)) control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return changed;
}
