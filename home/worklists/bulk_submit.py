"""Several of a department's reports at once: which can be chosen, and what becomes of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby

from django.db.models import Count
from django.utils import timezone

from departments.exceptions import Conflict, StepRefused
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
    """What can be done with a report without opening it."""

    REPEAT = "repeat"
    """Not begun, or an empty draft: the report before can be said again."""
    SUBMIT = "hand_in"
    """A draft with its text and all its figures."""


Actions = Mapping[Key, BulkAction | None]
"""What can be done with each obligation, by its key."""


@dataclass(slots=True)
class BulkResult:
    """What became of the reports chosen; ``refused`` by the reason."""

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
class _Known:
    """What decides the actions of a department: by projects' keys, but figures by reports'."""

    previous: Mapping[Key, date]
    unfinished: Mapping[int, Sequence[date]]
    reported: Mapping[int, int]
    figures: Mapping[int, int]


def bulk_actions(department: Department, found: Iterable[Obligation]) -> Actions:
    """What can be done with those in the department's hands. 3 queries."""
    mine = [item for item in found if item.is_mine]
    known = _known(department, mine)
    return {item.key: _action(item, known) for item in mine}


def _known(department: Department, mine: Sequence[Obligation]) -> _Known:
    unfinished: dict[int, list[date]] = defaultdict(list)
    for item in mine:
        if item.report is not None:
            unfinished[item.project.pk].append(item.period.end)
    periods = list({item.period.pk: item.period for item in mine}.values())
    own = Assignment.objects.reported().filter(department=department)
    reported = own.exclude(target__measure=Measure.RATING)
    by_project = reported.order_by().values_list("target__project").annotate(Count("pk"))
    figures = Measurement.objects.filter(
        report__in=[item.report for item in mine if item.report], assignment__in=reported
    )
    by_report = figures.order_by().values_list("report").annotate(Count("pk"))
    return _Known(previous_ends(department, periods), unfinished, dict(by_project), dict(by_report))


def _action(item: Obligation, known: _Known) -> BulkAction | None:
    report = item.report
    if report is None or _is_empty(report, known):
        return BulkAction.REPEAT if _can_repeat(item, known) else None
    is_whole = known.figures.get(report.pk, 0) == known.reported.get(item.project.pk, 0)
    is_ready = report.state == State.DRAFT and report.progress.strip() and is_whole
    return BulkAction.SUBMIT if is_ready else None


def _is_empty(report: Report, known: _Known) -> bool:
    texts = report.texts.values()
    return report.state == State.DRAFT and not known.figures.get(report.pk) and not any(texts)


def _can_repeat(item: Obligation, known: _Known) -> bool:
    previous = known.previous.get(item.key)
    return previous is not None and not any(
        lies_between(end, previous, item.period.end)
        for end in known.unfinished.get(item.project.pk, ())
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
    """Do ``action`` with each report chosen; a repeated one stays a draft unless ``submit``.

    The earliest period comes first, so that the next one goes on from it.
    """
    result = BulkResult()
    found = worklist(department, timezone.localdate())
    actions = bulk_actions(department, found)
    chosen = _chosen([item for item in found if item.key in actions], set(choices), result)
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
            except (StepRefused, Conflict) as refusal:
                result.refuse(str(refusal), item)
            else:
                result.add(item, left_out, submit=submit)
    return result


def _check(item: Obligation, action: BulkAction, possible: BulkAction | None) -> None:
    if action is BulkAction.SUBMIT and possible is not action:
        raise StepRefused(NOT_READY)
    if action is BulkAction.REPEAT and possible is not action and item.report is not None:
        raise StepRefused(WRITTEN)


def _chosen(mine: Sequence[Obligation], seen: set[str], result: BulkResult) -> list[Obligation]:
    """Those chosen, by period; what is no longer as it was seen is refused."""
    chosen = [item for item in mine if item.choice in seen]
    unknown = seen - {item.choice for item in chosen}
    if unknown:
        names = {choice.rpartition(":")[0] for choice in unknown}
        changed = [item for item in mine if item.choice.rpartition(":")[0] in names]
        result.refuse(STALE, *changed)
    return sorted(chosen, key=lambda item: item.period.end)


def _assignments(
    department: Department, chosen: Iterable[Obligation]
) -> Mapping[int, list[Assignment]]:
    """What the department reports of the projects chosen, by their keys."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    own = Assignment.objects.reported().filter(
        department=department, target__project__in={item.project.pk for item in chosen}
    )
    for assignment in own.select_related("target__project").order_by("target__number"):
        found[assignment.target.project_id].append(assignment)
    return found


def obligations_text(found: Iterable[Obligation]) -> str:
    """Which reports they are: ``2026年10月项目1、4；2026年第3季度项目2``."""
    in_order = sorted(
        found, key=lambda item: (item.period.end, item.period.pk, item.project.number)
    )
    return "；".join(
        f"{period.label}项目{'、'.join(str(item.project.number) for item in group)}"
        for period, group in groupby(in_order, key=lambda item: item.period)
    )
