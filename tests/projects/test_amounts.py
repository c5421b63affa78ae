"""One table of spellings, the same amounts and refusals in form, autosave and workbook."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from projects.amounts import AmountRefused, read_amount
from projects.models import Assignment
from projects.rules.values import Measure
from reports.forms.line_form import LineForm
from reports.models import Measurement, Period
from tests.amounts import OTHER_UNITS, SPELLINGS, UNIT, Spelling
from tests.factories import make_assignment, make_project, make_responsibility, make_target
from tests.reports.excel_form.forms import Office, reasons, told

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

LARGE = "999999999999.99"
"""A denominator above every numerator of the table."""


def kind(spelling: Spelling) -> tuple[str, str]:
    """The measure of the target it is typed for, and the field."""
    return (Measure.COUNT, "value") if spelling.is_whole else (Measure.RATIO, "numerator")


def wrong(spelling: Spelling, amount: Decimal | None, sentences: Sequence[str]) -> str:
    """How an outcome differs from the table's; empty when it does not."""
    is_told = any(spelling.refusal in sentence for sentence in sentences)
    expected = is_told and len(sentences) == 1 if spelling.refusal else not sentences
    if amount == spelling.amount and expected:
        return ""
    return f"{spelling.typed!r}: {amount} {sentences}"


def differing(found: Mapping[Spelling, tuple[Decimal | None, Sequence[str]]]) -> list[str]:
    assert len(found) == len(SPELLINGS) >= 120
    return [text for text in (wrong(key, *found[key]) for key in found) if text]


def parsed(spelling: Spelling) -> tuple[Decimal | None, list[str]]:
    try:
        amount = read_amount(spelling.typed, is_whole=spelling.is_whole, unit=spelling.unit)
    except AmountRefused as refusal:
        return None, [str(refusal)]
    return amount, []


def office_with(*spellings: Spelling) -> tuple[Office, list[Assignment]]:
    """A county and its assignments of one project, one for each spelling."""
    office = Office(0)
    project = make_project()
    make_responsibility(project, office.county)
    assignments = []
    for spelling in spellings:
        measure, _ = kind(spelling)
        target = make_target(
            project,
            measure=measure,
            has_decimals=not spelling.is_whole,
            unit=UNIT if spelling.is_whole else "%",
        )
        assignments.append(make_assignment(target, office.county))
    return office, assignments


def test_the_parser_keeps_to_the_table() -> None:
    assert differing({spelling: parsed(spelling) for spelling in SPELLINGS}) == []


@pytest.mark.parametrize(("typed", "unit", "amount"), OTHER_UNITS)
def test_the_unit_is_read_however_it_is_written(typed: str, unit: str, amount: int) -> None:
    assert read_amount(typed, is_whole=True, unit=unit) == amount


def test_noughts_need_no_second_entry() -> None:
    with pytest.raises(AmountRefused, match="请填写数字"):
        read_amount("3万", is_whole=True, unit="万人")


@pytest.mark.databases("sqlite")
def test_the_form_keeps_to_the_table() -> None:
    _, (count, ratio) = office_with(SPELLINGS[0], SPELLINGS[-1])

    def entered(spelling: Spelling) -> tuple[Decimal | None, list[str]]:
        assignment = count if spelling.is_whole else ratio
        _, field = kind(spelling)
        prefix = f"line-{assignment.pk}"
        is_filled = spelling.amount is not None or spelling.refusal
        data = {f"{prefix}-{field}": spelling.typed}
        data |= {f"{prefix}-denominator": LARGE} if is_filled else {}
        line = LineForm(assignment, Period(code="2026-10"), data, None, None)
        line.is_valid()
        figure = None if line.errors else line.measurement()
        sentences = [str(sentence) for errors in line.errors.values() for sentence in errors]
        return (getattr(figure, field) if figure else None), sentences

    assert differing({spelling: entered(spelling) for spelling in SPELLINGS}) == []


def test_saving_by_itself_keeps_to_the_table() -> None:
    office, assignments = office_with(*SPELLINGS)
    names, data = {}, {"autosave": "1", "version": "0"}
    for spelling, assignment in zip(SPELLINGS, assignments, strict=True):
        line, field = f"line-{assignment.pk}", kind(spelling)[1]
        names[spelling] = line, field
        data[f"{line}-{field}"] = spelling.typed
        if spelling.amount is not None or spelling.refusal:
            data[f"{line}-denominator"] = LARGE
    answer = office.client.post(reverse("report_edit", args=["2026-10", 1]), data)
    assert answer.status_code == 200
    errors = answer.json()["errors"]
    figures = {f"line-{figure.assignment_id}": figure for figure in Measurement.objects.all()}

    def saved(spelling: Spelling) -> tuple[Decimal | None, list[str]]:
        line, field = names[spelling]
        sentences = [text for key in errors if key.startswith(f"{line}-") for text in errors[key]]
        return (getattr(figures[line], field) if line in figures else None), sentences

    assert differing({spelling: saved(spelling) for spelling in SPELLINGS}) == []


@pytest.mark.databases("sqlite")
def test_the_workbook_keeps_to_the_table() -> None:
    office, assignments = office_with(*SPELLINGS)
    form = office.download()
    rows = {}
    for spelling, assignment in zip(SPELLINGS, assignments, strict=True):
        heading = "数值" if spelling.is_whole else "分子"
        cell = form.cell(assignment.target.code, heading)
        cell.value, cell.data_type = spelling.typed, "s"
        rows[int(cell.row)] = spelling
        if not spelling.is_whole and (spelling.amount is not None or spelling.refusal):
            form.fill(assignment.target.code, 分母=LARGE)
    preview = office.upload(form)
    refused: dict[Spelling, list[str]] = {spelling: [] for spelling in SPELLINGS}
    for _, row, _, _, reason in told(preview):
        refused[rows[row]].append(reason)
    office.confirm(preview)
    figures: dict[Any, Measurement] = {
        figure.assignment_id: figure for figure in Measurement.objects.all()
    }

    def imported(spelling: Spelling, key: int) -> Decimal | None:
        return getattr(figures[key], kind(spelling)[1]) if key in figures else None

    assert (
        differing(
            {
                spelling: (imported(spelling, assignment.pk), refused[spelling])
                for spelling, assignment in zip(SPELLINGS, assignments, strict=True)
            }
        )
        == []
    )
    assert len(reasons(preview)) == sum(bool(spelling.refusal) for spelling in SPELLINGS)
