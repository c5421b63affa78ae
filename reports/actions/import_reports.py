"""A filled form's reports, written and handed in together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from departments.models import AuditEntry, Department, Officer
from reports.actions.save_report import ReportInput, check_may_start, save_report
from reports.models import Period, Report
from reports.workflow import transition

SUBJECT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where it comes from: the file's name, its SHA-256, and how many of its rows are taken.

    ``unread``: how many rows held something that the officer knows was not read.
    """

    name: str
    sha256: str
    rows: int
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Incoming:
    """One report of a form: what to write, if anything, and whether to hand it in."""

    report: Report
    entry: ReportInput | None
    submits: bool


def import_reports(
    incoming: Sequence[Incoming],
    source: SourceFile,
    user: Officer,
    whose: tuple[Department, Period],
    client_ip: str | None,
) -> None:
    """Write all of a form in one transaction.

    Raises Conflict when a report was changed since ``incoming`` was made of it, StepRefused
    when one may not be written or handed in; nothing is written then.
    """
    department, period = whose
    with transaction.atomic():
        for item in incoming:
            if item.entry is not None:
                if not item.report.pk:
                    check_may_start(user, item.report.project, department, period)
                save_report(item.report, item.entry, user, client_ip)
            if item.submits:
                transition(item.report, "submit", user, client_ip=client_ip)
        AuditEntry.objects.create(
            officer=user,
            action="导入填报表",
            subject=f"{period.label} {department.name} {source.name}"[:SUBJECT_LIMIT],
            subject_key=f"period:{period.pk}",
            after={
                "文件名": source.name,
                "SHA-256": source.sha256,
                "导入行数": source.rows,
                "未读取行数": source.unread,
                "写入项目": _numbers([item for item in incoming if item.entry]),
                "提交项目": _numbers([item for item in incoming if item.submits]),
            },
            client_ip=client_ip,
        )


def _numbers(incoming: Sequence[Incoming]) -> str:
    return "、".join(str(item.report.project.number) for item in incoming)
