"""Forms of reporting, review, periods and the calendar."""

from reports.forms.calendar import MonthForm
from reports.forms.line import LineForm
from reports.forms.parts import Choices, signature
from reports.forms.periods import PeriodForm, UnlockForm, UrgeForm
from reports.forms.report import ReportForm
from reports.forms.review import RatingsForm, ReasonForm, ReplyForm
from reports.forms.workbook import FilledForm

__all__ = [
    "Choices",
    "FilledForm",
    "LineForm",
    "MonthForm",
    "PeriodForm",
    "RatingsForm",
    "ReasonForm",
    "ReplyForm",
    "ReportForm",
    "UnlockForm",
    "UrgeForm",
    "signature",
]
