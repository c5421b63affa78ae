// The month slider of the day shown: it moves through the month ends and asks for the one let go of.

export function openSlider(form) {
  const slider = form.querySelector("[data-days]");
  if (!slider) return;
  const days = slider.dataset.days.split(" ");
  const told = form.querySelector("output");
  const words = (day) => day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日");
  const tell = () => {
    const day = days[slider.value];
    told.value = words(day);
    slider.setAttribute("aria-valuetext", words(day));
  };
  slider.closest("[hidden]").hidden = false;
  tell();
  slider.addEventListener("input", tell);
  slider.addEventListener("change", () => {
    form.elements.as_of.value = days[slider.value];
    form.requestSubmit();
  });
}
