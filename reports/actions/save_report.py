"""Start a report, and save the input of an editable one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from departments.permissions import Capability
from projects.models import Responsibility
from reports.models import Measurement, Period, Report

HANDED_IN = "这份报告已提交，不能再修改；如需修改请先撤回。"
STARTED = "开始填报"
FIGURES = "填报数据"
IMPORTED = "从填报表导入"
FIGURE = ("value", "numerator", "denominator", "is_done", "done_on", "document", "reason")


@dataclass(frozen=True, slots=True)
class ReportInput:
    """The input of one form: three texts, and a measurement for each filled line.

    ``carried_from``: the report that some of it is carried over from; None leaves the one saved,
    unless nothing is left that could be carried.
    ``origin``: ``IMPORTED`` if the figures were not typed here, for the audit log.
    """

    texts: Mapping[str, str]
    lines: Sequence[Measurement]
    version: int
    carried_from: Report | None = None
    origin: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.lines and not any(text.strip() for text in self.texts.values())


def save_report(report: Report, entry: ReportInput, user: Officer, client_ip: str | None) -> Report:
    """Save the input of a draft or returned report; an unsaved one is created.

    Raises EditConflict when somebody has saved it since it was opened (``entry.version``), or when
    it is not editable.
    """
    if not report.is_editable:
        raise EditConflict(HANDED_IN)
    with transaction.atomic():
        before = figures_of(report) if report.pk else {}
        if report.pk:
            typed: dict[str, object] = {**entry.texts, "author": user}
            if entry.carried_from is not None or entry.is_empty:
                typed["carried_from"] = entry.carried_from
            Report.objects.compare_and_swap(report, report.state, typed, entry.version)
        else:
            _create(report, entry, user, client_ip)
        _write_lines(report, entry.lines)
        audit_figures(report, before, user, client_ip, entry.origin)
    return report


def _create(report: Report, entry: ReportInput, user: Officer, client_ip: str | None) -> None:
    """Save a new report, with an audit row that says who began it and when."""
    for field, text in entry.texts.items():
        setattr(report, field, text)
    report.author = user
    report.carried_from = entry.carried_from
    report.version = 1
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise EditConflict("这份报告刚刚由本部门另一位同事开始填写，请打开后继续。") from error
    AuditEntry.objects.create(
        officer=user,
        action=STARTED,
        subject=str(report),
        subject_key=report.audit_key,
        after={"状态": report.get_state_display(), "版次": report.revision, **user.posts},
        client_ip=client_ip,
    )


def _write_lines(report: Report, lines: Sequence[Measurement]) -> None:
    """Save the filled lines; a reopened report keeps an emptied one, to end its old figure."""
    filled = [line.assignment for line in lines]
    emptied = report.measurements.filter(rating="").exclude(assignment__in=filled)
    if report.revision == 1:
        emptied.delete()
    written = [*lines, *(Measurement(assignment=line.assignment) for line in emptied)]
    for line in written:
        line.report = report
    Measurement.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["report", "assignment"],
        update_fields=FIGURE,
    )


def check_may_start(report: Report, user: Officer) -> None:
    """Raise ActionNotAllowed unless the report exists or ``user`` may start it."""
    if report.pk:
        return
    department, period = report.department, report.period
    if not user.can(Capability.REPORT) or user.department_id != department.pk:
        raise ActionNotAllowed("只能填写本部门的报告。")
    own = Responsibility.objects.holding(period.due)
    roles = own.filter(project=report.project, department=department).values_list("role", flat=True)
    if not roles:
        raise ActionNotAllowed("本部门不承担该项目，无需填报。")
    if period.role not in roles:
        raise ActionNotAllowed("牵头部门按月填报，配合部门按季填报，请选择对应的报告期。")
    if sentence := closed_to(department, period):
        raise ActionNotAllowed(sentence)


def closed_to(department: Department, period: Period) -> str:
    """Why a period is closed to a department's new reports; empty when it is open."""
    if period.opens > timezone.localdate():
        return f"{period.label}从{period.opens:%Y-%m-%d}起填报，现在还未开始。"
    return locked_to(department, period)


def locked_to(department: Department, period: Period) -> str:
    """Why a period is locked to a department; empty when it is not, or unlocked for it."""
    unlocked = period.unlocks.in_force(timezone.localdate()).filter(department=department)
    if not period.is_locked or unlocked.exists():
        return ""
    return f"{period.label}已锁定，不再接收新的报告；如需补报，请联系市教育局。"


def figures_of(report: Report) -> dict[str, dict[str, str]]:
    """A report's figures in words, by their target's code."""
    lines = report.measurements.select_related("assignment__target__project")
    return {line.assignment.target.code: line.as_texts() for line in lines}


def audit_figures(
    report: Report,
    before: Mapping[str, Mapping[str, str]],
    user: Officer,
    client_ip: str | None,
    origin: str = "",
) -> None:
    after = figures_of(report)
    changed = [code for code in before.keys() | after.keys() if before.get(code) != after.get(code)]
    AuditEntry.objects.bulk_create(
        AuditEntry(
            officer=user,
            action=FIGURES,
            subject=f"{report} 目标{code}",
            subject_key=report.audit_key,
            before=dict(before.get(code, {})),
            after=dict(after.get(code, {})),
            reason=origin,
            client_ip=client_ip,
        )
        for code in sorted(changed)
    )
