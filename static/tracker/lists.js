// Filters, order and pages of a list change it without a new page. The address says what it shows;
// the server answers with the whole page, of which htmx puts the list in the old one's place.

import htmx from "htmx.org";

import { isAddressAsLoaded } from "./loaded.js";

// These ask for the list anew; all other links in it lead elsewhere.
const ASKING = [".filter", "[aria-sort]", ".pages", ".choices"]
  .map((part) => `#list ${part} a`)
  .join();
// One who goes through the choices by arrow keys wants the last of them.
const PAUSE = 300;
const UNREACHED = "连不上服务器，或等得太久；下面仍是原来的列表。请检查网络后重试。";
const FAILED = "服务器出错，下面仍是原来的列表。请稍后重试；仍不行，请告诉系统管理员。";

const news = document.createElement("p");
let asked = null;
let sent = {};
let typed = [];
let focused = "";
let pause = 0;

function list() {
  return document.getElementById("list");
}

function filters() {
  const form = list().querySelector(".filter");
  return form ? Object.fromEntries(new FormData(form)) : {};
}

function ask(address) {
  const { href } = new URL(address, location.href);
  htmx.ajax("GET", href, { source: list(), push: String(href !== location.href) });
}

// A list stays as it is when it cannot be had; this says so above it, and tries again.
function tellTrouble(words, address) {
  const notice = document.createElement("div");
  notice.id = "list-trouble";
  notice.className = "notice notice-error";
  notice.setAttribute("role", "alert");
  notice.innerHTML = '<p></p><button class="btn" type="button">重试</button>';
  notice.querySelector("p").textContent = words;
  notice.querySelector("button").addEventListener("click", () => ask(address));
  list().before(notice);
  notice.scrollIntoView({ block: "nearest" });
}

function on(name, react) {
  document.addEventListener(`htmx:${name}`, (event) => react(event.detail.ctx, event));
}

function watch() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(ASKING);
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain) return;
    event.preventDefault();
    ask(link.href);
  });
  const whenSubmitted = (event) => {
    if (!event.target.matches("#list .filter")) return;
    event.preventDefault();
    // An address to hand on holds only what was chosen.
    const chosen = [...new FormData(event.target)].filter(([, value]) => value);
    const address = new URL(event.target.action);
    address.search = new URLSearchParams(chosen);
    ask(address);
  };
  // Before the button is told that a new page is on its way.
  document.addEventListener("submit", whenSubmitted, { capture: true });
  on("before:request", (ctx) => {
    clearTimeout(pause);
    asked = ctx;
    sent = filters();
    news.textContent = "";
    document.getElementById("list-trouble")?.remove();
    list().setAttribute("aria-busy", "true");
  });
  on("after:request", ({ request, response, text }, event) => {
    if (response.status < 400 && text.includes('id="list"')) return;
    event.preventDefault();
    // Sign-in and refusals are pages of their own.
    if (response.status < 500) location.assign(request.action);
    else tellTrouble(FAILED, request.action);
  });
  on("error", (ctx) => {
    if (ctx) tellTrouble(UNREACHED, ctx.request.action);
  });
  on("before:swap", () => {
    typed = Object.entries(filters()).filter(([name, value]) => sent[name] !== value);
    focused = list().contains(document.activeElement) && document.activeElement.id;
  });
  on("after:swap", () => {
    for (const [name, value] of typed) {
      const field = list().querySelector(".filter").elements[name];
      if (field) field.value = value;
    }
    keepFocus();
    news.textContent = `结果已更新，共 ${list().querySelector("[data-total]").dataset.total} 条`;
  });
  on("finally:request", (ctx) => {
    if (asked === ctx) list().removeAttribute("aria-busy");
  });
  on("before:history:restore", (_, event) => {
    event.preventDefault();
    ask(event.detail.path);
  });
  // What is cut off by going elsewhere is no trouble.
  addEventListener("pagehide", () => asked?.request.abort());
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".filter select")) return;
    clearTimeout(pause);
    pause = setTimeout(() => list().querySelector(".filter").requestSubmit(), PAUSE);
  });
}

// What was pressed keeps the focus; where it is gone or folded away, the list takes it.
function keepFocus() {
  if (focused === false) return;
  const before = focused ? document.getElementById(focused) : null;
  const same = before?.checkVisibility() ? before : null;
  const table = list().querySelector("[data-total]");
  (same || table).focus({ preventScroll: true });
  if (!same && table.getBoundingClientRect().top < 0) table.scrollIntoView();
}

if (list()) {
  // Nothing else here is htmx's: it need not look through hundreds of rows.
  document.body.setAttribute("hx-ignore", "");
  news.className = "visually-hidden";
  news.setAttribute("aria-live", "polite");
  list().before(news);
  watch();
  // After htmx, which begins to watch the way back in a task of its own.
  setTimeout(() => {
    if (!isAddressAsLoaded()) ask(location.href);
  });
}
