"""Every change of a report's state, through the one table of ``reports.transitions``.

A step is compare-and-swap:
of two people who press at once one succeeds and the other gets :class:`Conflict`. Each step
and each changed figure leaves an audit row in the same transaction.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment, Project, Responsibility, Target
from reports.models import Evidence, Measurement, Period, Report
from reports.models.measurement import set_force
from reports.transitions import TRANSITIONS, Transition, available

State = Report.State
Role = Officer.Role
TEXTS = ("progress", "problems", "next_steps")
FIGURE = ("value", "numerator", "denominator", "is_done", "done_on", "document")


class StepRefused(Exception):
    """A step that is not open to this officer or not complete; its text is for the screen."""


class Conflict(Exception):
    """Somebody else changed the report first; its text is for the screen."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed into one form: three texts and a measurement for each line filled."""

    texts: Mapping[str, str]
    lines: Sequence[Measurement]
    version: int


def check_may_start(
    officer: Officer, project: Project, department: Department, period: Period
) -> None:
    """Raise StepRefused unless a new report of this department may be written."""
    if officer.role != Role.REPORTER or officer.department_id != department.pk:
        raise StepRefused("只能填写本部门的报告。")
    role = (
        Responsibility.objects.filter(project=project, department=department)
        .values_list("role", flat=True)
        .first()
    )
    if role is None:
        raise StepRefused("本部门不承担该项目，无需填报。")
    if (period.kind == Period.Kind.MONTH) != (role == Responsibility.Role.LEAD):
        raise StepRefused("牵头部门按月填报，配合部门按季填报，请选择对应的报告期。")
    if period.opens > timezone.localdate():
        raise StepRefused(f"{period.label}从{period.opens:%Y-%m-%d}起填报，现在还未开始。")
    _check_unlocked(period)


def _check_unlocked(period: Period) -> None:
    if period.is_locked:
        raise StepRefused(f"{period.label}已锁定，不再接收新的报告；如需补报，请联系市教育局。")


def save_entry(report: Report, entry: Entry, officer: Officer, address: str | None) -> Report:
    """Write what was typed into a draft or returned report; an unsaved one is created.

    Raises Conflict when somebody saved it since it was opened (``entry.version``), or when it
    is not in its author's hands.
    """
    if not report.is_editable:
        raise Conflict("这份报告已提交，不能再修改；如需修改请先撤回。")
    with transaction.atomic():
        before = _figures(report) if report.pk else {}
        if report.pk:
            _swap(report, report.state, {**entry.texts, "author": officer}, entry.version)
        else:
            _create(report, entry, officer)
        _write_lines(report, entry.lines)
        _audit_figures(report, before, officer, address)
    return report


def _create(report: Report, entry: Entry, officer: Officer) -> None:
    for field, text in entry.texts.items():
        setattr(report, field, text)
    report.author = officer
    report.version = 1
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise Conflict("这份报告刚刚由本部门另一位同事开始填写，请打开后继续。") from error


def _write_lines(report: Report, lines: Sequence[Measurement]) -> None:
    """Write the lines filled; a reopened report keeps an emptied one, to end its old figure."""
    filled = [line.assignment for line in lines]
    emptied = report.measurements.filter(rating="").exclude(assignment__in=filled)
    if report.revision == 1:
        emptied.delete()
    taken_back = [Measurement(assignment=line.assignment) for line in emptied]
    for line in [*lines, *taken_back]:
        Measurement.objects.update_or_create(
            report=report,
            assignment=line.assignment,
            defaults={field: getattr(line, field) for field in FIGURE},
        )


def perform(
    report: Report,
    name: str,
    officer: Officer,
    *,
    reason: str = "",
    ratings: Mapping[int, str] | None = None,
    address: str | None = None,
) -> Report:
    """Take the step ``name`` and return the report it leads to (a reopened one is new).

    ``ratings`` maps assignments' keys to the reviewer's judgements and is needed when
    approving a report with rated targets. Raises StepRefused or Conflict.
    """
    step = next((step for step in available(report, officer) if step.name == name), None)
    if step is None:
        if any(step.name == name and step.is_for(report, officer) for step in TRANSITIONS):
            state = report.get_state_display()
            raise Conflict(f"该报告现为“{state}”，可能已由他人处理。")
        raise StepRefused("您的角色不能进行这一步操作。")
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise StepRefused("请写明理由，以便对方知道如何修改。")
    with transaction.atomic():
        result = _take(report, step, officer, reason, ratings or {}, address)
        AuditEntry.objects.create(
            officer=officer,
            action=step.label,
            subject=str(report),
            subject_key=f"report:{report.pk}",
            before={"状态": step.source.label, "版次": report.revision},
            after={"状态": step.target.label, "版次": result.revision},
            reason=reason,
            address=address,
        )
    return result


def _take(
    report: Report,
    step: Transition,
    officer: Officer,
    reason: str,
    ratings: Mapping[int, str],
    address: str | None,
) -> Report:
    if step.name == "reopen":
        return _reopen(report, reason)
    changes: dict[str, object] = {"state": step.target}
    if step.name == "submit":
        check_complete(report)
        changes["submitted_at"] = report.submitted_at or timezone.now()
    if step.name == "endorse":
        changes["return_reason"] = ""
    # What was returned or reopened has been handed in for good: no lock shuts it out again.
    if step.name == "withdraw" and report.revision == 1 and not report.return_reason:
        changes["submitted_at"] = None
    if step.needs_reason:
        changes["return_reason"] = reason
    if step.name == "approve":
        changes["approved_at"] = timezone.now()
    _swap(report, step.source, changes)
    if step.name == "approve":
        _rate(report, ratings, officer, address)
        _bring_into_force(report)
    return report


def check_complete(report: Report) -> None:
    """Raise StepRefused unless a report may be handed in."""
    if report.is_new:
        _check_unlocked(report.period)
    if not report.progress.strip():
        raise StepRefused("请填写“进展情况”后再提交。")


def _swap(
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


def _reopen(report: Report, reason: str) -> Report:
    """Add a revision in its author's hands; the approved one stays as it is."""
    _swap(report, State.APPROVED, {})
    revision = Report(
        project=report.project,
        department=report.department,
        period=report.period,
        revision=report.revision + 1,
        state=State.RETURNED,
        return_reason=reason,
        author=report.author,
        submitted_at=report.submitted_at,
        **{field: getattr(report, field) for field in TEXTS},
    )
    try:
        with transaction.atomic():
            revision.save()
    except IntegrityError as error:
        raise Conflict("该报告已重新打开，正在修改中。") from error
    copies = list(report.measurements.all())
    for copy in copies:
        copy.pk, copy.report, copy.in_force_from, copy.in_force_until = None, revision, None, None
    Measurement.objects.bulk_create(copies)
    files = list(report.evidence.all())
    for file in files:
        file.pk, file.report = None, revision
    Evidence.objects.bulk_create(files)
    return revision


def _rate(
    report: Report, ratings: Mapping[int, str], officer: Officer, address: str | None
) -> None:
    before = _figures(report)
    for assignment in rated_assignments(report):
        rating = ratings.get(assignment.pk, "")
        if rating not in Measurement.Rating.values:
            raise StepRefused(f"请先为目标“{assignment.target.name}”选择评定结果。")
        Measurement.objects.update_or_create(
            report=report, assignment=assignment, defaults={"rating": rating}
        )
    _audit_figures(report, before, officer, address)


def rated_assignments(report: Report) -> QuerySet[Assignment]:
    """The report's targets that the reviewer judges."""
    return (
        Assignment.objects.filter(
            department=report.department,
            target__project=report.project,
            target__measure=Target.Measure.RATING,
            exemption_reason="",
        )
        .select_related("target__project")
        .order_by("target__number")
    )


def _bring_into_force(report: Report) -> None:
    """Let the report's figures take the place of older ones, one approval at a time."""
    figured = Assignment.objects.filter(measurements__report=report)
    assignments = list(figured.order_by("pk").select_for_update(of=("self",)))
    approved = Measurement.objects.filter(
        assignment__in=assignments, report__state=State.APPROVED
    ).select_related("report__period")
    by_assignment: dict[int, list[Measurement]] = {}
    for measurement in approved:
        by_assignment.setdefault(measurement.assignment_id, []).append(measurement)
    for measurements in by_assignment.values():
        set_force(measurements)
        Measurement.objects.bulk_update(measurements, ["in_force_from", "in_force_until"])


def _figures(report: Report) -> dict[str, dict[str, str]]:
    lines = report.measurements.select_related("assignment__target__project")
    return {line.assignment.target.code: line.in_words() for line in lines}


def _audit_figures(
    report: Report,
    before: Mapping[str, Mapping[str, str]],
    officer: Officer,
    address: str | None,
) -> None:
    """One audit row for each figure that changed."""
    after = _figures(report)
    changed = [code for code in before.keys() | after.keys() if before.get(code) != after.get(code)]
    AuditEntry.objects.bulk_create(
        AuditEntry(
            officer=officer,
            action="填报数据",
            subject=f"{report} 目标{code}",
            subject_key=f"report:{report.pk}",
            before=dict(before.get(code, {})),
            after=dict(after.get(code, {})),
            address=address,
        )
        for code in sorted(changed)
    )


def attach(
    report: Report,
    file: "UploadedFile[Any]",
    content_type: str,
    officer: Officer,
    address: str | None,
) -> Evidence:
    """Keep a checked file of ``content_type`` with a saved report in its author's hands."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    with transaction.atomic():
        if not Report.objects.editable_by(officer).filter(pk=report.pk).exists():
            raise Conflict("这份报告已提交，不能再添加材料。")
        evidence = Evidence.objects.create(
            report=report,
            file=file,
            name=file.name or "",
            content_type=content_type,
            size=file.size or 0,
            sha256=digest.hexdigest(),
            uploaded_by=officer,
        )
        _audit_file("添加佐证材料", evidence, officer, address)
    return evidence


def detach(evidence: Evidence, officer: Officer, address: str | None) -> None:
    """Take a file off a report in its author's hands; other revisions keep theirs."""
    with transaction.atomic():
        if not Report.objects.editable_by(officer).filter(pk=evidence.report_id).exists():
            raise Conflict("这份报告已提交，不能再移除材料。")
        _audit_file("移除佐证材料", evidence, officer, address)
        stored = str(evidence.file.name)
        evidence.delete()
        if not Evidence.objects.filter(file=stored).exists():
            transaction.on_commit(lambda: default_storage.delete(stored))


def _audit_file(action: str, evidence: Evidence, officer: Officer, address: str | None) -> None:
    AuditEntry.objects.create(
        officer=officer,
        action=action,
        subject=f"{evidence.report} {evidence.name}"[:200],
        subject_key=f"report:{evidence.report_id}",
        after={"文件名": evidence.name, "字节数": evidence.size, "SHA-256": evidence.sha256},
        address=address,
    )
