// The report form saves itself: a moment after the last keystroke, on leaving a field or the page.
// What has not reached the server yet is in the browser's own copy, whatever happens.

import { differing, values } from "../tracker/fields.js";
import { showErrors } from "./report-fields.js";

const PAUSE = 2_500;
const SLOW = 1_000;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

const HERE = "已存在本机";
const NOWHERE = "请不要关闭本页。";
const KEPT_HERE = "您填写的内容已存在这台电脑上，不会丢失。";
const KEPT_NOWHERE = "这台电脑不能留存您填写的内容，请不要关闭本页。";

export class Autosave {
  #form;
  #connection;
  #copy;
  #saved;
  #unanswered = null; // sent but never answered: sent again as it was, since it may have arrived
  #errors = null; // by field, as the server told them last
  #savedAt = "";
  #isStopped = false;
  #isLeaving = false;
  #delay = FIRST_RETRY;
  #timer;
  #running = null;

  constructor(form, connection, copy) {
    this.#form = form;
    this.#connection = connection;
    this.#copy = copy;
    this.#saved = values(form);
  }

  // Whether the server has all that is in the form.
  get isClean() {
    return !this.#running && !this.#unanswered && !this.#hasNews();
  }

  // Something was typed.
  touch() {
    this.#isLeaving = false;
    this.#keep();
    this.#after(PAUSE);
  }

  // What the page came with was typed but not saved.
  adopt() {
    this.#saved = {};
    this.#keep();
  }

  // Tells how the last saving went, of the lines that still are as they were saved.
  report() {
    if (!this.#errors) return;
    const shown = showErrors(this.#form, this.#errors, this.#news());
    const tail = shown ? `，有 ${shown} 处填写有误，改正后才能保存` : "";
    this.#tell(`${this.#savedAt} 已自动保存${tail}`);
  }

  // Sends what is new.
  flush(options) {
    if (this.#hasNews() || this.#unanswered) this.settle(options);
  }

  // Sends the form even where nothing is new, so that the server surely hears it as this officer's;
  // resolves to what became of it: "saved", "stopped" or the trouble.
  settle(options) {
    this.#running ??= this.#send(options).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  // Says as plainly as an error beside a field that what was pressed did not get through.
  alarm() {
    this.#keep();
    const where = this.#copy.isKept ? KEPT_HERE : KEPT_NOWHERE;
    this.#trouble("offline", where);
  }

  // Called when the page is left for good or comes to rest: no timer sends any more.
  rest() {
    clearTimeout(this.#timer);
  }

  // Called when the form itself is sent: what it says must not arrive a second time behind it.
  leave() {
    this.rest();
    this.#isLeaving = true;
  }

  // The names of fields that have changed since they were saved.
  #news() {
    return differing(values(this.#form), this.#saved);
  }

  #hasNews() {
    return this.#news().length > 0;
  }

  #keep() {
    this.#copy.keep(this.#form);
  }

  #after(delay) {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => this.flush(), delay);
  }

  #draft() {
    const body = new FormData(this.#form);
    for (const name of ["csrfmiddlewaretoken", "files", "copy"]) body.delete(name);
    body.append("autosave", "1");
    return { body, fields: values(this.#form) };
  }

  async #send(options) {
    this.rest();
    if (this.#isStopped || this.#isLeaving) return "stopped";
    this.#unanswered ??= this.#draft();
    const slow = setTimeout(() => this.#tell("正在保存…"), SLOW);
    const answer = await this.#connection.post(location.href, this.#unanswered.body, options);
    clearTimeout(slow);
    if (answer.state !== "answered") return this.#wait(answer.state);
    if (answer.status !== 200) return this.#stop(answer);
    return this.#accept(answer.data);
  }

  #accept(data) {
    this.#saved = this.#unanswered.fields;
    this.#copy.saved = this.#saved;
    this.#unanswered = null;
    this.#delay = FIRST_RETRY;
    this.#form.elements.version.value = data.version;
    this.#form.elements.opened.value = data.opened;
    this.#errors = data.errors;
    this.#savedAt = data.saved_at;
    this.#trouble("");
    this.report();
    const isWrong = Object.keys(data.errors).length > 0;
    if (!isWrong) document.getElementById("errors")?.remove();
    if (this.#hasNews()) this.#after(PAUSE);
    if (isWrong || this.#hasNews()) this.#keep();
    else this.#copy.discard();
    return "saved";
  }

  #wait(state) {
    const where = this.#copy.isKept ? HERE : NOWHERE;
    this.#tell(`未能保存，内容${where}`);
    if (state === "offline") {
      this.#after(this.#delay);
      this.#delay = Math.min(this.#delay * 2, LAST_RETRY);
    } else this.#trouble(state);
    return state;
  }

  // Refused: somebody else saved or handed in the report, or its period was locked.
  #stop({ status, data }) {
    this.#isStopped = true;
    this.#unanswered = null;
    const where = this.#copy.isKept ? HERE : NOWHERE;
    this.#tell(`未能保存，内容${where}`);
    const sentence = data.sentence ?? `这份报告现在不能保存（${status}），请刷新页面。`;
    this.#trouble(data.is_overtaken ? "overtaken" : "refused", sentence);
    return "stopped";
  }

  #tell(words) {
    const status = document.getElementById("saving");
    if (status.textContent !== words) status.textContent = words;
  }

  #trouble(name, sentence = "") {
    for (const part of document.querySelectorAll("[data-trouble]")) {
      part.hidden = part.dataset.trouble !== name;
      const words = part.querySelector("[data-sentence]");
      if (words && !part.hidden) words.textContent = sentence;
    }
  }
}
