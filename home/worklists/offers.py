"""What can be done with several of a department's reports at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count

from departments.models import Department
from home.worklists.obligations import Due, Key
from projects.models import Assignment, Target
from reports.actions.save_report import TEXTS
from reports.models import Measurement, Report
from reports.previous import lies_between, previous_ends

State = Report.State


class Offer(StrEnum):
    """What a report can be chosen for without opening it."""

    REPEAT = "repeat"
    """Not begun, or an empty draft: the report before can be said again."""
    HAND_IN = "hand_in"
    """A draft with its text and all its figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """A due, with what it can be chosen for along with others."""

    due: Due
    offer: Offer | None

    @property
    def choice(self) -> str:
        """What names it in a form, and which version of it was seen: ``2026-10:3:0``."""
        version = self.due.report.version if self.due.report else 0
        return f"{self.due.period.code}:{self.due.project.number}:{version}"


@dataclass(frozen=True, slots=True)
class _Known:
    """What decides the offers of a department: by projects' keys, but figures by reports'."""

    previous: Mapping[Key, date]
    unfinished: Mapping[int, Sequence[date]]
    reported: Mapping[int, int]
    figures: Mapping[int, int]


def rows(department: Department, found: Iterable[Due]) -> list[Row]:
    """A department's dues that are mine, with what each can be chosen for. 3 queries."""
    mine = [due for due in found if due.is_mine]
    known = _known(department, mine)
    return [Row(due, _offer(due, known)) for due in mine]


def _known(department: Department, mine: Sequence[Due]) -> _Known:
    unfinished: dict[int, list[date]] = {}
    for due in mine:
        if due.report is not None:
            unfinished.setdefault(due.project.pk, []).append(due.period.end)
    periods = list({due.period.pk: due.period for due in mine}.values())
    own = Assignment.objects.reported().filter(department=department)
    reported = own.exclude(target__measure=Target.Measure.RATING)
    by_project = reported.order_by().values_list("target__project").annotate(Count("pk"))
    figures = Measurement.objects.filter(
        report__in=[due.report for due in mine if due.report], assignment__in=reported
    )
    by_report = figures.order_by().values_list("report").annotate(Count("pk"))
    return _Known(previous_ends(department, periods), unfinished, dict(by_project), dict(by_report))


def _offer(due: Due, known: _Known) -> Offer | None:
    report = due.report
    if report is None or _is_empty(report, known):
        return Offer.REPEAT if _can_repeat(due, known) else None
    is_whole = known.figures.get(report.pk, 0) == known.reported.get(due.project.pk, 0)
    is_ready = report.state == State.DRAFT and report.progress.strip() and is_whole
    return Offer.HAND_IN if is_ready else None


def _is_empty(report: Report, known: _Known) -> bool:
    texts = (getattr(report, field) for field in TEXTS)
    return report.state == State.DRAFT and not known.figures.get(report.pk) and not any(texts)


def _can_repeat(due: Due, known: _Known) -> bool:
    previous = known.previous.get(due.key)
    return previous is not None and not any(
        lies_between(end, previous, due.period.end)
        for end in known.unfinished.get(due.project.pk, ())
    )
