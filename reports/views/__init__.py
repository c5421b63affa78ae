"""Pages of reporting and review: fetch, decide, render; one file for each kind of work."""

from reports.views.calendar import calendar, calendar_download, calendar_subscription
from reports.views.detail import report_detail
from reports.views.editing import report_edit
from reports.views.evidence import evidence_delete, evidence_download, report_attach
from reports.views.importing import report_import
from reports.views.lists import report_list
from reports.views.many import report_many
from reports.views.periods import (
    period_edit,
    period_list,
    period_lock,
    period_unlock,
    unlock_end,
)
from reports.views.queue import queue, queue_approve
from reports.views.reminders import reminder_list, reminder_send, reminder_send_all
from reports.views.replies import report_reply
from reports.views.requests import (
    request_detail,
    request_file,
    request_list,
    request_new,
    request_step,
)
from reports.views.steps import report_step
from reports.views.workbook import report_workbook

__all__ = [
    "calendar",
    "calendar_download",
    "calendar_subscription",
    "evidence_delete",
    "evidence_download",
    "period_edit",
    "period_list",
    "period_lock",
    "period_unlock",
    "queue",
    "queue_approve",
    "reminder_list",
    "reminder_send",
    "reminder_send_all",
    "report_attach",
    "report_detail",
    "report_edit",
    "report_import",
    "report_list",
    "report_many",
    "report_reply",
    "report_step",
    "report_workbook",
    "request_detail",
    "request_file",
    "request_list",
    "request_new",
    "request_step",
    "unlock_end",
]
