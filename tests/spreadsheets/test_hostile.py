"""200 forms spoilt at random: no error page, and nothing written but what was announced."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from departments.models import AuditEntry
from reports.excel_form.layout import record
from reports.excel_form.row_key import plain
from reports.excel_form.validate import Checked
from reports.models import Report
from tests.explore import EXPLORES
from tests.factories import make_measurement, moment
from tests.reports.excel_form.forms import PROGRESS, Form, Office

pytestmark = [
    pytest.mark.django_db,
    # So many examples are tried once, on the stricter database.
    pytest.mark.databases("postgres"),
]

EXAMPLES = 200 if EXPLORES else 80
VALUES: tuple[Any, ...] = (
    None,
    0,
    -1,
    4,
    4.5,
    1e15,
    1e300,
    0.98,
    "４",
    "98%",
    "五",
    "nan",
    "Infinity",
    "1e999",
    "是",
    "已完成",
    "未完成",
    True,
    date(2026, 10, 1),
    date(2099, 1, 1),
    datetime.combine(date(1900, 1, 1), time(3)),
    "2026年13月1日",
    "=1/0",
    "=SUM(A1:A9)",
    "#REF!",
    "_x0000_",
    "_xD800_",
    "<b>&amp;",
    "长" * 5001,
    PROGRESS,
    " \n ",
)
Spoil = Callable[[bytes, random.Random], bytes]


def typed_at_random(content: bytes, chance: random.Random) -> bytes:
    """Other values in a few cells, more often inputs than not."""
    form = Form(content)
    for _ in range(chance.randint(1, 8)):
        sheet = chance.choice((form.figures, form.texts))
        first = 10 if sheet is form.figures and chance.random() < 0.8 else 1
        row = chance.randint(3, sheet.max_row + 2)
        column = chance.randint(first, sheet.max_column + 1)
        cell = sheet.cell(row, column)
        if type(cell).__name__ != "MergedCell":
            cell.value = chance.choice(VALUES)
            cell.number_format = chance.choice(("General", "0%", "yyyy-mm-dd", "@", "[h]:mm"))
    return form.saved()


def rearranged(content: bytes, chance: random.Random) -> bytes:
    """Rows and columns deleted, added, merged; a row copied."""
    form = Form(content)
    sheet = chance.choice((form.figures, form.texts))
    row, column = chance.randint(4, sheet.max_row), chance.randint(1, sheet.max_column)
    match chance.randint(0, 5):
        case 0:
            sheet.delete_rows(row, chance.randint(1, 3))
        case 1:
            sheet.delete_cols(column)
        case 2:
            sheet.insert_cols(column, 2)
        case 3:
            sheet.merge_cells(
                start_row=row, start_column=column, end_row=row + 2, end_column=column + 1
            )
        case 4:
            del form.book[sheet.title]
        case _:
            form.book.copy_worksheet(sheet)
    return form.saved()


def member_spoilt(content: bytes, chance: random.Random) -> bytes:
    """One member with a piece cut out, doubled or replaced."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        spoilt = chance.choice([name for name in names if name.startswith("xl/")])
        for name in names:
            data = old.read(name)
            if name == spoilt:
                data = pieced(data, chance)
            if data or name != spoilt:
                new.writestr(name, data)
    return file.getvalue()


def pieced(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 5, 40, 400, len(data))))
    piece = data[start:end]
    other = chance.choice((b"", piece * 2, bytes(4), b"</row>", b'r="A0"', b"9" * 400, b't="s"'))
    return data[:start] + other + data[end:]


def bytes_spoilt(content: bytes, chance: random.Random) -> bytes:
    """The file itself cut short, or with other bytes in it."""
    if chance.random() < 0.3:
        return content[: chance.randrange(1, len(content))]
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


SPOILS: tuple[Spoil, ...] = (typed_at_random, rearranged, member_spoilt, bytes_spoilt)


@pytest.fixture(autouse=True)
def _in_the_days_of_reporting() -> Iterator[None]:
    with time_machine.travel(moment(date(2026, 11, 3))):
        yield


Kept = dict[int, tuple[str, int, tuple[str, ...], dict[str, dict[str, str]]]]


def kept() -> Kept:
    """All reports of the period: state, version, texts and figures, by their project."""
    return {
        report.project.number: (
            report.state,
            report.version,
            (plain(report.progress), plain(report.problems), plain(report.next_steps)),
            {line.assignment.target.code: record(line) for line in report.measurements.all()},
        )
        for report in Report.objects.filter(period__code="2026-10")
    }


def announced(before: Kept, checked: Checked, *, submits: bool) -> Kept:
    """What the reports must be after the confirmation of a preview."""
    after = dict(before)
    for finding in checked.shown:
        number = finding.fillable.project.number
        state, version, texts, figures = before.get(number, ("draft", 0, ("", "", ""), {}))
        if finding.entry:
            version += 1
            texts = (
                plain(finding.entry.texts["progress"]),
                plain(finding.entry.texts["problems"]),
                plain(finding.entry.texts["next_steps"]),
            )
            figures = {line.assignment.target.code: record(line) for line in finding.entry.lines}
        if submits and finding.can_submit:
            state, version = "submitted", version + 1
        if finding.entry or (submits and finding.can_submit):
            after[number] = state, version, texts, figures
    return after


@pytest.fixture
def office() -> Office:
    """Three projects, each reported before: one new, one in draft, one handed in."""
    office = Office(3)
    for number in (1, 2, 3):
        office.reported_before(number)
    make_measurement(office.report(2), office.assignment("2-1"), 4)
    handed_in = office.report(3, state=Report.State.SUBMITTED)
    make_measurement(handed_in, office.assignment("3-1"), 4)
    return office


def test_spoilt_forms_meet_a_plain_answer_and_write_only_what_was_announced(
    office: Office,
) -> None:
    content = office.download().filled(1).say(2, 本月无变化="是").saved()
    before = kept()
    answers: dict[int, int] = {}

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(SPOILS), st.randoms(use_true_random=False), st.booleans())
    def spoil(how: Spoil, chance: random.Random, submits: bool) -> None:
        savepoint = transaction.savepoint()
        preview = office.upload(how(content, chance))
        answers[preview.status_code] = answers.get(preview.status_code, 0) + 1
        assert preview.status_code in {200, 422}
        assert kept() == before
        assert not AuditEntry.objects.exists()
        if preview.status_code == 200:
            wanted = announced(before, preview.context["checked"], submits=submits)
            answer = office.confirm(preview, "submit" if submits else "draft")
            assert answer.status_code == 302
            assert kept() == wanted
        transaction.savepoint_rollback(savepoint)

    spoil()
    print(f"spoilt forms: {answers}")  # noqa: T201
    assert set(answers) == {200, 422}
