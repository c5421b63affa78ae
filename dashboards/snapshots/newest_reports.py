"""The newest approved reports on a snapshot's day, under the names of that day."""

from collections.abc import Collection

from dashboards.snapshots.snapshot import Snapshot
from reports.models import Period, Report
from reports.models.report import ReportQuerySet


def newest_reports(
    snapshot: Snapshot, reports: ReportQuerySet, periods: Collection[Period]
) -> list[Report]:
    """The newest report of each project and department, of those for ``periods``. One query.

    Projects and departments are the snapshot's own, since they may bear other names and stand in
    another order today; in the plan's order, then by department.
    """
    projects = {project.pk: project for project in snapshot.projects}
    newest: dict[tuple[int, int], Report] = {}
    for report in (
        reports.approved_by(snapshot.on)
        .filter(project__in=projects, period__in=periods)
        .select_related("period")
        .order_by("-period__end", "-revision")
    ):
        newest.setdefault((report.project_id, report.department_id), report)
    for report in newest.values():
        report.project = projects[report.project_id]
        report.department = snapshot.plan_data.departments[report.department_id]
    return sorted(
        newest.values(), key=lambda report: (report.project.number, report.department.order)
    )
