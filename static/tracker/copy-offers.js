// What the browser kept of the page's forms and the server does not have is offered back; what was
// sent and not taken, as the page says, stands in its form again at once. A copy is let go field by
// field: only what is in its form again, or was discarded by the officer.

import { addressOf, copiesOf, discard, forget, whose } from "./copies.js";
import { defaults, differing, fill, isTick, putMarks, values } from "./fields.js";

// On the site's own pages and on the administration's.
const UNSENT = "[data-unsent], .messagelist .unsent";
// Marks by which the server finds out itself what others changed, and asks.
const VERSIONS = /^(version|opened|seen|was_)/;

function when(at) {
  const day = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  const time = `${two(day.getHours())}:${two(day.getMinutes())}`;
  return `${day.getMonth() + 1}月${day.getDate()}日 ${time}`;
}

function ownCopies() {
  const { officer, department } = whose();
  return copiesOf(officer, department).sort((a, b) => b.at - a.at);
}

// What the officer's fields are called, each once.
function called(copy, names) {
  const known = names.map((name) => copy.labels?.[name]).filter(Boolean);
  return [...new Set(known)].join("、");
}

// What is to be read of fields, one below the other.
function told({ labels = {}, words = {}, fields }, names) {
  const text = (name) => {
    if (isTick(name)) return fields[name] ? "已选" : "未选";
    return words[name] || fields[name] || "（空）";
  };
  return names.map((name) => `${labels[name] ?? name}：${text(name)}`).join("\n");
}

function says(copy, name) {
  return !isTick(name) && copy.fields[name].trim() !== "";
}

// Which fields of a copy go back as they were, which hold something else by now, and which have no
// place on the page any more. Ticks without a place are not worth a word.
function sort(form, copy) {
  const now = values(form);
  const isGuarded = Object.keys(copy.marks ?? {}).some((name) => VERSIONS.test(name));
  const parts = { back: [], changed: [], gone: [] };
  for (const name of differing(copy.fields, now)) {
    if (!(name in now)) parts.gone.push(name);
    else if (isGuarded || !isOvertaken(copy, now, name)) parts.back.push(name);
    else parts.changed.push(name);
  }
  parts.gone = parts.gone.filter((name) => says(copy, name));
  return parts;
}

function isOvertaken({ came }, now, name) {
  if (came?.[name] === undefined) return false;
  return differing({ [name]: came[name] }, now).length > 0;
}

// Lets go of what is in the form by now, and of what is not worth a word.
function settle(form, copy) {
  const left = Object.values(sort(form, copy)).flat();
  forget(copy.key, Object.keys(copy.fields).filter((name) => !left.includes(name)));
}

// A page shown again came with what was typed: that is the officer's all the same.
function inherit({ form, copy, own }, except = []) {
  if (!copy.isSent) return;
  const came = Object.entries(copy.came ?? {}).filter(([name]) => !except.includes(name));
  own.base = { ...defaults(form), ...own.base, ...Object.fromEntries(came) };
}

// Typed over an older version, it must not overwrite what was saved since unseen.
function restore(part) {
  const { form, copy, names, own } = part;
  inherit(part, sort(form, copy).changed);
  putMarks(form, copy.marks ?? {});
  const [first] = fill(form, Object.fromEntries(names.map((name) => [name, copy.fields[name]])));
  own.keep(form);
  settle(form, copy);
  return first;
}

function drop({ form, copy, names }) {
  forget(copy.key, names);
  for (const name of names) delete copy.fields[name];
  if (form) settle(form, copy);
}

function addOffer(part, sentence) {
  const offers = document.getElementById("copies");
  const row = offers.querySelector("template").content.firstElementChild.cloneNode(true);
  const button = row.querySelector("[data-restore]");
  row.querySelector("[data-words]").textContent = sentence;
  const close = () => {
    row.remove();
    offers.hidden = !offers.querySelector("[data-words]");
  };
  row.querySelector("[data-discard]").addEventListener("click", () => {
    if (!confirm("丢弃后不能找回，确定丢弃吗？")) return;
    drop(part);
    close();
  });
  button.addEventListener("click", () => {
    const first = restore(part);
    close();
    first?.focus();
  });
  offers.append(row);
  offers.hidden = false;
  return { button, row };
}

function show(row, text) {
  const place = row.querySelector("[data-text]");
  place.textContent = text;
  place.hidden = false;
}

function offer(part) {
  const { copy, names } = part;
  const which = called(copy, names);
  const sentence = `本机存有 ${when(copy.at)} 未保存的内容，有 ${names.length} 处与现在不同`;
  addOffer(part, `${sentence}${which && `：${which}`}。`);
}

// It is back in the form, which keeps a copy of its own from now on.
function putBack(part) {
  const first = restore(part);
  const files = part.form.querySelector("[type=file]") ? "，文件要重新选择" : "";
  const sentence = `${when(part.copy.at)} 填写的内容已放回下面的表单${files}；核对后请重新提交。`;
  const { button, row } = addOffer(part, sentence);
  row.querySelector("[data-discard]").remove();
  const check = Object.assign(button.cloneNode(), { textContent: "去核对" });
  check.addEventListener("click", () => first?.focus());
  button.replaceWith(check);
}

// What others saved meanwhile is overwritten only by a press that says so.
function offerInstead(part) {
  const { copy, names } = part;
  const sentence = `${when(copy.at)} 填写的下列内容没有保存，表单里这几处后来已改过，所以没有放回。`;
  const { button, row } = addOffer(part, `${sentence}请对照；要以下面的为准，请按“覆盖”：`);
  show(row, told(copy, names));
  button.textContent = "覆盖";
}

function showGone(part) {
  const { copy, names } = part;
  const sentence = `本机存有 ${when(copy.at)} 未保存的内容，这一页上已没有填写它的地方，可以复制留存：`;
  const { button, row } = addOffer(part, sentence);
  button.remove();
  show(row, told(copy, names.filter((name) => says(copy, name))));
}

// Whether a copy was made of a form: of those sent to the same address the one with its fields.
function isOf(form, copy) {
  if (copy.address !== addressOf(form)) return false;
  const now = values(form);
  return Object.keys(copy.fields).some((name) => name in now);
}

function offerCopy(form, copy, own, mayPutBack) {
  const { back, changed, gone } = sort(form, copy);
  const part = (names) => ({ form, copy, own, names });
  const isPutBack = mayPutBack && copy.isSent && back.length > 0;
  if (isPutBack) putBack(part(back));
  else if (back.length > 0) offer(part(back));
  if (changed.length > 0) offerInstead(part(changed));
  if (gone.length > 0) showGone(part(gone));
  return isPutBack;
}

// Offers what is kept of a form. What the page came with in full is kept on in the form's own copy.
export function offerCopies(form, own) {
  let mayPutBack = document.querySelector(UNSENT) !== null;
  for (const copy of ownCopies().filter((copy) => copy.key !== own.key && isOf(form, copy))) {
    if (Object.values(sort(form, copy)).flat().length > 0) {
      if (offerCopy(form, copy, own, mayPutBack)) mayPutBack = false;
      continue;
    }
    inherit({ form, copy, own });
    own.isSent ||= copy.isSent;
    if (copy.isSent) own.keep(form);
    discard(copy.key);
  }
}

// Texts whose form this page no longer has, because the report moved on meanwhile, are shown, unless
// the page itself shows them or leads to their form.
export function showOrphans(forms) {
  if (document.querySelector("[data-accounted]")) return;
  const handedOn = [...document.querySelectorAll("input[name=copy]")].map(({ value }) => value);
  for (const copy of ownCopies()) {
    const above = copy.address.replace(/[^/]+\/$/, "");
    const isHere = [copy.address, above].includes(location.pathname);
    if (!isHere || forms.some((form) => isOf(form, copy)) || handedOn.includes(copy.id)) continue;
    const names = Object.keys(copy.fields);
    if (names.some((name) => says(copy, name))) showGone({ copy, names });
  }
}
