"""流转记录: the steps of all revisions of a report in order, as the audit log keeps them.

Whoever may open a report reads its steps, with departments and days. Names of officers and
reasons are for those who follow it on its way, as ``ReportQuerySet.followed_by`` says.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from departments.models import AuditEntry, Officer
from departments.models.delegation import ACTING
from reports.actions.save_report import STARTED
from reports.models import Report
from reports.workflow import TRANSITIONS

State = Report.State

HEADINGS = {
    "submit": "提交",
    "withdraw": "撤回",
    "recall": "单位审核人收回",
    "endorse": "单位审核通过",
    "approve": "市局审核通过",
    "reopen": "重新打开，予以更正",
}
RETURNED_BY = {State.SUBMITTED: "单位审核退回", State.ENDORSED: "市局审核退回"}
LOGGED = {
    (step.label, step.source.label): HEADINGS.get(step.name) or RETURNED_BY[step.source]
    for step in TRANSITIONS
}
"""Headings by what an audit row of a step holds: its action and the state before it."""

HOLDERS = {
    State.DRAFT.label: "在填报员处",
    State.RETURNED.label: "在填报员处",
    State.SUBMITTED.label: "在单位审核人处",
    State.ENDORSED.label: "在市局",
}
"""With whom a report is, by its state; an approved one is with nobody."""

ACTIONS = {STARTED, *(step.label for step in TRANSITIONS)}


@dataclass(frozen=True, slots=True)
class LoggedStep:
    """One line of the log; names, the department acted for and reasons are empty if not shown."""

    heading: str
    revision: int
    at: datetime
    officer: str
    department: str
    on_behalf_of: str
    reason: str
    stay: str


@dataclass(frozen=True, slots=True)
class WorkflowLog:
    """The steps, oldest first, and a sentence on where the report is now."""

    steps: Sequence[LoggedStep]
    now_text: str
    days_text: str
    """How long it lay with the reporter, the own approver and the bureau, each in all."""

    @property
    def has_reasons(self) -> bool:
        return any(step.reason for step in self.steps)


def workflow_log(report: Report, revisions: Sequence[Report], user: Officer) -> WorkflowLog:
    """The log of the report of which ``revisions``, newest first, are all that ``user`` may open.

    Steps into a revision that the officer may not open are left out.
    """
    is_followed = Report.objects.followed_by(user).filter(pk=report.pk).exists()
    entries = [
        entry
        for entry in AuditEntry.objects.filter(
            subject_key__in=[revision.audit_key for revision in revisions], action__in=ACTIONS
        )
        .select_related("officer")
        .order_by("at", "pk")
        if entry.after["版次"] <= revisions[0].revision
    ]
    steps = []
    for before, entry in zip([None, *entries], entries, strict=False):
        steps.append(_step(entry, _stay(before, entry), is_followed=is_followed))
    since = timezone.localdate(entries[-1].at) if entries else None
    now_text = _now_text(report, State(revisions[0].state), since)
    return WorkflowLog(steps, now_text, _days_text(entries))


def _step(entry: AuditEntry, stay: str, *, is_followed: bool) -> LoggedStep:
    return LoggedStep(
        heading=LOGGED.get((entry.action, entry.before.get("状态", "")), entry.action),
        revision=entry.after["版次"],
        at=entry.at,
        officer=entry.officer.name if is_followed and entry.officer else "",
        department=entry.after.get("部门", ""),
        on_behalf_of=next((entry.after[key] for key in ACTING.values() if key in entry.after), ""),
        reason=entry.reason if is_followed else "",
        stay=stay,
    )


def _stay(before: AuditEntry | None, entry: AuditEntry) -> str:
    """How long the report lay in somebody's hands before a step; empty if it was in nobody's."""
    if before is None or before.after["状态"] == State.APPROVED.label:
        return ""
    days = (timezone.localdate(entry.at) - timezone.localdate(before.at)).days
    return f"{days} 天" if days else "当天"


def _days_text(entries: Sequence[AuditEntry]) -> str:
    """``在填报员处 3 天，在单位审核人处 24 天，在市局 2 天``, the present stay included."""
    days: Counter[str] = Counter()
    moments = [*(entry.at for entry in entries), timezone.now()]
    for entry, until in zip(entries, moments[1:], strict=True):
        holder = HOLDERS.get(entry.after["状态"])
        if holder:
            stay = timezone.localdate(until) - timezone.localdate(entry.at)
            days[holder] += stay.days
    return "，".join(f"{holder} {number} 天" for holder, number in days.items())


def _now_text(report: Report, state: Report.State, since: date | None) -> str:
    """Where the report is: ``现由普宁市人民政府审核人处理，已等待 3 天。``."""
    if state == State.APPROVED:
        return "已由市教育局审核通过。"
    hands = {
        State.DRAFT: f"{report.department.name}填报员",
        State.RETURNED: f"{report.department.name}填报员",
        State.SUBMITTED: f"{report.department.name}审核人",
        State.ENDORSED: "市教育局",
    }
    days = (timezone.localdate() - since).days if since else None
    waited = {None: "", 0: "，今天转到"}.get(days, f"，已等待 {days} 天")
    return f"现由{hands[state]}处理{waited}。"
