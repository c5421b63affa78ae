// The lines of the report form, live: a ratio's percentage, whether a figure is unusual, and whether
// it is the previous one.
// The rule lies on the server; here figures are only compared with the limits it gave.

import { amountIn, readAmount } from "../projects/amounts.js";
import { differing, fill, openAround, values } from "../tracker/fields.js";

const HUNDRED = 100n;

// A limit as the server writes it, "4" or "100/3", or null.
function limit(text) {
  if (!text) return null;
  const [above, below = "1"] = text.split("/");
  return [BigInt(above), BigInt(below)];
}

function isLess([aboveA, belowA], [aboveB, belowB]) {
  return aboveA * belowB < aboveB * belowA;
}

// A share in per cent as the server writes it: one decimal, or more where one would make a
// whole number of it.
function percent([above, below]) {
  for (let places = 1n; ; places += 1n) {
    const scale = 10n ** places;
    const shown = (above * scale * 2n + below) / (below * 2n);
    const isExact = shown * below === above * scale;
    if (places === 4n || isExact || shown % scale !== 0n) {
      return `${shown / scale}.${String(shown % scale).padStart(Number(places), "0")}%`;
    }
  }
}

// The figure of a line in the units of its limits, and a ratio's denominator; null without.
function figure(line) {
  const field = (name) => line.querySelector(`[name$="-${name}"]`);
  if (field("is_done")) {
    return { value: { yes: [1n, 1n], no: [0n, 1n] }[field("is_done").value] ?? null };
  }
  if (field("value")) return { value: amountIn(field("value")) };
  if (!field("numerator")) return { value: null };
  const numerator = amountIn(field("numerator"));
  const below = field("denominator");
  const denominator = below ? amountIn(below) : readAmount(line.dataset.denominator);
  if (!numerator || !denominator) return { value: null };
  if (denominator[0] === 0n) return { value: null, denominator };
  const value = [numerator[0] * denominator[1] * HUNDRED, numerator[1] * denominator[0]];
  return { value, denominator };
}

function isBeyond(amount, { least, most }) {
  if (!amount) return false;
  const [low, high] = [limit(least), limit(most)];
  return (low && isLess(amount, low)) || (high && isLess(high, amount));
}

// Elements are shown and hidden only when that changes, so that a screen reader speaks once.
function show(element, isShown) {
  if (element.hidden === isShown) element.hidden = !isShown;
}

function tell(line) {
  const amounts = figure(line);
  const output = line.querySelector("output");
  if (output) output.textContent = amounts.value ? percent(amounts.value) : "";
  const reason = line.querySelector(".reason");
  if (!reason) return;
  const cautions = [...line.querySelectorAll(".caution span")];
  const found = cautions.filter(({ dataset }) => isBeyond(amounts[dataset.of], dataset));
  for (const caution of cautions) show(caution, found.includes(caution));
  show(line.querySelector(".caution"), found.length > 0);
  const text = reason.querySelector("textarea");
  if (found.length > 0) openAround(text);
  else if (!text.value && document.activeElement !== text) reason.open = false;
}

// 沿用上期: the figure of a line that is as the button would fill it says from when it is, once the
// report carries any over.
function mark(button, form) {
  const { carried } = form.elements;
  const isCarrying = carried.value !== "" && carried.value === carried.dataset.previous;
  const now = values(form);
  const isSame = differing(JSON.parse(button.dataset.filling), now).length === 0;
  const place = button.parentElement.querySelector("[data-mark]");
  const words = isCarrying && isSame ? place.dataset.mark : "";
  if (place.textContent !== words) place.textContent = words;
}

export function watchCarrying(form, autosave) {
  const buttons = [...form.querySelectorAll("[data-filling]")];
  const markAll = () => buttons.forEach((button) => mark(button, form));
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const { carried } = form.elements;
      carried.value = carried.dataset.previous;
      fill(form, JSON.parse(button.dataset.filling));
      markAll();
      autosave.settle();
    });
  }
  form.addEventListener("input", markAll);
}

export function watchLines(form) {
  for (const line of form.querySelectorAll(".line")) {
    line.addEventListener("input", (event) => {
      if (!event.target.closest(".reason")) tell(line);
    });
    if (line.querySelector("output")) tell(line);
  }
}
