"""Writing what was typed into a report in its author's hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from departments.exceptions import Conflict
from departments.models import Officer
from reports.actions.measurement_audit import audit_figures, figures_of
from reports.actions.swap import swap
from reports.models import Measurement, Report

TEXTS = ("progress", "problems", "next_steps")
FIGURE = ("value", "numerator", "denominator", "is_done", "done_on", "document", "reason")


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What was typed into one form: three texts and a measurement for each line filled."""

    texts: Mapping[str, str]
    lines: Sequence[Measurement]
    version: int


def save_report(report: Report, entry: ReportInput, user: Officer, client_ip: str | None) -> Report:
    """Write what was typed into a draft or returned report; an unsaved one is created.

    Raises Conflict when somebody saved it since it was opened (``entry.version``), or when it
    is not in its author's hands.
    """
    if not report.is_editable:
        raise Conflict("这份报告已提交，不能再修改；如需修改请先撤回。")
    with transaction.atomic():
        before = figures_of(report) if report.pk else {}
        if report.pk:
            swap(report, report.state, {**entry.texts, "author": user}, entry.version)
        else:
            _create(report, entry, user)
        _write_lines(report, entry.lines)
        audit_figures(report, before, user, client_ip)
    return report


def _create(report: Report, entry: ReportInput, user: Officer) -> None:
    for field, text in entry.texts.items():
        setattr(report, field, text)
    report.author = user
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
    written = [*lines, *(Measurement(assignment=line.assignment) for line in emptied)]
    for line in written:
        line.report = report
    Measurement.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["report", "assignment"],
        update_fields=FIGURE,
    )
