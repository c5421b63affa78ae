"""Problems: what a department's reports name under 存在问题, and whether the bureau replied.

A problem is answered (已答复) once a reviewer has replied on the page of its report, and
unanswered (未答复) until then. Of a problem that the next report no longer names nothing is
known but that: it is told apart, as 本期没有再提出.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Final

from django.utils import timezone

from departments.models import Department, Officer
from projects.models import Project
from reports.models import Period, Reply, Report
from reports.models.reply import ReplyQuerySet
from reports.models.report import ReportQuerySet
from reports.previous import HANDED_IN

NONE_WORDS: Final = frozenset(
    f"{no}{of}" for no in ("无", "暂无", "没有", "暂时没有") for of in ("", "问题", "存在问题")
)
"""What is written where there is no problem."""
MARKS: Final = " \t\r\n\u3000。．.、，,；;：:！!—-–/()（）"


def names_problem(text: str) -> bool:
    """Whether a text of 存在问题 names any: 无 and 暂无。 name none."""
    bare = text.strip(MARKS)
    return bool(bare) and bare not in NONE_WORDS


@dataclass(frozen=True, slots=True)
class Telling:
    """What the newest readable revision of a report says of problems; ``report`` is its key."""

    report: int
    text: str

    @property
    def is_problem(self) -> bool:
        """Whether it names one."""
        return names_problem(self.text)


Tellings = Mapping[int, Mapping[int, Telling]]
"""By the keys of period and project."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that a report names, and the bureau's replies, oldest first.

    ``times``: how many periods in a row, this one included, named one of the same project;
    at least so many, where ``is_from_first``: the first period looked at named one already.
    """

    project: Project
    telling: Telling
    times: int
    is_from_first: bool
    replies: Sequence[Reply]

    @property
    def reply(self) -> Reply | None:
        """The newest reply."""
        return self.replies[-1] if self.replies else None

    @property
    def times_words(self) -> str:
        """连续 3 期提出; empty for one that is new."""
        if self.times == 1:
            return ""
        return f"{'至少' if self.is_from_first else ''}连续 {self.times} 期提出"


@dataclass(frozen=True, slots=True)
class Named:
    """The problems of one period's reports, ``read`` of which are open to the reader.

    ``gone``: the projects that named one the period before, ``before``, and name none now.
    """

    period: Period
    read: int
    problems: Sequence[Problem]
    before: Period | None
    gone: Sequence[Project]

    @property
    def answered(self) -> int:
        """How many have a reply."""
        return sum(bool(problem.replies) for problem in self.problems)

    @property
    def unanswered(self) -> int:
        """How many have none."""
        return len(self.problems) - self.answered


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader may know of a department's problems.

    ``named``: of the newest readable month and quarter; ``periods``: the keys of those of which
    any report may be read.
    """

    named: Sequence[Named]
    periods: frozenset[int]


def readable(department: Department, reader: Officer, on: date) -> ReportQuerySet:
    """A department's reports that were handed in and that a reader may open.

    Of a past day only what was approved by its end.
    """
    own = Report.objects.visible_to(reader).filter(department=department)
    return own.filter(state__in=HANDED_IN) if on >= timezone.localdate() else own.approved_by(on)


def reading(
    department: Department,
    reader: Officer,
    on: date,
    periods: Sequence[Period],
    projects: Iterable[Project],
) -> Reading:
    """The problems a department named, of the newest of ``periods`` the reader may read in.

    Two queries, whatever the number of periods.
    """
    found = _tellings(readable(department, reader, on), periods).get(department.pk, {})
    newest = _newest(periods, found)
    given = Reply.objects.visible_to(reader).filter(report__department=department)
    replies = _replies(given.given_by(on), [shown[0] for shown in newest])
    named = _all_named(newest, found, projects, replies.get(department.pk, {}))
    return Reading(named, frozenset(found))


def named_by_all(
    on: date, periods: Sequence[Period], projects: Iterable[Project]
) -> dict[int, list[Named]]:
    """The problems that approved reports named by a day, by their department's key.

    Of the newest of ``periods`` of each kind for which a department has any. Two queries.
    """
    known = list(projects)
    approved = Report.objects.approved_by(on).filter(project__in=known)
    newest = {
        department: (_newest(periods, found), found)
        for department, found in _tellings(approved, periods).items()
    }
    shown = {kinds[0] for found, _ in newest.values() for kinds in found}
    replies = _replies(Reply.objects.given_by(on), shown)
    return {
        department: _all_named(periods, found, known, replies.get(department, {}))
        for department, (periods, found) in newest.items()
    }


def _tellings(reports: ReportQuerySet, periods: Iterable[Period]) -> dict[int, Tellings]:
    """By the department's key; of each report the newest revision's."""
    found: dict[int, dict[int, dict[int, Telling]]] = defaultdict(lambda: defaultdict(dict))
    rows = reports.filter(period__in=periods).order_by("revision")
    names = ("department", "period", "project", "pk", "problems")
    for department, period, project, key, text in rows.values_list(*names):
        found[department][period][project] = Telling(key, text)
    return {department: dict(tellings) for department, tellings in found.items()}


def _newest(periods: Iterable[Period], found: Tellings) -> list[list[Period]]:
    """The periods of each kind, newest first, from the first of which anything may be read."""
    kinds: dict[str, list[Period]] = defaultdict(list)
    for period in sorted(periods, key=lambda period: period.end, reverse=True):
        if kinds[period.kind] or period.pk in found:
            kinds[period.kind].append(period)
    return [shown for shown in kinds.values() if shown]


Replies = Mapping[tuple[int, int], Sequence[Reply]]
"""By the keys of period and project."""


def _replies(given: ReplyQuerySet, periods: Iterable[Period]) -> Mapping[int, Replies]:
    """The replies of periods, to whatever revision, by the department's key."""
    found: dict[int, dict[tuple[int, int], list[Reply]]] = defaultdict(lambda: defaultdict(list))
    for reply in given.filter(report__period__in=periods).select_related("report", "officer"):
        report = reply.report
        found[report.department_id][report.period_id, report.project_id].append(reply)
    return found


def _all_named(
    newest: Iterable[Sequence[Period]],
    found: Tellings,
    projects: Iterable[Project],
    replies: Replies,
) -> list[Named]:
    by_key = {project.pk: project for project in projects}
    return [_named(shown, found, by_key, replies) for shown in newest]


def _named(
    periods: Sequence[Period],
    found: Tellings,
    projects: Mapping[int, Project],
    replies: Replies,
) -> Named:
    period, before = periods[0], periods[1] if len(periods) > 1 else None
    now = found[period.pk]
    problems = [
        _problem(projects[key], telling, periods, found, replies.get((period.pk, key), ()))
        for key, telling in now.items()
        if telling.is_problem and key in projects
    ]
    earlier = found.get(before.pk, {}) if before else {}
    gone = [
        projects[key]
        for key, telling in earlier.items()
        if telling.is_problem and key in projects and key in now and not now[key].is_problem
    ]
    return Named(
        period,
        len(now),
        sorted(problems, key=lambda problem: problem.project.number),
        before,
        sorted(gone, key=lambda project: project.number),
    )


def _problem(
    project: Project,
    telling: Telling,
    periods: Sequence[Period],
    found: Tellings,
    replies: Sequence[Reply],
) -> Problem:
    earlier = [found.get(period.pk, {}).get(project.pk) for period in periods]
    times = len(list(takewhile(lambda item: item is not None and item.is_problem, earlier)))
    return Problem(project, telling, times, times == len(periods), replies)
