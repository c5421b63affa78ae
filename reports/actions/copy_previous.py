"""本月无变化: copy the previous report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from departments.exceptions import ActionNotAllowed
from departments.models import Officer
from projects.models import Assignment
from projects.rules.cycles import cycle
from projects.rules.values import RECURRING, Rhythm
from reports.actions.save_report import FIGURE, ReportInput, check_may_start, save_report
from reports.comparison import lies_between
from reports.models import Measurement, Report
from reports.workflow import transition


@dataclass(frozen=True, slots=True)
class Carried:
    """A report copied from ``previous``; counts that start again are left empty."""

    report: Report
    previous: Report
    left_out: Sequence[Assignment]


def copy_report(
    report: Report,
    previous: Report | None,
    assignments: Sequence[Assignment],
    user: Officer,
    client_ip: str | None,
) -> Carried:
    """Write the figures and texts of ``previous`` into ``report``, a draft or an unsaved one.

    ``assignments`` are those ``report`` has lines for. Ratings, which are the reviewer's, are not
    copied, nor are counts of a year, school year or semester that is over. Raises ActionNotAllowed
    without a previous report, or if one of a later month is unfinished; EditConflict as
    :func:`save_report` does.
    """
    if previous is None:
        raise ActionNotAllowed("没有上期的报告可以沿用，请打开填报。")
    unfinished = Report.objects.unfinished(report.department, timezone.localdate())
    own = unfinished.filter(project=report.project).select_related("period")
    check_nothing_between(report, previous, own)
    entry, left_out = carried_entry(report, previous, assignments)
    save_report(report, entry, user, client_ip)
    return Carried(report, previous, left_out)


def carried_entry(
    report: Report, previous: Report, assignments: Sequence[Assignment]
) -> tuple[ReportInput, Sequence[Assignment]]:
    """The copy of ``previous`` for ``report``, and the assignments whose counts start again."""
    figures, lines, left_out = previous.figures, [], []
    for assignment in assignments:
        figure = figures.get(assignment.pk)
        if figure is None or not figure.as_record() or assignment.target.is_rating:
            continue
        if _starts_again(assignment, report, previous):
            left_out.append(assignment)
            continue
        lines.append(_copied(figure, assignment))
    return ReportInput(previous.texts, lines, report.version), left_out


def check_nothing_between(report: Report, previous: Report, unfinished: Iterable[Report]) -> None:
    """Raise ActionNotAllowed if one of a project's ``unfinished`` reports comes first."""
    for item in unfinished:
        if lies_between(item.period.end, previous.period.end, report.period.end):
            raise ActionNotAllowed(
                f"{item.period.label}的报告还在填写或修改中，请先完成它，再沿用到本期。"
            )


def _starts_again(assignment: Assignment, report: Report, previous: Report) -> bool:
    rhythm = Rhythm(assignment.target.rhythm)
    if rhythm not in RECURRING:
        return False
    return cycle(rhythm, previous.period.end) != cycle(rhythm, report.period.end)


def _copied(figure: Measurement, assignment: Assignment) -> Measurement:
    copy = Measurement(assignment=assignment)
    for field in FIGURE:
        setattr(copy, field, getattr(figure, field))
    copy.reason = ""
    if assignment.denominator is not None and copy.numerator is not None:
        copy.denominator = assignment.denominator
    return copy


def repeat(
    report: Report,
    previous: Report | None,
    assignments: Sequence[Assignment],
    user: Officer,
    *,
    submit: bool,
    client_ip: str | None,
) -> Carried:
    """Copy the previous report into ``report`` and submit it, both or neither.

    It stays a draft where counts start again, since nobody has filled them in yet, and unless
    ``submit``. Raises ActionNotAllowed or EditConflict; then nothing has changed.
    """
    check_may_start(report, user)
    with transaction.atomic():
        carried = copy_report(report, previous, assignments, user, client_ip)
        if submit and not carried.left_out:
            transition(report, "submit", user, client_ip=client_ip)
    return carried
