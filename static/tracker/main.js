// Every page works without this script; what is here only makes it more comfortable.

import "./review.js";
import "./copying.js";
import "./worklist.js";

// A share in per cent as the server writes it: one decimal, or more where one would make a
// whole number of it.
function percent(numerator, denominator) {
  const share = (numerator / denominator) * 100;
  const isWhole = (numerator * 100) % denominator === 0;
  let places = 1;
  while (places < 4 && !isWhole && Number.isInteger(Number(share.toFixed(places)))) places += 1;
  return `${share.toFixed(places)}%`;
}

// What was typed as a number, full-width digits and thousands' commas included, or NaN.
function amount(text) {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "");
  return plain === "" ? Number.NaN : Number(plain);
}

function showPercent(line) {
  const numerator = amount(line.querySelector("[name$=-numerator]").value);
  const typed = line.querySelector("[name$=-denominator]");
  const denominator = typed ? amount(typed.value) : Number(line.dataset.denominator);
  const known = numerator >= 0 && denominator > 0;
  line.querySelector("output").textContent = known ? percent(numerator, denominator) : "";
}

for (const line of document.querySelectorAll("[data-ratio]")) {
  line.addEventListener("input", () => showPercent(line));
  showPercent(line);
}
