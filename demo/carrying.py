"""A demonstration report that says 本月无变化, for reviewers to see what is carried."""

from collections.abc import Sequence

from demo.filing import Filing
from demo.states import CURRENT_MONTH
from reports.actions.copy_previous import carried_entry
from reports.comparison import assignments_of, previous_by_report
from reports.models import Measurement, Report

CARRIED = ("jiedong", 11)
"""The department and project; the report waits for the bureau, so its figures are not in force."""


def carry_one(filings: Sequence[Filing]) -> None:
    """Carry September's figures over into one of October's saved reports."""
    report = next(item.report for item in filings if _is_carried(item.report))
    previous = previous_by_report([report])[report.pk]
    entry, _ = carried_entry(report, previous, list(assignments_of(report)))
    for field, text in entry.texts.items():
        setattr(report, field, text)
    report.carried_from = previous
    report.save(update_fields=[*entry.texts, "carried_from"])
    report.measurements.all().delete()
    for line in entry.lines:
        line.report = report
    Measurement.objects.bulk_create(entry.lines)


def _is_carried(report: Report) -> bool:
    place = (report.department.code, report.project.number)
    return place == CARRIED and report.period.code == CURRENT_MONTH
