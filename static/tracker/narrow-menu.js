// In engines without popovers the menu of a narrow window stands in the page; its button folds it.

const button = document.querySelector(".menu-button");

if (button && !("popover" in HTMLElement.prototype)) {
  const menu = document.getElementById(button.getAttribute("popovertarget"));
  const fold = (isFolded) => {
    menu.classList.toggle("folded", isFolded);
    button.setAttribute("aria-expanded", String(!isFolded));
  };
  button.addEventListener("click", () => fold(!menu.classList.contains("folded")));
  fold(true);
}
