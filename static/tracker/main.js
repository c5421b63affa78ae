// Every page works without this script; what is here only makes it more comfortable.

// A share in per cent as the server writes it: one decimal, and what is not whole never
// reads 0 or 100.
function percent(numerator, denominator) {
  const share = (numerator / denominator) * 100;
  let shown = Math.round(share * 10) / 10;
  if (shown === 100 && share < 100) shown = 99.9;
  if (shown === 0 && share > 0) shown = 0.1;
  return `${shown.toFixed(1)}%`;
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
