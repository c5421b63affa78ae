"""Problems: what a department's reports name under 存在问题, and whether the bureau replied.

A problem is answered (已答复) once a reviewer has replied on the page of its report, and
unanswered (未答复) until then. One that the next report no longer names is shown separately, as
本期没有再提出, since nothing else is known of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from departments.models import Department, Officer
from projects.models import Project
from reports.comparison import HANDED_IN
from reports.models import Period, Reply, Report
from reports.models.report import ReplyQuerySet, ReportQuerySet
from reports.reported_problem import Answer, ReportedProblem
from reports.rules.unchanged import is_problems_sentence, open_problems, open_since

NONE_WORDS: Final = frozenset(
    f"{no}{of}" for no in ("无", "暂无", "没有", "暂时没有") for of in ("", "问题", "存在问题")
)
"""What departments write where there is no problem."""
MARKS: Final = " \t\r\n\u3000。．.、，,；;：:！!—-–/()（）"


def names_problem(text: str) -> bool:
    """Whether a text of 存在问题 names any: 无 and 暂无。 name none."""
    bare = text.strip(MARKS)
    return bool(bare) and bare not in NONE_WORDS


@dataclass(frozen=True, slots=True)
class PeriodProblems:
    """The problems of one period's reports, ``read`` of which the user may open.

    ``gone``: the projects that named one the period before, ``before``, and name none now.
    """

    period: Period
    read: int
    problems: Sequence[ReportedProblem]
    before: Period | None
    gone: Sequence[Project]

    @property
    def answered(self) -> int:
        return sum(bool(problem.replies) for problem in self.problems)

    @property
    def unanswered(self) -> int:
        return len(self.problems) - self.answered


Texts = Mapping[int, Mapping[int, tuple[int, str]]]
"""By the keys of period and project, the newest readable revision's key and text."""
Originals = Mapping[tuple[int, str], str]
"""Texts by the project's key and the period's code."""
Replies = Mapping[tuple[int, int], Sequence[Reply]]
"""By the keys of period and project."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a department's reports tell of problems, and what was replied."""

    texts: Texts
    originals: Originals
    replies: Replies


def problems_of(
    department: Department,
    user: Officer,
    on: date,
    periods: Sequence[Period],
    projects: Iterable[Project],
) -> tuple[list[PeriodProblems], frozenset[int]]:
    """A department's problems in the newest month and quarter with reports the user may read.

    Also the keys of all ``periods`` with such reports. Two queries, whatever the number of periods,
    and one more where a problem is stated to be open since an earlier report.
    """
    own = Report.objects.visible_to(user).filter(department=department)
    # For a past day only reports approved by its end.
    is_past = on < timezone.localdate()
    readable = own.approved_by(on) if is_past else own.filter(state__in=HANDED_IN)
    texts_of = _texts(readable, periods)
    texts = texts_of.get(department.pk, {})
    newest = _newest(periods, texts)
    shown = [kinds[0] for kinds in newest]
    originals = _originals(readable, texts_of, shown).get(department.pk, {})
    visible = Reply.objects.visible_to(user).filter(report__department=department)
    own_replies = _replies(visible.given_by(on), shown).get(department.pk, {})
    told = Told(texts, originals, own_replies)
    problems = [_problems_in(kinds, department, told, projects) for kinds in newest]
    return problems, frozenset(texts)


def named_by_all(
    on: date,
    periods: Sequence[Period],
    projects: Sequence[Project],
    departments: Mapping[int, Department],
) -> list[ReportedProblem]:
    """The problems in reports approved by a day, in the order of departments' keys.

    Each department's newest reported period of each kind counts; ``departments`` are by key.
    Two queries, and one more where a problem is stated to be open since an earlier report.
    """
    approved = Report.objects.approved_by(on).filter(project__in=projects)
    texts_of = _texts(approved, periods)
    newest = {key: _newest(periods, texts) for key, texts in texts_of.items()}
    shown = {kinds[0] for own in newest.values() for kinds in own}
    originals = _originals(approved, texts_of, shown)
    replies = _replies(Reply.objects.given_by(on), shown)
    return [
        problem
        for key, texts in texts_of.items()
        for kinds in newest[key]
        for problem in _problems_in(
            kinds,
            departments[key],
            Told(texts, originals.get(key, {}), replies.get(key, {})),
            projects,
        ).problems
    ]


def _texts(reports: ReportQuerySet, periods: Iterable[Period]) -> dict[int, Texts]:
    """The newest revision's text of each report, by the department's key."""
    texts: dict[int, dict[int, dict[int, tuple[int, str]]]] = defaultdict(lambda: defaultdict(dict))
    rows = reports.filter(period__in=periods).order_by("revision")
    names = ("department", "period", "project", "pk", "problems")
    for department, period, project, key, text in rows.values_list(*names):
        texts[department][period][project] = key, text
    return {department: dict(own) for department, own in texts.items()}


def _originals(
    reports: ReportQuerySet, texts_of: Mapping[int, Texts], shown: Iterable[Period]
) -> Mapping[int, Originals]:
    """What problems that are stated to be open were when they were named, by department.

    ``reports`` are those that may be read, so that nobody learns more by way of a later report.
    """
    periods = list(shown)
    stated = {
        since.code
        for texts in texts_of.values()
        for period in periods
        for _, text in texts.get(period.pk, {}).values()
        if (since := open_since(text))
    }
    if not stated:
        return {}
    found: dict[int, dict[tuple[int, str], str]] = defaultdict(dict)
    rows = reports.filter(period__code__in=stated).order_by("revision")
    for department, project, code, text in rows.values_list(
        "department", "project", "period__code", "problems"
    ):
        found[department][project, code] = text
    return found


def _in_its_words(text: str, project: int, originals: Originals) -> str:
    """A problem's text; where it only states that one is open, with the words that named it."""
    since = open_since(text)
    words = originals.get((project, since.code), "") if since else ""
    if since is None or not names_problem(words) or is_problems_sentence(words):
        return text.strip()
    return open_problems(words, since)


def _newest(periods: Iterable[Period], texts: Texts) -> list[list[Period]]:
    """The periods of each kind, newest first, starting with the newest readable one."""
    kinds: dict[str, list[Period]] = defaultdict(list)
    for period in sorted(periods, key=lambda period: period.end, reverse=True):
        if kinds[period.kind] or period.pk in texts:
            kinds[period.kind].append(period)
    return [shown for shown in kinds.values() if shown]


def _replies(queryset: ReplyQuerySet, periods: Iterable[Period]) -> Mapping[int, Replies]:
    """The replies to any revision of the periods' reports, by the department's key."""
    replies: dict[int, dict[tuple[int, int], list[Reply]]] = defaultdict(lambda: defaultdict(list))
    for reply in queryset.filter(report__period__in=periods).select_related("report", "officer"):
        report = reply.report
        replies[report.department_id][report.period_id, report.project_id].append(reply)
    return replies


def _problems_in(
    periods: Sequence[Period],
    department: Department,
    told: Told,
    projects: Iterable[Project],
) -> PeriodProblems:
    """A department's problems in the first of ``periods``, which are newest first."""
    period, before = periods[0], periods[1] if len(periods) > 1 else None
    read = told.texts[period.pk]
    named = [
        {key for key, (_, text) in told.texts.get(item.pk, {}).items() if names_problem(text)}
        for item in periods
    ]
    problems, gone = [], []
    for project in projects:
        if project.pk in named[0]:
            times = next((n for n, keys in enumerate(named) if project.pk not in keys), len(named))
            answers = told.replies.get((period.pk, project.pk), ())
            report, text = read[project.pk]
            problems.append(
                ReportedProblem(
                    report=report,
                    project=project.number,
                    department=department.code,
                    department_name=department.name,
                    period=period.label,
                    text=_in_its_words(text, project.pk, told.originals),
                    times_text=_times_text(times, is_at_least=times == len(periods)),
                    replies=tuple(f"{reply}：{reply.text.strip()}" for reply in answers),
                    project_name=project.name,
                    answer=_answer(answers[-1]) if answers else None,
                )
            )
        elif before and project.pk in named[1] and project.pk in read:
            gone.append(project)
    problems.sort(key=lambda problem: problem.project)
    gone.sort(key=lambda project: project.number)
    return PeriodProblems(period, len(read), problems, before, gone)


def _times_text(times: int, *, is_at_least: bool) -> str:
    return "" if times == 1 else f"{'至少' if is_at_least else ''}连续 {times} 期提出"


def _answer(reply: Reply) -> Answer:
    return Answer(reply.officer.name, timezone.localdate(reply.at), reply.text)
