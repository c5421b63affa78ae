"""本月无变化: carry the previous report's figures over, and state that nothing has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from departments.exceptions import ActionNotAllowed
from departments.models import Officer
from projects.models import Assignment
from reports.actions.save_report import ReportInput, check_may_start, save_report
from reports.carried import copied, is_news, starts_again
from reports.comparison import lies_between
from reports.models import Measurement, Report
from reports.models.report import TEXTS
from reports.problems import names_problem
from reports.rules.unchanged import (
    COUNTED_ANEW,
    NEW_DENOMINATORS,
    next_steps_sentence,
    problems_sentence,
    progress_sentence,
)
from reports.workflow import transition

NOTHING: Final = ReportInput({}, [], 0)
TAKEN_BACK: Final = "整批撤销“无变化”的报告"
SENTENCES: Final = {"problems": problems_sentence, "next_steps": next_steps_sentence}


@dataclass(frozen=True, slots=True)
class Carried:
    """A report carried over from ``previous``; counts that start again are left empty."""

    report: Report
    previous: Report
    left_out: Sequence[Assignment]


def copy_report(
    report: Report,
    previous: Report | None,
    assignments: Sequence[Assignment],
    user: Officer,
    client_ip: str | None,
    typed: ReportInput | None = None,
) -> Carried:
    """Carry ``previous`` over into ``report``, a draft or an unsaved one, beside what is typed.

    ``assignments`` are those ``report`` has lines for. Without ``typed``, what the report holds
    counts as typed. Raises ActionNotAllowed without a previous report, or if one of a later month
    is unfinished; EditConflict as :func:`save_report` does.
    """
    if previous is None:
        raise ActionNotAllowed("没有上期的报告可以沿用，请打开填报。")
    unfinished = Report.objects.unfinished(report.department, timezone.localdate())
    own = unfinished.filter(project=report.project).select_related("period")
    check_nothing_between(report, previous, own)
    kept = _saved(report, assignments) if typed is None else typed
    entry, left_out = carried_entry(report, previous, assignments, kept)
    save_report(report, entry, user, client_ip)
    return Carried(report, previous, left_out)


def _saved(report: Report, assignments: Sequence[Assignment]) -> ReportInput:
    figures = report.figures
    lines = [_again(figures[item.pk], item) for item in assignments if item.pk in figures]
    filled = [line for line in lines if line.as_record()]
    return ReportInput(report.texts, filled, report.version)


def _again(figure: Measurement, assignment: Assignment) -> Measurement:
    line = figure.unsaved()
    line.assignment = assignment
    return line


def carried_entry(
    report: Report,
    previous: Report,
    assignments: Sequence[Assignment],
    typed: ReportInput = NOTHING,
) -> tuple[ReportInput, Sequence[Assignment]]:
    """What ``report`` then holds, and the assignments whose counts start again and are empty.

    The figures of ``previous`` fill the lines that are not ``typed``. Ratings, which are the
    reviewer's, are not carried over, nor are counts of a year, school year or semester that is
    over, nor texts: see :func:`_texts`.
    """
    filled = {line.assignment_id for line in typed.lines}
    figures, copies, left_out = previous.figures, [], []
    exceptions: set[str] = set()
    for assignment in assignments:
        figure = figures.get(assignment.pk)
        if figure is None or not figure.as_carried():
            continue
        if starts_again(assignment.target, previous.period, report.period):
            exceptions.add(COUNTED_ANEW)
            if assignment.pk not in filled:
                left_out.append(assignment)
        elif assignment.pk not in filled:
            copies.append(copied(figure, assignment))
            if copies[-1].as_carried() != figure.as_carried():
                exceptions.add(NEW_DENOMINATORS)
    lines = [*typed.lines, *copies]
    progress = ""
    if not any(is_news(line, previous, report.period) for line in typed.lines):
        progress = progress_sentence(
            report.period.parts,
            previous.period.parts,
            has_figures=bool(lines or left_out),
            exceptions=sorted(exceptions, reverse=True),
        )
    texts = _texts(previous, typed.texts, progress)
    version = report.version if typed is NOTHING else typed.version
    return ReportInput(texts, lines, version, previous), left_out


def _texts(previous: Report, typed: Mapping[str, str], progress: str) -> Mapping[str, str]:
    """The typed texts, and statements of this period where nothing is typed.

    A problem that was open is open still, and next steps go on, since nothing has changed: both
    are said by naming the report they stand in. Beside words of the department's own, or figures
    that differ (then ``progress`` is empty), the system does not speak of either.
    """
    texts = {field: typed.get(field, "") for field in TEXTS}
    is_silent = not any(text.strip() for text in texts.values())
    if not texts["progress"].strip():
        texts["progress"] = progress
    if is_silent and progress:
        for field, sentence in SENTENCES.items():
            words = previous.texts[field]
            if names_problem(words):
                texts[field] = sentence(words, previous.period.parts)
    return texts


def check_nothing_between(report: Report, previous: Report, unfinished: Iterable[Report]) -> None:
    """Raise ActionNotAllowed if one of a project's ``unfinished`` reports comes first."""
    for item in unfinished:
        if lies_between(item.period.end, previous.period.end, report.period.end):
            raise ActionNotAllowed(
                f"{item.period.label}的报告还在填写或修改中，请先完成它，再沿用到本期。"
            )


def repeat(
    report: Report,
    previous: Report | None,
    assignments: Sequence[Assignment],
    user: Officer,
    *,
    submit: bool,
    client_ip: str | None,
) -> Carried:
    """Carry the previous report over into ``report`` and submit it, both or neither.

    It stays a draft where counts start again, since nobody has filled them in yet, and unless
    ``submit``. Raises ActionNotAllowed or EditConflict; then nothing has changed.
    """
    check_may_start(report, user)
    with transaction.atomic():
        carried = copy_report(report, previous, assignments, user, client_ip)
        if submit and not carried.left_out:
            transition(report, "submit", user, client_ip=client_ip)
    return carried


def take_back(report: Report, user: Officer, client_ip: str | None) -> None:
    """Withdraw a report that :func:`repeat` submitted, and empty it, both or neither.

    Raises ActionNotAllowed or EditConflict if somebody has dealt with it; then nothing has changed.
    """
    with transaction.atomic():
        transition(report, "withdraw", user, reason=TAKEN_BACK, client_ip=client_ip)
        empty = ReportInput(dict.fromkeys(TEXTS, ""), [], report.version)
        save_report(report, empty, user, client_ip)
