"""Forms of reporting and review."""

from reports.forms.line import LineForm
from reports.forms.report import ReportForm
from reports.forms.review import RatingsForm, ReasonForm

__all__ = ["LineForm", "RatingsForm", "ReasonForm", "ReportForm"]
