"""Combine states, figures and texts into reports, in order of periods."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from demo.cases import cases_by_department
from demo.courses import Key, draw
from demo.figures import figures
from demo.headway import Case
from demo.narratives import Narrative, lead_narrative, support_narrative
from demo.oddities import make_odd
from demo.phrases import RETURN_REASONS
from demo.states import ReportDates, fate
from departments.models import Officer
from projects.models import Plan, Responsibility
from reports.models import Measurement, Period, Report

# A report's version number by state.
VERSIONS = {
    Report.State.DRAFT: 1,
    Report.State.SUBMITTED: 2,
    Report.State.ENDORSED: 3,
    Report.State.RETURNED: 3,
    Report.State.APPROVED: 4,
}


@dataclass(frozen=True, slots=True)
class Filing:
    """An unsaved report with its unsaved figures and its dates."""

    report: Report
    fate: ReportDates
    lines: Sequence[Measurement]


def leads(
    plan: Plan, periods: Sequence[Period], authors: Mapping[int, Officer]
) -> Iterator[Filing]:
    """The monthly reports of lead departments; ``authors`` are by department pk."""
    cases = cases_by_department(plan)
    months = [period for period in periods if period.role == Responsibility.Involvement.LEAD]
    known = {
        (department, period.pk): _figures(own, period)
        for department, own in cases.items()
        for period in months
    }
    for item in _responsibilities(plan, Responsibility.Involvement.LEAD):
        own = [case for case in cases[item.department_id] if case.key[0] == item.project.number]
        previous: Mapping[Key, Measurement] = {}
        for period in months:
            dates = fate(item.project.number, item.department.code, period)
            if dates is None:
                continue
            current = known[item.department_id, period.pk]
            texts = lead_narrative(item, period, own, current, previous)
            lines = _lines(own, current, dates)
            yield _filing(item, period, authors[item.department_id], dates, texts, lines)
            previous = current


def _figures(cases: Sequence[Case], period: Period) -> dict[Key, Measurement]:
    """One department's figures for a period, the unusual ones included."""
    by_key = figures(cases, period.end)
    make_odd(by_key, cases[0].department, period)
    return by_key


def supports(
    plan: Plan, periods: Sequence[Period], authors: Mapping[int, Officer]
) -> Iterator[Filing]:
    """The quarterly reports of supporting departments, in words only."""
    quarters = [period for period in periods if period.role == Responsibility.Involvement.SUPPORT]
    for item in _responsibilities(plan, Responsibility.Involvement.SUPPORT):
        for period in quarters:
            dates = fate(item.project.number, item.department.code, period)
            if dates is not None:
                texts = support_narrative(item, period)
                yield _filing(item, period, authors[item.department_id], dates, texts, [])


def _responsibilities(plan: Plan, role: str) -> list[Responsibility]:
    return list(
        Responsibility.objects.filter(project__plan=plan, role=role)
        .select_related("project", "department__county")
        .order_by("project__number", "order")
    )


def _lines(
    cases: Sequence[Case], current: Mapping[Key, Measurement], dates: ReportDates
) -> list[Measurement]:
    """The figures entered so far: ratings follow with the approval, a draft lacks the last."""
    lines = [current[case.key] for case in cases if case.key in current]
    if dates.state == Report.State.APPROVED:
        return lines
    lines = [line for line in lines if not line.rating]
    return lines[:-1] if dates.state == Report.State.DRAFT else lines


def _filing(
    item: Responsibility,
    period: Period,
    author: Officer,
    dates: ReportDates,
    texts: Narrative,
    lines: Sequence[Measurement],
) -> Filing:
    is_draft = dates.state == Report.State.DRAFT
    report = Report(
        project=item.project,
        department=item.department,
        period=period,
        state=dates.state,
        progress=texts.progress,
        problems="" if is_draft else texts.problems,
        next_steps="" if is_draft else texts.next_steps,
        return_reason=_return_reason(item, dates),
        version=VERSIONS[dates.state],
        author=author,
        submitted_at=dates.submitted_at,
        endorsed_at=dates.endorsed_at,
        approved_at=dates.approved_at,
    )
    return Filing(report, dates, lines)


def _return_reason(item: Responsibility, dates: ReportDates) -> str:
    if dates.state != Report.State.RETURNED:
        return ""
    drawn = draw("reason", item.project.number, item.department.code, sides=len(RETURN_REASONS))
    return RETURN_REASONS[drawn]
