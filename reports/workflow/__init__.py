"""Every change of reporting; the only place that opens transactions, one file for each kind."""

from reports.workflow.carrying import (
    Carried,
    carried_entry,
    carry_over,
    check_nothing_between,
)
from reports.workflow.entries import TEXTS, Entry, save_entry
from reports.workflow.files import attach, detach
from reports.workflow.importing import Incoming, SourceFile, import_reports
from reports.workflow.mailing import Mailed, is_mail_on, mail
from reports.workflow.periods import (
    Days,
    Exemption,
    add_periods,
    change_days,
    delete_period,
    end_unlock,
    save_period,
    set_lock,
    unlock,
)
from reports.workflow.refusals import Conflict, NotStored, SameFile, StepRefused
from reports.workflow.reminders import (
    Urged,
    remind,
    remind_automatically,
    remind_late,
    to_remind,
)
from reports.workflow.repeating import repeat
from reports.workflow.replies import may_reply, reply
from reports.workflow.starting import check_may_start, check_takes_reports
from reports.workflow.steps import OWN_WORK, check_complete, check_seen, perform, rated_assignments
from reports.workflow.subscriptions import OVERTAKEN, renew, subscribe, unsubscribe

__all__ = [
    "OVERTAKEN",
    "OWN_WORK",
    "TEXTS",
    "Carried",
    "Conflict",
    "Days",
    "Entry",
    "Exemption",
    "Incoming",
    "Mailed",
    "NotStored",
    "SameFile",
    "SourceFile",
    "StepRefused",
    "Urged",
    "add_periods",
    "attach",
    "carried_entry",
    "carry_over",
    "change_days",
    "check_complete",
    "check_may_start",
    "check_nothing_between",
    "check_seen",
    "check_takes_reports",
    "delete_period",
    "detach",
    "end_unlock",
    "import_reports",
    "is_mail_on",
    "mail",
    "may_reply",
    "perform",
    "rated_assignments",
    "remind",
    "remind_automatically",
    "remind_late",
    "renew",
    "repeat",
    "reply",
    "save_entry",
    "save_period",
    "set_lock",
    "subscribe",
    "to_remind",
    "unlock",
    "unsubscribe",
]
