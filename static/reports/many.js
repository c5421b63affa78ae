// Many reports passed at once: all of the page that can be, and how many are ticked.

function watchMany() {
  const many = document.querySelector("[data-many]");
  const all = many?.querySelector("[data-all]");
  if (!all) return;
  const boxes = [...many.querySelectorAll("[name=report]")];
  const number = many.querySelector("[data-chosen]");
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    number.textContent = chosen ? ` ${chosen} 份` : "";
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  many.addEventListener("change", tell);
  tell();
}

watchMany();
document.addEventListener("htmx:after:swap", watchMany);
