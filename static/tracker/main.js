// Every page works without this script; what is here only makes it more comfortable.

import "./has.js";
import "./narrow-menu.js";
import "./busy.js";
import "../dashboards/meeting.js";
import "../reports/review.js";
import "../home/search.js";
import "./copying.js";
import "../reports/many.js";
import "../reports/rating-grid.js";
import "../projects/plan-text.js";
import "../home/worklist.js";
import { openSlider } from "../dashboards/as-of.js";
import { discardOld, discardSaved } from "./copies.js";
import { keepForms } from "./kept-forms.js";
import { openForm } from "../reports/report-form.js";
import { watchSignOut } from "../departments/sign-out.js";

// What was refused is read first.
document.querySelector("#errors, #refusal")?.focus();
discardSaved();
discardOld();
document.querySelectorAll("form.as-of").forEach(openSlider);
// A list that changes brings the choice of the day anew, which knows the list's filters.
document.addEventListener("htmx:after:swap", () => {
  document.querySelectorAll("#as-of form").forEach(openSlider);
});
const form = document.getElementById("report");
watchSignOut(form && openForm(form));
keepForms();
