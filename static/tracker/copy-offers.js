// What the browser kept of the page's forms and the server does not have is offered back; what was
// sent and not taken, as the page says, stands in its form again at once.

import { addressOf, copiesOf, discard, whose } from "./copies.js";
import { differing, fill, putMarks, values } from "./fields.js";

// On the site's own pages and on the administration's.
const UNSENT = "[data-unsent], .messagelist .unsent";

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

// Typed over an older version, it must not overwrite what was saved since unseen.
function restore(form, copy) {
  putMarks(form, copy.marks);
  return fill(form, copy.fields);
}

function addRow(copy, sentence) {
  const offers = document.getElementById("copies");
  const row = offers.querySelector("template").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-words]").textContent = sentence;
  const close = () => {
    discard(copy.key);
    row.remove();
    offers.hidden = !offers.querySelector("[data-words]");
  };
  row.querySelector("[data-discard]").addEventListener("click", () => {
    if (confirm("丢弃后不能找回，确定丢弃吗？")) close();
  });
  offers.append(row);
  offers.hidden = false;
  return { button: row.querySelector("[data-restore]"), row, close };
}

function offer(form, copy) {
  const count = differing(copy.fields, values(form)).length;
  const sentence = `本机存有 ${when(copy.at)} 未保存的内容，有 ${count} 处与现在不同。`;
  const { button, close } = addRow(copy, sentence);
  button.addEventListener("click", () => {
    const [first] = restore(form, copy);
    close();
    first?.focus();
  });
}

// It is back in the form, which keeps a copy of its own from now on.
function putBack(form, copy) {
  const [first] = restore(form, copy);
  const files = form.querySelector("[type=file]") ? "，文件要重新选择" : "";
  const sentence = `${when(copy.at)} 填写的内容已放回下面的表单${files}；核对后请重新提交。`;
  const { button, row } = addRow(copy, sentence);
  row.querySelector("[data-discard]").remove();
  button.textContent = "去核对";
  button.addEventListener("click", () => first?.focus());
  discard(copy.key);
}

// Offers what is kept of a form; resolves to whether it holds what was sent but not taken.
export function offerCopies(form, own) {
  let mayPutBack = document.querySelector(UNSENT) !== null;
  let isSent = false;
  for (const copy of ownCopies()) {
    if (copy.address !== addressOf(form) || copy.key === own.key) continue;
    const now = values(form);
    if (!Object.keys(copy.fields).some((name) => name in now)) continue;
    if (differing(copy.fields, now).length === 0) {
      isSent ||= copy.isSent;
      discard(copy.key);
    } else if (copy.isSent && mayPutBack) {
      mayPutBack = false;
      putBack(form, copy);
    } else offer(form, copy);
  }
  return isSent;
}

// Texts whose form this page no longer has, because the report moved on meanwhile, are shown, unless
// the page itself shows them or leads to their form.
export function showOrphans(forms) {
  if (document.querySelector("[data-accounted]")) return;
  const handedOn = [...document.querySelectorAll("input[name=copy]")].map(({ value }) => value);
  for (const copy of ownCopies()) {
    const above = copy.address.replace(/[^/]+\/$/, "");
    const isHere = [copy.address, above].includes(location.pathname);
    const hasForm = forms.some((form) => {
      const now = values(form);
      return addressOf(form) === copy.address && Object.keys(copy.fields).some((name) => name in now);
    });
    if (!isHere || hasForm || !copy.words || handedOn.includes(copy.id)) continue;
    const sentence = `本机存有 ${when(copy.at)} 未保存的内容，这一页上已没有填写它的地方，可以复制留存：`;
    const { button, row } = addRow(copy, sentence);
    button.remove();
    const text = row.querySelector("[data-text]");
    text.textContent = copy.words;
    text.hidden = false;
  }
}
