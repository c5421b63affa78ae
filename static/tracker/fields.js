// What stands in a form's fields, apart from files, passwords and hidden marks.

import { readAmount } from "../projects/amounts.js";

const APART = ["hidden", "file", "password", "submit", "button", "fieldset", "output"];
const TICKED = ["checkbox", "radio"];
const AMOUNT = /-(value|numerator|denominator)$/;
const NOT_KEPT = ["csrfmiddlewaretoken", "copy"];
// A row's key and the number of rows go with the page, not with what is typed.
const OF_ROWS = /-\d+-|_FORMS$/;

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

function defaultOf(control) {
  if (isTicked(control)) return control.defaultChecked ? "yes" : "";
  if (control.tagName !== "SELECT") return control.defaultValue;
  const chosen = [...control.options].find((option) => option.defaultSelected);
  return (chosen ?? control.options[0])?.value ?? "";
}

// Something of each control by the fields' names.
function byName(form, read) {
  return Object.fromEntries(controls(form).map((control) => [nameOf(control), read(control)]));
}

export const values = (form) => byName(form, valueOf);

// What the page came with.
export const defaults = (form) => byName(form, defaultOf);

// What is typed, not chosen.
export function hasTexts(form) {
  return controls(form).some((control) => control.tagName !== "SELECT" && !isTicked(control));
}

const plain = (element) => element?.textContent.replace(/\s+/g, " ").trim().replace(/[:：]$/, "");

// Where a field stands: a line of the report, or a row of the administration's tables.
function placeOf(control) {
  const group = control.closest(".line, .inline-group");
  const [, row] = (group?.matches(".inline-group") && control.name.match(/-(\d+)-/)) || [];
  return [plain(group?.querySelector("h2, h3")), row && `第${Number(row) + 1}行`];
}

// What it is called: in a table the column's head stands for the label.
function labelOf(control) {
  const cell = control.closest("td");
  const head = cell?.closest("table").tHead?.rows[0].cells[cell.cellIndex];
  const legend = control.type === "radio" && control.closest("fieldset")?.querySelector("legend");
  const own = plain(legend || control.labels?.[0] || head) ?? control.getAttribute("aria-label");
  return [...placeOf(control), own].filter(Boolean).join(" ");
}

export const labels = (form) => byName(form, (control) => labelOf(control) || control.name);

// What is read where the field itself is gone: of a choice its words; ticks are set again in a moment.
export const words = (form) =>
  byName(form, (control) => {
    if (isTicked(control) || !control.value) return "";
    return control.selectedOptions?.[0]?.text ?? control.value;
  });

export const isTick = (name) => name.includes("=");

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
  for (const field of hiddenFields(form)) {
    if (!OF_ROWS.test(field.name)) field.value = kept[field.name] ?? field.value;
  }
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

// Unfolds whatever a field lies in.
export function openAround(field) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
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
    if (value) openAround(control);
    control.dispatchEvent(new Event("input", { bubbles: true }));
    if (isTicked(control)) control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return changed;
}
