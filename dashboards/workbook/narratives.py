"""What reports say of a project, as far as an officer may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dashboards.standings import Board
from departments.models import Officer
from reports.models import Period, Report
from reports.models.period import DUE_PERIODS_FOR_FRESHNESS


@dataclass(frozen=True, slots=True)
class Narrative:
    """A project's three texts, a line for each department that wrote something."""

    progress: str = ""
    problems: str = ""
    next_steps: str = ""


NOTHING: Final = Narrative()


def narratives(board: Board, officer: Officer | None) -> Mapping[int, Narrative]:
    """The newest approved reports' texts as of the board's day, by the project's key.

    Of each project and department the newest report of the last two monthly periods that fell
    due, among those the officer may open; without an officer among all. Two queries, and one
    more where the officer's department is not at hand.
    """
    visible = Report.objects.all() if officer is None else Report.objects.visible_to(officer)
    due = list(Period.objects.monthly().fallen_due(board.on)[:DUE_PERIODS_FOR_FRESHNESS])
    newest: dict[int, dict[int, Report]] = {}
    for report in (
        visible.approved_by(board.on)
        .filter(project__plan=board.plan, period__in=due)
        .select_related("department", "period")
        .order_by("project__number", "department__order", "-period__end", "-revision")
    ):
        newest.setdefault(report.project_id, {}).setdefault(report.department_id, report)
    return {project: _joined(list(reports.values()), due[0]) for project, reports in newest.items()}


def _joined(reports: list[Report], newest: Period) -> Narrative:
    return Narrative(
        "\n".join(
            _headed(report, report.progress, newest) for report in reports if report.progress
        ),
        "\n".join(
            _headed(report, report.problems, newest) for report in reports if report.problems
        ),
        "\n".join(
            _headed(report, report.next_steps, newest) for report in reports if report.next_steps
        ),
    )


def _headed(report: Report, text: str, newest: Period) -> str:
    """The text after its department, and after its period where that is not the newest."""
    older = "" if report.period == newest else f"（{report.period.label}）"
    return f"【{report.department.name}】{older}{text.strip()}"
