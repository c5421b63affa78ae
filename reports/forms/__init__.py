"""Forms of reporting and review."""

from reports.forms.calendar import MonthForm
from reports.forms.line import LineForm
from reports.forms.parts import Choices, signature
from reports.forms.report import ReportForm
from reports.forms.review import RatingsForm, ReasonForm

__all__ = [
    "Choices",
    "LineForm",
    "MonthForm",
    "RatingsForm",
    "ReasonForm",
    "ReportForm",
    "signature",
]
