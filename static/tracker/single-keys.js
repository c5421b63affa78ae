// Whether keys without Ctrl or Alt do anything: chosen once for all pages of this browser.

const SWITCH = "single-keys";
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export function areSingleKeysOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

// Not while typing, nor what the browser or an input method has a use for.
export function isPlain(event) {
  const isBare = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
  return isBare && !event.target.closest?.(FIELDS);
}

export function announce() {
  document.documentElement.dataset.keys = areSingleKeysOn() ? "on" : "off";
  for (const element of document.querySelectorAll("[data-key]")) {
    const keys = element.dataset.key.toUpperCase();
    if (areSingleKeysOn()) element.setAttribute("aria-keyshortcuts", keys);
    else element.removeAttribute("aria-keyshortcuts");
  }
}

for (const choice of document.querySelectorAll("[data-keys-switch]")) {
  choice.closest("label").hidden = false;
  choice.checked = areSingleKeysOn();
  choice.addEventListener("change", () => {
    localStorage.setItem(SWITCH, choice.checked ? "on" : "off");
    announce();
  });
}
