"""How far: periods, reports, their figures and evidence, and what goes on around them."""

from reports.models.evidence import Evidence
from reports.models.measurement import Measurement
from reports.models.period import Period
from reports.models.reply import Reply
from reports.models.report import Report
from reports.models.unlock import Unlock

__all__ = [
    "Evidence",
    "Measurement",
    "Period",
    "Reply",
    "Report",
    "Unlock",
]
