"""How far: periods, reports, their figures and evidence."""

from reports.models.evidence import Evidence
from reports.models.measurement import Measurement
from reports.models.period import Period
from reports.models.report import Report

__all__ = ["Evidence", "Measurement", "Period", "Report"]
