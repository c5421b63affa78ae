// The key / leads into the search field of the menu.

import { announce, areSingleKeysOn, isPlain } from "../tracker/single-keys.js";

const fields = [...document.querySelectorAll(".site-search input[type=search]")];

function press(event) {
  if (event.key !== "/" || !areSingleKeysOn() || !isPlain(event)) return;
  if (document.querySelector("dialog[open]")) return;
  // The menu is there twice; on a phone both may be folded away.
  const field = fields.find((each) => each.getClientRects().length > 0);
  if (!field) return;
  event.preventDefault();
  field.select();
}

if (fields.length > 0) {
  document.addEventListener("keydown", press);
  announce();
}
