"""Reports and figures of two years, for questions about past days."""

from datetime import timedelta
from typing import Any

from departments.models import Officer
from projects.models import Assignment, Project, Responsibility, Target
from reports.models import Measurement, Period, Report
from tests.factories import make_measurements, make_officer, moment
from tests.plan import load_projects


def load_history() -> None:
    """Three of the plan's projects, and every lead's figures once a quarter for two years."""
    load_projects(6)
    Project.objects.filter(number__in=[1, 4, 5]).delete()
    author = make_officer(Officer.Role.REVIEWER)
    periods = [
        Period.usual(f"{year}-{month:02}") for year in (2025, 2026) for month in (3, 6, 9, 12)
    ][:7]
    Period.objects.bulk_create(periods)
    leads = Responsibility.objects.filter(role=Responsibility.Involvement.LEAD)
    reports = {
        (item.project_id, item.department_id, period.pk): Report(
            project_id=item.project_id,
            department_id=item.department_id,
            period=period,
            state=Report.State.APPROVED,
            author=author,
            submitted_at=moment(period.end + timedelta(days=3)),
            approved_at=moment(period.end + timedelta(days=4)),
            progress=f"{period}的进展。",
            problems="经费没有落实。",
        )
        for item in leads
        for period in periods
    }
    Report.objects.bulk_create(reports.values())
    figures = []
    for number, assignment in enumerate(Assignment.objects.select_related("target")):
        for index, period in enumerate(periods):
            key = (assignment.target.project_id, assignment.department_id, period.pk)
            if key not in reports or number % 7 == index:
                continue
            figures.append(
                Measurement(
                    report=reports[key],
                    assignment=assignment,
                    **_amounts(assignment.target, number, index),
                )
            )
    make_measurements(figures)


def _amounts(target: Target, number: int, index: int) -> dict[str, Any]:
    match target.measure:
        case "ratio":
            return {"numerator": 50 + 3 * index + number % 7, "denominator": 80 + number % 5}
        case "milestone":
            return {"is_done": (number + index) % 3 == 0}
        case "rating":
            return {"rating": ("on_track", "behind", "far_behind")[(number + index) % 3]}
    return {"value": number % 11 + index}
