"""Changed figures leave audit rows."""

from collections.abc import Mapping

from departments.models import AuditEntry, Officer
from reports.models import Report


def figures_of(report: Report) -> dict[str, dict[str, str]]:
    """A report's figures in words, by the code of their target."""
    lines = report.measurements.select_related("assignment__target__project")
    return {line.assignment.target.code: line.as_texts() for line in lines}


def audit_figures(
    report: Report,
    before: Mapping[str, Mapping[str, str]],
    user: Officer,
    client_ip: str | None,
) -> None:
    """One audit row for each figure that changed."""
    after = figures_of(report)
    changed = [code for code in before.keys() | after.keys() if before.get(code) != after.get(code)]
    AuditEntry.objects.bulk_create(
        AuditEntry(
            officer=user,
            action="填报数据",
            subject=f"{report} 目标{code}",
            subject_key=f"report:{report.pk}",
            before=dict(before.get(code, {})),
            after=dict(after.get(code, {})),
            client_ip=client_ip,
        )
        for code in sorted(changed)
    )
