"""Repeat or submit several of a department's reports at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from django.db.models import Count
from django.utils import timezone

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import Department, Officer
from home.worklists.worklist import worklist
from projects.models import Assignment
from projects.rules.values import Measure
from reports.actions.copy_previous import repeat
from reports.comparison import lies_between, previous_by_project, previous_ends
from reports.models import Measurement, Report
from reports.obligations import Key, Obligation
from reports.workflow import transition

State = Report.State
STALE = "待办已有变化，请看下面的最新情况后再选。"
WRITTEN = "已经有填写的内容，没有改动，请打开处理。"
NOT_READY = "还没有填写完整，请打开填写后提交。"


class BulkAction(StrEnum):
    """An action on a report that does not open it."""

    REPEAT = "repeat"
    """Copy the previous report; for reports not begun and empty drafts."""
    SUBMIT = "hand_in"
    """Submit a draft that has its text and all its figures."""


Actions = Mapping[Key, BulkAction | None]
"""The possible action by an obligation's key, None if there is none."""


@dataclass(slots=True)
class BulkResult:
    """The results for the chosen reports, each with the report written; ``refused`` by reason.

    ``to_fill``: drafts with the assignments whose figures were not copied.
    """

    submitted: list[Obligation] = field(default_factory=list)
    drafts: list[Obligation] = field(default_factory=list)
    to_fill: list[tuple[Obligation, Sequence[Assignment]]] = field(default_factory=list)
    refused: dict[str, list[Obligation]] = field(default_factory=dict)

    @property
    def is_any(self) -> bool:
        return bool(self.submitted or self.drafts or self.to_fill or self.refused)

    def add(self, item: Obligation, left_out: Sequence[Assignment], *, submit: bool) -> None:
        if left_out:
            self.to_fill.append((item, left_out))
        else:
            (self.submitted if submit else self.drafts).append(item)

    def refuse(self, reason: str, *refused: Obligation) -> None:
        self.refused.setdefault(reason, []).extend(refused)


@dataclass(frozen=True, slots=True)
class _Facts:
    """The data that decide on the actions.

    ``previous``: end of the period to copy from, by obligation key. ``unfinished``: ends of the
    periods of unfinished reports, by project pk. ``reported``: number of assignments, by project
    pk. ``figures``: number of measurements, by report pk.
    """

    previous: Mapping[Key, date]
    unfinished: Mapping[int, Sequence[date]]
    reported: Mapping[int, int]
    figures: Mapping[int, int]


def bulk_actions(department: Department, obligations: Iterable[Obligation]) -> Actions:
    """The actions on the obligations that await the reporter. 3 queries."""
    own = [item for item in obligations if item.is_mine]
    facts = _facts(department, own)
    return {item.key: _action(item, facts) for item in own}


def _facts(department: Department, obligations: Sequence[Obligation]) -> _Facts:
    unfinished: dict[int, list[date]] = defaultdict(list)
    for item in obligations:
        if item.report is not None:
            unfinished[item.project.pk].append(item.period.end)
    periods = list({item.period.pk: item.period for item in obligations}.values())
    assignments = Assignment.objects.reported().filter(department=department)
    reported = assignments.exclude(target__measure=Measure.RATING)
    by_project = reported.order_by().values_list("target__project").annotate(Count("pk"))
    figures = Measurement.objects.filter(
        report__in=[item.report for item in obligations if item.report], assignment__in=reported
    )
    by_report = figures.order_by().values_list("report").annotate(Count("pk"))
    return _Facts(previous_ends(department, periods), unfinished, dict(by_project), dict(by_report))


def _action(item: Obligation, facts: _Facts) -> BulkAction | None:
    report = item.report
    if report is None or _is_empty(report, facts):
        return BulkAction.REPEAT if _can_repeat(item, facts) else None
    is_whole = facts.figures.get(report.pk, 0) == facts.reported.get(item.project.pk, 0)
    is_ready = report.state == State.DRAFT and report.progress.strip() and is_whole
    return BulkAction.SUBMIT if is_ready else None


def _is_empty(report: Report, facts: _Facts) -> bool:
    texts = report.texts.values()
    return report.state == State.DRAFT and not facts.figures.get(report.pk) and not any(texts)


def _can_repeat(item: Obligation, facts: _Facts) -> bool:
    previous = facts.previous.get(item.key)
    return previous is not None and not any(
        lies_between(end, previous, item.period.end)
        for end in facts.unfinished.get(item.project.pk, ())
    )


def bulk_submit(
    user: Officer,
    department: Department,
    choices: Iterable[str],
    action: BulkAction,
    *,
    submit: bool = True,
    client_ip: str | None,
) -> BulkResult:
    """Apply ``action`` to each chosen report; repeated ones stay drafts unless ``submit``.

    Earlier periods come first, so that later ones repeat them.
    """
    result = BulkResult()
    obligations = worklist(department, timezone.localdate())
    actions = bulk_actions(department, obligations)
    chosen = _chosen([item for item in obligations if item.key in actions], set(choices), result)
    assignments = _assignments(department, chosen)
    for period, group in groupby(chosen, key=lambda item: item.period):
        repeats = action is BulkAction.REPEAT
        previous = previous_by_project(department, period) if repeats else {}
        for item in group:
            report = item.report or Report(project=item.project, period=period)
            report.department = department
            left_out: Sequence[Assignment] = ()
            try:
                _check(item, action, actions[item.key])
                if action is BulkAction.SUBMIT:
                    transition(report, "submit", user, client_ip=client_ip)
                else:
                    before, own = previous.get(item.project.pk), assignments[item.project.pk]
                    left_out = repeat(
                        report, before, own, user, submit=submit, client_ip=client_ip
                    ).left_out
            except (ActionNotAllowed, EditConflict) as refusal:
                result.refuse(str(refusal), item)
            else:
                result.add(replace(item, report=report), left_out, submit=submit)
    return result


def _check(item: Obligation, action: BulkAction, possible: BulkAction | None) -> None:
    if action is BulkAction.SUBMIT and possible is not action:
        raise ActionNotAllowed(NOT_READY)
    if action is BulkAction.REPEAT and possible is not action and item.report is not None:
        raise ActionNotAllowed(WRITTEN)


def _chosen(own: Sequence[Obligation], choices: set[str], result: BulkResult) -> list[Obligation]:
    """The chosen obligations, by period; those changed since the page was shown are refused."""
    chosen = [item for item in own if item.choice in choices]
    stale = choices - {item.choice for item in chosen}
    if stale:
        names = {choice.rpartition(":")[0] for choice in stale}
        changed = [item for item in own if item.choice.rpartition(":")[0] in names]
        result.refuse(STALE, *changed)
    return sorted(chosen, key=lambda item: item.period.end)


def _assignments(
    department: Department, chosen: Iterable[Obligation]
) -> Mapping[int, list[Assignment]]:
    """The department's assignments of the chosen projects, by project pk."""
    by_project: dict[int, list[Assignment]] = defaultdict(list)
    own = Assignment.objects.reported().filter(
        department=department, target__project__in={item.project.pk for item in chosen}
    )
    for assignment in own.select_related("target__project").order_by("target__number"):
        by_project[assignment.target.project_id].append(assignment)
    return by_project


def obligations_text(obligations: Iterable[Obligation]) -> str:
    """The obligations' periods and projects: ``2026年10月项目1、4；2026年第3季度项目2``."""
    in_order = sorted(
        obligations, key=lambda item: (item.period.end, item.period.pk, item.project.number)
    )
    return "；".join(
        f"{period.label}项目{'、'.join(str(item.project.number) for item in group)}"
        for period, group in groupby(in_order, key=lambda item: item.period)
    )
