// 评定: digits rate the target in use and go on to the next one; U takes the last rating back.

import { areSingleKeysOn, isPlain } from "../tracker/single-keys.js";

function openGrid(form) {
  const targets = [...form.querySelectorAll("[data-rating]")];
  const number = form.querySelector("[data-rated]");
  const given = [];
  const choiceOf = (target) => target.querySelector(":checked");
  const inUse = () => targets.findIndex((target) => target.contains(document.activeElement));

  const tell = () => {
    const rows = [...form.querySelectorAll("tr")].filter((row) => row.querySelector("[data-rating]"));
    const isRated = (row) => [...row.querySelectorAll("[data-rating]")].every(choiceOf);
    const rated = rows.filter(isRated).length;
    number.textContent = rated ? ` ${rated} 份` : "";
  };
  const enter = (target) => (choiceOf(target) ?? target.querySelector("input"))?.focus();
  const goTo = (place) => {
    const target = targets[Math.min(Math.max(place, 0), targets.length - 1)];
    if (target) enter(target);
  };

  const rate = (digit) => {
    const place = Math.max(inUse(), 0);
    const choice = targets[place]?.querySelector(`[data-digit="${digit}"]`);
    if (!choice) return false;
    given.push([place, choiceOf(targets[place])]);
    choice.checked = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    goTo(place + 1);
    return true;
  };
  const undo = () => {
    const last = given.pop();
    if (!last) return false;
    const [place, before] = last;
    for (const choice of targets[place].querySelectorAll("input")) choice.checked = choice === before;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    goTo(place);
    return true;
  };
  const keys = { u: undo, n: () => goTo(inUse() + 1), p: () => goTo(inUse() - 1) };

  document.addEventListener("keydown", (event) => {
    const isFree = isPlain(event) || event.target.matches?.("[data-digit]");
    if (!areSingleKeysOn() || !isFree || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    const isDone = /^[1-9]$/.test(key) ? rate(key) : key in keys && keys[key]() !== false;
    if (isDone) event.preventDefault();
  });
  form.addEventListener("change", tell);
  addEventListener("pageshow", tell);
  form.querySelector("[data-ratings-keys]").hidden = !areSingleKeysOn();
}

// Without a report that can be rated here there is nothing to press.
const grid = document.querySelector("[data-ratings]");
if (grid?.querySelector("[data-rated]")) openGrid(grid);
