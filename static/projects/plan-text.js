// What a marked promise tells covers other words: Escape puts it away until the pointer or the
// focus comes anew.

const pledges = document.querySelectorAll(".pledge");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const pledge of pledges) {
    if (pledge.matches(":hover, :focus-within")) pledge.classList.add("pledge-quiet");
  }
});

for (const pledge of pledges) {
  for (const kind of ["mouseleave", "focusout"]) {
    pledge.addEventListener(kind, () => pledge.classList.remove("pledge-quiet"));
  }
}
