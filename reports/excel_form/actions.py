"""Import a filled form: save and submit its reports together or not at all."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from departments.models import AuditEntry, Department, Officer
from reports.actions.save_report import IMPORTED, check_may_start, save_report
from reports.excel_form.preview_token import SourceFile
from reports.excel_form.validate import Checked, Finding
from reports.models import Period
from reports.workflow import transition

SUBJECT_LIMIT = 200


def import_reports(
    checked: Checked,
    source: SourceFile,
    user: Officer,
    whose: tuple[Department, Period],
    client_ip: str | None,
    *,
    submits: bool,
) -> None:
    """Save a form's reports in one transaction; if it ``submits``, also submit all that can be.

    Raises EditConflict when a report has changed since it was ``checked``, ActionNotAllowed when
    one may not be saved or submitted; then nothing is saved.
    """
    department, period = whose
    to_submit = checked.to_submit if submits else []
    with transaction.atomic():
        for finding in checked.shown:
            report = finding.fillable.report
            if finding.entry is not None:
                check_may_start(report, user)
                save_report(report, replace(finding.entry, origin=IMPORTED), user, client_ip)
            if finding in to_submit:
                transition(report, "submit", user, client_ip=client_ip)
        AuditEntry.objects.create(
            officer=user,
            action="导入填报表",
            subject=f"{period.label} {department.name} {source.name}"[:SUBJECT_LIMIT],
            subject_key=f"period:{period.pk}",
            after={
                "文件名": source.name,
                "SHA-256": source.sha256,
                "导入行数": checked.accepted,
                "未读取行数": checked.unread_rows,
                "写入项目": _numbers(checked.to_write),
                "提交项目": _numbers(to_submit),
            },
            client_ip=client_ip,
        )


def _numbers(findings: Sequence[Finding]) -> str:
    return "、".join(str(finding.fillable.project.number) for finding in findings)
