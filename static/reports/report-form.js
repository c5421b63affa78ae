// The report form: what is live, what saves itself, what can be taken back.

import { Connection } from "./connection.js";
import { whose } from "../tracker/copies.js";
import { offerCopies } from "../tracker/copy-offers.js";
import { copyOf } from "../tracker/kept-forms.js";
import { Autosave } from "./report-autosave.js";
import { Files } from "./report-files.js";
import { watchCarrying, watchLines } from "./report-lines.js";

function watchTyping(form, autosave) {
  form.addEventListener("input", () => autosave.touch());
  form.addEventListener("change", () => autosave.flush());
  form.addEventListener("focusout", () => setTimeout(() => autosave.report()));
}

// On leaving the window what is new is sent in the background; on coming back, from a sign-in in
// another one perhaps, saving goes on.
function watchWindow(autosave) {
  const comeBack = () => autosave.isClean || autosave.settle();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) autosave.flush({ keepalive: true });
    else comeBack();
  });
  addEventListener("focus", comeBack);
  addEventListener("online", comeBack);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// A page that is sent off must not meet its own saving on the way, nor go where nobody answers.
function watchSending(form, autosave, files) {
  const status = document.getElementById("saving");
  let [isWaiting, isReady] = [false, false];
  form.addEventListener("submit", async (event) => {
    if (isReady) {
      autosave.leave();
      isReady = false;
      return;
    }
    event.preventDefault();
    if (isWaiting) return;
    if (files.isBusy) {
      status.textContent = "文件还在上传，请等它传完或取消后再按一次。";
      return;
    }
    isWaiting = true;
    const outcome = await autosave.settle();
    isWaiting = false;
    isReady = [null, "saved", "stopped"].includes(outcome);
    if (outcome === "offline") autosave.alarm();
    // After this event: while it goes on, the form cannot be sent.
    if (isReady) setTimeout(() => event.submitter.click());
  });
  addEventListener("beforeunload", (event) => {
    if (files.isBusy) event.preventDefault();
  });
}

function watchKeys(form) {
  const press = (name) => form.querySelector(`.act [name=${name}]`)?.click();
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (event.key === "s") press("save");
    else if (event.key === "Enter") press("submit");
    else return;
    event.preventDefault();
  });
  for (const hint of form.querySelectorAll("[data-keys]")) hint.hidden = false;
}

// A report handed in by somebody else meanwhile: what was typed can still be copied and kept.
function keepOnly(form, copy) {
  const keep = () => copy.keep(form);
  form.addEventListener("input", keep);
  keep();
}

function watch(form, connection, copy) {
  const autosave = new Autosave(form, connection, copy);
  if (form.dataset.typed) autosave.adopt();
  watchTyping(form, autosave);
  watchWindow(autosave);
  watchSending(form, autosave, new Files(document.getElementById("evidence"), connection));
  watchKeys(form);
  watchCarrying(form, autosave);
  return autosave;
}

export function openForm(form) {
  const { officer } = whose();
  const copy = copyOf(form);
  if (form.dataset.typed) copy.base = {};
  watchLines(form);
  const autosave = document.getElementById("saving") && watch(form, new Connection(officer), copy);
  if (!autosave) keepOnly(form, copy);
  offerCopies(form, copy);
  return autosave;
}
