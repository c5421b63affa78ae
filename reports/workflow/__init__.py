"""Every change of reporting; the only place that opens transactions, one file for each kind."""

from reports.workflow.carrying import Carried, carry_over
from reports.workflow.entries import TEXTS, Entry, save_entry
from reports.workflow.files import attach, detach
from reports.workflow.refusals import Conflict, StepRefused
from reports.workflow.repeating import repeat
from reports.workflow.starting import check_may_start
from reports.workflow.steps import OWN_WORK, check_complete, check_seen, perform, rated_assignments
from reports.workflow.subscriptions import OVERTAKEN, renew, subscribe, unsubscribe

__all__ = [
    "OVERTAKEN",
    "OWN_WORK",
    "TEXTS",
    "Carried",
    "Conflict",
    "Entry",
    "StepRefused",
    "attach",
    "carry_over",
    "check_complete",
    "check_may_start",
    "check_seen",
    "detach",
    "perform",
    "rated_assignments",
    "renew",
    "repeat",
    "save_entry",
    "subscribe",
    "unsubscribe",
]
