// In engines without :has(), the elements that it would match are marked, for the twins that the
// build gives such rules (styles.mjs), and marked anew whenever the page changes.

const WATCHED = { attributes: true, attributeFilter: ["hidden"], childList: true, subtree: true };

function holds(element, relative) {
  if (!/^[+~]/.test(relative)) return element.querySelector(`:scope ${relative}`);
  element.toggleAttribute("data-here", true);
  const found = element.parentElement.querySelector(`:scope > [data-here] ${relative}`);
  element.toggleAttribute("data-here", false);
  return found;
}

function markAll() {
  for (const { subject, inner, isWanted, attribute } of HAS_MARKS) {
    for (const element of document.querySelectorAll(subject)) {
      const isHolding = inner.some((relative) => holds(element, relative));
      element.toggleAttribute(attribute, isHolding === isWanted);
    }
  }
}

let next = 0;

function markSoon() {
  cancelAnimationFrame(next);
  next = requestAnimationFrame(markAll);
}

if (!CSS.supports("selector(:has(*))")) {
  markAll();
  document.addEventListener("change", markSoon);
  new MutationObserver(markSoon).observe(document.body, WATCHED);
}
