// A pressed button says that it was heard, until the next page is there.

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) event.submitter?.setAttribute("aria-busy", "true");
});

// A browser that comes back to the page has kept it as it was left.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form [aria-busy]")) {
    button.removeAttribute("aria-busy");
  }
});
