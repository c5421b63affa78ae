"""The report before: what a new one is compared with and carries over."""

from reports.models import Report


def previous_report(report: Report) -> Report | None:
    """The newest approved report of the same department and project for an earlier period."""
    return (
        Report.objects.approved()
        .with_names()
        .filter(
            project=report.project,
            department=report.department,
            period__end__lt=report.period.end,
        )
        .order_by("-period__end", "-revision")
        .first()
    )
