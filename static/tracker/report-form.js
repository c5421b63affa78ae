// The report form.

import { watchLines } from "./report-lines.js";

const form = document.getElementById("report");
if (form) watchLines(form);
