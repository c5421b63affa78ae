// 我的待办: all that is not begun chosen with one press, and how many are chosen.

for (const form of document.querySelectorAll("[data-worklist]")) {
  const boxes = [...form.querySelectorAll("[data-offer]")];
  const unfilled = boxes.filter((box) => box.dataset.offer === "repeat");
  const all = form.querySelector("[data-choose-all]");
  const chosen = form.querySelector("[data-chosen]");

  const tell = () => {
    const number = boxes.filter((box) => box.checked).length;
    if (chosen) chosen.textContent = number ? `已选 ${number} 份` : "";
    if (all) {
      all.textContent = unfilled.every((box) => box.checked) ? "取消全选" : "全选未填";
    }
  };

  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const choose = !unfilled.every((box) => box.checked);
      for (const box of unfilled) box.checked = choose;
      tell();
    });
  }
  form.addEventListener("change", tell);
  // A browser that comes back to the page has kept what was ticked.
  window.addEventListener("pageshow", tell);
}
