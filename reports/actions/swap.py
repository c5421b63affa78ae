"""Compare-and-swap: a report is changed only if it still is as it was read."""

from collections.abc import Mapping

from django.utils import timezone

from departments.exceptions import Conflict
from reports.models import Report


def swap(
    report: Report, source: str, changes: Mapping[str, object], version: int | None = None
) -> None:
    """Change a report only if it still is as it was read; raise Conflict otherwise."""
    expected = report.version if version is None else version
    fields = {**changes, "version": expected + 1, "updated_at": timezone.now()}
    unchanged = Report.objects.filter(pk=report.pk, state=source, version=expected)
    if not unchanged.update(**fields):
        raise Conflict("这份报告在您打开之后已由他人保存或处理。")
    for field, value in fields.items():
        setattr(report, field, value)
