// A meeting by keyboard. Each slide is a page of its own; here all are fetched once, so that they
// change without leaving full screen, and without the line or the session having to last.

import { isAddressAsLoaded } from "../tracker/loaded.js";
import { areSingleKeysOn, isPlain } from "../tracker/single-keys.js";

const FORWARD = new Set(["ArrowRight", "PageDown"]);
const BACK = new Set(["ArrowLeft", "PageUp"]);
const FIRST = "overview";
const CONTROLS = "button, summary, input";

const bar = document.querySelector(".meeting-bar");
const main = document.querySelector("#content");
const dialog = document.querySelector("dialog.keys");

let slides = [];
let typed = "";

function part(name) {
  return bar.querySelector(name);
}

function keyOf(address) {
  const url = new URL(address, location.href);
  if (url.pathname !== location.pathname) return null;
  return url.searchParams.get("slide") ?? FIRST;
}

function addressOf(key) {
  const url = new URL(location.href);
  url.searchParams.set("slide", key);
  return url.href;
}

function placeOf(key) {
  return slides.findIndex((slide) => slide.dataset.slide === key);
}

function pointTo(link, slide) {
  if (slide) link.href = addressOf(slide.dataset.slide);
  else link.removeAttribute("href");
}

function show(at) {
  const slide = slides[at];
  type("");
  main.querySelector(".slide").replaceWith(slide);
  document.title = document.title.replace(/^.*(?= · )/s, slide.dataset.title);
  part("[data-place]").textContent = `${at + 1} / ${slides.length}`;
  part("progress").value = at + 1;
  pointTo(part("[rel=prev]"), slides[at - 1]);
  pointTo(part("[rel=next]"), slides[at + 1]);
  slide.querySelector("h1").focus({ preventScroll: true });
  scrollTo(0, 0);
}

// Before the slides have come, or without the one asked for, the page itself is opened.
function go(key) {
  const at = placeOf(key);
  if (at < 0) {
    location.href = addressOf(key);
  } else if (at !== placeOf(keyOf(location.href))) {
    history.pushState(null, "", addressOf(key));
    show(at);
  }
}

function step(name) {
  const { href } = part(`[rel=${name}]`);
  if (href) go(keyOf(href));
}

function goToEnd(first) {
  const last = slides[slides.length - 1];
  if (first) go(FIRST);
  else if (last) go(last.dataset.slide);
}

function type(text) {
  typed = text;
  const told = part("[data-jump]");
  told.hidden = typed === "";
  told.textContent = typed && `转到项目 ${typed}`;
}

function jump() {
  const number = Number(typed);
  const key = `project-${number}`;
  type("");
  if (placeOf(key) >= 0) {
    go(key);
  } else {
    part("[data-jump]").hidden = false;
    part("[data-jump]").textContent = `没有第 ${number} 个项目`;
  }
}

function switchFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
  // Else the space bar would press the button again.
  main.querySelector("h1").focus();
}

function escape() {
  if (typed) type("");
  else if (document.fullscreenElement) document.exitFullscreen();
  else location.href = part("[data-leave]").href;
}

const ACTS = {
  Home: () => goToEnd(true),
  End: () => goToEnd(false),
  Escape: escape,
};

function actOf(key) {
  if (FORWARD.has(key)) return () => step("next");
  if (BACK.has(key)) return () => step("prev");
  if (key === "Enter" && typed) return jump;
  if (key === "Backspace" && typed) return () => type(typed.slice(0, -1));
  return ACTS[key];
}

function singleActOf(event) {
  if (!areSingleKeysOn()) return undefined;
  if (/^\d$/.test(event.key) && typed.length < 2) return () => type(typed + event.key);
  if (event.key.toLowerCase() === "f") return switchFullScreen;
  if (event.key === " " && !event.target.closest(CONTROLS)) {
    return () => step(event.shiftKey ? "prev" : "next");
  }
  return undefined;
}

function press(event) {
  if (dialog.open || !isPlain(event)) return;
  const act = actOf(event.key) ?? singleActOf(event);
  if (!act) return;
  event.preventDefault();
  act();
}

function follow(event) {
  const link = event.target.closest("a[href]");
  const isOrdinary = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !isOrdinary) return;
  const key = keyOf(link.href);
  if (key === null || placeOf(key) < 0) return;
  event.preventDefault();
  go(key);
}

async function fetchSlides() {
  const answer = await fetch(part("[data-deck]").href);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  slides = [...page.querySelectorAll("[data-slide]")].map((slide) => document.adoptNode(slide));
  document.documentElement.dataset.deck = String(slides.length);
}

function open() {
  if (document.fullscreenEnabled) part("[data-fullscreen]").hidden = false;
  part("[data-fullscreen]").addEventListener("click", switchFullScreen);
  document.addEventListener("fullscreenchange", () => {
    part("[data-fullscreen]").textContent = document.fullscreenElement ? "退出全屏" : "全屏";
  });
  document.addEventListener("keydown", press);
  document.addEventListener("click", follow);
  // Else what had the focus in the window could still be pressed.
  dialog.addEventListener("close", () => main.querySelector("h1").focus());
  addEventListener("popstate", () => {
    const at = placeOf(keyOf(location.href));
    if (at < 0) location.reload();
    else show(at);
  });
  if (!isAddressAsLoaded()) location.reload();
  // Without the line each slide is still a page of its own.
  fetchSlides().catch(() => {});
}

if (bar) open();
