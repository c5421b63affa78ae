"""Pages of reporting and review: fetch, decide, render; one file for each kind of work."""

from reports.views.detail import report_detail, report_step
from reports.views.editing import report_edit
from reports.views.evidence import evidence_delete, evidence_download
from reports.views.lists import queue, report_list, worklist

__all__ = [
    "evidence_delete",
    "evidence_download",
    "queue",
    "report_detail",
    "report_edit",
    "report_list",
    "report_step",
    "worklist",
]
