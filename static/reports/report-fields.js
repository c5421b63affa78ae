// What the server found wrong in the report form's fields.

import { controls, openAround } from "../tracker/fields.js";

// Shows what is wrong under each field, but spares the lines in which one is still typing or which
// have changed since the server read them; tells how many fields are wrong.
export function showErrors(form, errors, changed) {
  const isTyped = (control) => control === document.activeElement || changed.includes(control.name);
  const lines = controls(form).filter(isTyped).map((control) => control.closest(".line"));
  const others = controls(form).filter((control) => !lines.some((line) => line?.contains(control)));
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
  openAround(control);
}
