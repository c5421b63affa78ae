"""Periods and their unlocks, reports, their figures, evidence and replies."""

from reports.models.holiday import Holiday
from reports.models.measurement import Measurement
from reports.models.period import Period, Unlock
from reports.models.report import Evidence, Reply, Report

__all__ = [
    "Evidence",
    "Holiday",
    "Measurement",
    "Period",
    "Reply",
    "Report",
    "Unlock",
]
