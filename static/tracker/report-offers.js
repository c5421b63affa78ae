// What the browser kept of this report and the server does not have is offered back.

import { copiesOf, discard } from "./report-copies.js";
import { differing, fill, values } from "./report-fields.js";

function when(at) {
  const day = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  const time = `${two(day.getHours())}:${two(day.getMinutes())}`;
  return `${day.getMonth() + 1}月${day.getDate()}日 ${time}`;
}

export function offerCopies(form, own) {
  const { officer, report } = form.dataset;
  const offers = document.getElementById("copies");
  const close = (row, key) => {
    discard(key);
    row.remove();
    offers.hidden = !offers.querySelector("p");
  };
  const found = copiesOf(officer, report).filter((copy) => copy.key !== own.key);
  for (const copy of found.sort((a, b) => b.at - a.at)) {
    const count = differing(copy.fields, values(form)).length;
    if (count === 0) {
      discard(copy.key);
      continue;
    }
    const row = offers.querySelector("template").content.firstElementChild.cloneNode(true);
    const words = `本机存有 ${when(copy.at)} 未保存的内容，有 ${count} 处与现在不同。`;
    row.querySelector("[data-words]").textContent = words;
    row.querySelector("[data-restore]").addEventListener("click", () => {
      // Typed over an older version, it must not overwrite what was saved since unseen.
      form.elements.version.value = copy.version;
      form.elements.opened.value = copy.opened;
      fill(form, copy.fields);
      close(row, copy.key);
      form.querySelector(".line input, .line select, textarea").focus();
    });
    row.querySelector("[data-discard]").addEventListener("click", () => {
      if (confirm("丢弃后不能找回，确定丢弃吗？")) close(row, copy.key);
    });
    offers.append(row);
    offers.hidden = false;
  }
}
