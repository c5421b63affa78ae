"""Forms of reporting and review."""

from reports.forms.calendar import MonthForm
from reports.forms.line import LineForm
from reports.forms.report import ReportForm
from reports.forms.review import RatingsForm, ReasonForm

__all__ = ["LineForm", "MonthForm", "RatingsForm", "ReasonForm", "ReportForm"]
