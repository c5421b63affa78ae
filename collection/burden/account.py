"""负担账: what a department's reports of a period cost it, from what the site records anyway."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from collection.models import Reminder
from departments.models import AuditEntry, Department
from departments.permissions import Capability, roles_with
from reports.actions.save_report import FIGURES, IMPORTED, STARTED
from reports.carried import carried_by_report
from reports.models import Measurement, Period, Report

PAUSE = timedelta(minutes=15)
"""Whoever saves nothing for longer is taken to do something else."""
WORK = (STARTED, FIGURES, "提交")
"""The steps of those who report, in the audit log."""
Key = tuple[int, int]
"""The pks of a period and a department."""


@dataclass(frozen=True, slots=True)
class Burden:
    """One department's account of one period; numbers of figures, not of targets.

    A ratio is two figures to fill in, its percentage one that the site derives.
    """

    period: Period
    department: Department
    reports: int
    typed: int
    imported: int
    carried: int
    derived: int
    reminders: int
    minutes: int

    @property
    def filled(self) -> int:
        """All that stands in the reports, however it got there."""
        return self.typed + self.imported + self.carried


def burdens(periods: Sequence[Period], department: Department | None = None) -> list[Burden]:
    """The account of each department (or only of ``department``) for ``periods``, in their order.

    Those that have neither reports nor reminders have none. 6 queries.
    """
    whose: dict[str, object] = {"period__in": periods}
    if department is not None:
        whose["department"] = department
    reports = Report.objects.filter(**whose).select_related("period", "department", "project")
    reminders = list(Reminder.objects.filter(**whose).select_related("period", "department"))
    revisions = list(reports.order_by("revision"))
    newest = list({(item.project_id, *_key(item)): item for item in revisions}.values())
    steps = _steps(revisions)
    number = Counter(map(_key, newest))
    figures = _figures(newest, _imported(steps))
    reminded = Counter(map(_key, reminders))
    minutes = _minutes(steps)
    sources: list[Report | Reminder] = [*revisions, *reminders]
    owners = {_key(item): (item.period, item.department) for item in sources}
    places = {period.pk: place for place, period in enumerate(periods)}
    rows = [
        Burden(
            period,
            owner,
            reports=number[key],
            **figures[key],
            reminders=reminded[key],
            minutes=minutes.get(key, 0),
        )
        for key, (period, owner) in owners.items()
    ]
    return sorted(rows, key=lambda row: (places[row.period.pk], row.department.order))


def _key(item: Report | Reminder) -> Key:
    return item.period_id, item.department_id


@dataclass(frozen=True, slots=True)
class _Step:
    """A row of the audit log about one of the reports."""

    key: Key
    action: str
    subject: str
    at: datetime
    origin: str


def _steps(revisions: Iterable[Report]) -> list[_Step]:
    """What the departments did, in order; without the bureau's ratings."""
    keys = {report.audit_key: _key(report) for report in revisions}
    rows = AuditEntry.objects.filter(action__in=WORK, subject_key__in=keys)
    own = rows.exclude(officer__role__in=roles_with(Capability.REVIEW)).order_by("at", "pk")
    fields = ("subject_key", "action", "subject", "at", "reason")
    return [_Step(keys[key], *rest) for key, *rest in own.values_list(*fields)]


def _imported(steps: Iterable[_Step]) -> frozenset[str]:
    """The figures, as the audit log names them, that came from a filled form at last."""
    origins = {step.subject: step.origin for step in steps if step.action == FIGURES}
    return frozenset(subject for subject, origin in origins.items() if origin == IMPORTED)


def _figures(reports: Sequence[Report], imported: frozenset[str]) -> Mapping[Key, dict[str, int]]:
    """The numbers of figures by how they got into the reports."""
    found: dict[Key, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("typed", "imported", "carried", "derived"), 0)
    )
    by_pk = {report.pk: report for report in reports}
    carried = carried_by_report(reports)
    lines = Measurement.objects.filter(report__in=by_pk).select_related(
        "assignment__target__project"
    )
    for line in lines:
        report = by_pk[line.report_id]
        own = found[_key(report)]
        is_ratio = line.numerator is not None
        amounts = 1 + is_ratio if is_ratio or line.value is not None else line.is_done is not None
        own["derived"] += is_ratio
        if report.pk in carried and line.assignment_id in carried[report.pk].figures:
            own["carried"] += amounts
        elif f"{report} 目标{line.assignment.target.code}" in imported:
            own["imported"] += amounts
        else:
            own["typed"] += amounts
    return found


def _minutes(steps: Iterable[_Step]) -> Mapping[Key, int]:
    """How long the departments worked at the reports: the sum of pauses up to ``PAUSE``.

    Two who work at the same time count once.
    """
    last: dict[Key, datetime] = {}
    spent: dict[Key, timedelta] = defaultdict(timedelta)
    for step in steps:
        pause = step.at - last.get(step.key, step.at)
        spent[step.key] += pause if pause <= PAUSE else timedelta()
        last[step.key] = step.at
    return {key: round(time / timedelta(minutes=1)) for key, time in spent.items()}
