// Every page works without this script; what is here only makes it more comfortable.

import "./review.js";
import "./copying.js";
import "./worklist.js";
import "./report-form.js";
