"""Forms as offices bring them back: no figure in the wrong line, and nothing left out untold."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from departments.models import Department
from reports.excel_form.copies import copies_in, keep_chosen
from reports.excel_form.layout import record
from reports.excel_form.parse import read_form
from reports.excel_form.validate import Checked, check_form
from reports.fillable import Fillable, fillable_reports
from reports.models import Period
from spreadsheets.archive import FileRefused
from tests.explore import EXPLORES
from tests.factories import (
    make_assignment,
    make_department,
    make_period,
    make_responsibility,
    moment,
)
from tests.reports.excel_form.forms import Form, Office
from tests.reports.excel_form.libreoffice import LibreOffice
from tests.reports.excel_form.spoilt import (
    FIGURES_KEY,
    INPUTS,
    SPOILS,
    TEXTS_KEY,
    Spoilt,
    paste_block,
    rename_sheet,
)

pytestmark = [
    pytest.mark.django_db,
    # So many examples are tried once, on the stricter database.
    pytest.mark.databases("postgres"),
]

FORMS, THROUGH_LIBREOFFICE = (500, 60) if EXPLORES else (100, 20)
Place = tuple[str, int]
"""A sheet and a row."""
Row = tuple[str, set[str]]
"""The code or the project that a row shows, and what is typed in it."""


@dataclass(frozen=True, slots=True)
class FormClient:
    """What a county reports, and its forms as they are downloaded."""

    owed: Sequence[Fillable]
    county: Department
    period: Period
    forms: Sequence[bytes]
    """Its own, that of the month before, and another county's."""


@pytest.fixture(autouse=True)
def _in_the_days_of_reporting() -> Iterator[None]:
    with time_machine.travel(moment(date(2026, 11, 3)), tick=False):
        yield


@pytest.fixture
def form_client() -> FormClient:
    office, month = Office(2), make_period("2026-09")
    own = office.download().saved()
    office.period = month
    before = office.download().saved()
    office.period = Period.objects.get(code="2026-10")
    # With the same projects and targets, so that only the county differs.
    other = Office(0, make_department(name="惠来县"))
    for project in office.projects:
        make_responsibility(project, other.county)
        for target in project.targets.all():
            make_assignment(target, other.county)
    owed = fillable_reports(office.officer, office.county, office.period)
    return FormClient(owed, office.county, office.period, (own, before, other.download().saved()))


def spoilt_form(form_client: FormClient, seed: int) -> Spoilt:
    """A form filled and spoilt in one to three ways."""
    chance = random.Random(seed)
    own, *others = form_client.forms
    spoilt = Spoilt(Form(own), chance)
    spoilt.fill(chance.choice([0.2, 0.6, 1.0]))
    if chance.random() < 0.15:
        other = Spoilt(Form(chance.choice(others)), chance, spoilt.markers, spoilt.serial)
        other.fill()
        paste_block(spoilt, other.form)
    ways = chance.sample(SPOILS, chance.randint(1, 3))
    for way in sorted(ways, key=lambda way: way is rename_sheet):
        # Where one habit has taken away what the next one needs, there is nothing to spoil.
        with suppress(StopIteration, KeyError, AttributeError):
            way(spoilt)
    return spoilt


def table_of(sheet: Worksheet) -> tuple[int, dict[str, int]] | None:
    """Where a sheet has its headings, found without the product's help."""
    for row in sheet.iter_rows(max_row=50):
        headings = {
            "".join(str(cell.value).split()): int(cell.column) for cell in row if cell.value
        }
        if headings.keys() & {FIGURES_KEY, TEXTS_KEY}:
            return int(row[0].row), headings
    return None


def marked_rows(content: bytes, markers: set[str]) -> dict[Place, set[str]]:
    """The rows in which something typed stands, with what stands there."""
    found: dict[Place, set[str]] = {}
    for sheet in load_workbook(BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value).strip() if cell.value is not None else ""
                if text in markers or text.removesuffix(".0") in markers:
                    found.setdefault((sheet.title, int(cell.row)), set()).add(text)
    return found


def visible(content: bytes) -> dict[Place, Row]:
    """The rows of the tables, as one sees them."""
    found = {}
    for sheet in load_workbook(BytesIO(content)):
        table = table_of(sheet)
        if table is None:
            continue
        header, columns = table
        is_figures = FIGURES_KEY in columns
        shown = columns.get("目标编号" if is_figures else "项目", 0)
        headings = INPUTS if is_figures else ("进展情况", "存在问题", "下一步措施")
        inputs = [columns[heading] for heading in headings if heading in columns]
        for row in range(header + 1, sheet.max_row + 1):
            code = str(sheet.cell(row, shown).value) if shown else ""
            values = [sheet.cell(row, column).value for column in inputs]
            typed = {str(value).strip() for value in values if value is not None}
            found[sheet.title, row] = code, typed
    return found


def written(checked: Checked) -> list[tuple[str, set[str]]]:
    """What would be written: the code or the project, and the figures and words."""
    found: list[tuple[str, set[str]]] = []
    for finding in checked.to_write:
        assert finding.entry is not None
        found += [
            (line.assignment.target.code, set(record(line).values()))
            for line in finding.entry.lines
        ]
        texts = {text for text in finding.entry.texts.values() if text}
        if texts:
            found.append((str(finding.fillable.project), texts))
    return found


def figures_in(texts: set[str]) -> set[str]:
    """Typed values as the system writes them."""
    return {plain(text) for text in texts}


def plain(text: str) -> str:
    text = text.strip("\u200b\u3000 '").replace(",", "").removesuffix("所").removesuffix(".0")
    return {"未完成": "False", "已完成": "True"}.get(text, text)


def browser_errors(
    form_client: FormClient, content: bytes, markers: set[str], chance: random.Random
) -> list[str]:
    """What went wrong with one form: figures in wrong lines, rows that nobody was told of."""
    try:
        filled = read_form(content, form_client.county, form_client.period)
    except FileRefused:
        return []  # told as a whole, and nothing is taken
    copies = copies_in(filled)
    if copies:
        sheets = {item.kind: chance.choice(list(item.filled)) for item in copies}
        filled = keep_chosen(filled, copies, sheets)
        assert copies_in(filled) == []
    checked = check_form(filled, form_client.owed)
    rows = visible(content)
    found = [
        f"{sorted(typed)} would go to {code}"
        for code, typed in written(checked)
        if not any(
            shown == code and typed <= figures_in(values) | {"12"}
            for shown, values in rows.values()
        )
    ]
    return found + untold(checked, rows, marked_rows(content, markers))


def untold(
    checked: Checked, rows: Mapping[Place, Row], marked: Mapping[Place, set[str]]
) -> list[str]:
    """Rows in which something was typed that are neither taken nor told of."""
    wholly = {item.sheet for item in checked.unread if item.reason.startswith("整张表")}
    told = {(problem.sheet, problem.row) for problem in checked.problems}
    told |= {(item.sheet, row) for item in checked.unread for row in item.rows}
    taken = dict(written(checked))
    # A sheet or row copied with all it says is told of once.
    alike = {frozenset(texts) for place, texts in marked.items() if place in told}

    def is_taken(place: Place, texts: set[str]) -> bool:
        code, typed = rows.get(place, ("", set()))
        return texts <= typed and figures_in(texts) <= taken.get(code, set())

    found = [
        f"{place}: {sorted(texts)} neither taken nor told of"
        for place, texts in marked.items()
        if not (place in told or place[0] in wholly or frozenset(texts) in alike)
        and not is_taken(place, texts)
    ]
    if checked.accepted != len(taken):
        found.append(f"{checked.accepted} rows announced, {len(taken)} taken")
    return found


def test_no_figure_goes_astray_in_spoilt_forms(form_client: FormClient) -> None:
    found: dict[int, list[str]] = {}
    for seed in range(FORMS):
        spoilt = spoilt_form(form_client, seed)
        wrong = browser_errors(form_client, spoilt.form.saved(), spoilt.markers, spoilt.chance)
        if wrong:
            found[seed] = wrong
    assert not found, "\n".join(f"{seed}: {wrong}" for seed, wrong in found.items())


def test_nor_when_libreoffice_saves_them_again(
    form_client: FormClient, libreoffice: LibreOffice
) -> None:
    spoilt = {
        f"form-{seed}": spoilt_form(form_client, 1000 + seed) for seed in range(THROUGH_LIBREOFFICE)
    }
    saved = libreoffice.saved_again({name: each.form.saved() for name, each in spoilt.items()})

    found = {
        name: wrong
        for name, each in spoilt.items()
        if (wrong := browser_errors(form_client, saved[name], each.markers, each.chance))
    }
    assert not found, "\n".join(f"{name}: {wrong}" for name, wrong in found.items())


def test_the_habits_do_spoil_and_some_forms_still_come_through(form_client: FormClient) -> None:
    """Else the tests above would hold of forms that are all refused, or all whole."""
    outcomes = {"refused": 0, "unread": 0, "taken": 0}
    for seed in range(100):
        spoilt = spoilt_form(form_client, seed)
        try:
            filled = read_form(spoilt.form.saved(), form_client.county, form_client.period)
        except FileRefused:
            outcomes["refused"] += 1
            continue
        outcomes["unread" if filled.unread else "taken"] += 1
    assert outcomes["refused"] >= 2, outcomes
    assert min(outcomes["unread"], outcomes["taken"]) >= 20, outcomes
