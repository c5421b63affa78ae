"""The Excel summary as LibreOffice prints it: the demonstration's whole city, and parts of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django.plugin import DjangoDbBlocker

from bulletins.document.build import document_of
from bulletins.document.frozen import BulletinDocument
from bulletins.document.narrow import of_department, of_project
from bulletins.workbook.summary import summary_workbook
from dashboards.snapshots.cache import snapshot_for
from demo.management.commands.demo import Command
from projects.models import Plan
from projects.rounding import rounded
from tests.bulletins.printing import Page, pages, squeezed
from tests.reports.excel_form.libreoffice import LibreOffice

DAY, BEFORE = date(2026, 11, 23), date(2026, 10, 31)
WIDE = ("项目进展汇总表", "目标明细")
A3, A4 = (1191, 842), (842, 595)
MOST_PAGES = {
    "city": (2, 11, 1, 1, 11, 5, 2, 4),
    "county": (2, 6, 1, 1, 3, 1, 1, 1),
    "department": (2, 5, 1, 1, 5, 3, 1, 2),
    "project": (2, 4, 1, 1, 1, 1, 1, 1),
}
"""Of each sheet, in their order."""
NAMES = sorted(MOST_PAGES)

# Of no test's own, but without it no database is made for the module's.
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Printed:
    """A workbook, and of each of its sheets the printed pages."""

    book: Workbook
    pages: Mapping[str, list[Page]]


@pytest.fixture(scope="module")
def demonstrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> BulletinDocument:
    """What the demonstration's eleventh bulletin would say."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEBUG=True),
        time_machine.travel("2026-11-23 09:30+08:00"),
        transaction.atomic(),
    ):
        call_command("loaddata", "plan", verbosity=0)
        call_command(Command(), stdout=StringIO())
        plan = Plan.objects.get()
        before = replace(document_of(snapshot_for(plan, BEFORE), None), issue="2026年第10期")
        made = document_of(snapshot_for(plan, DAY), None, before, "2026年第11期")
        transaction.set_rollback(True)
    return made


@pytest.fixture(scope="module")
def printed(demonstrated: BulletinDocument, libreoffice: LibreOffice) -> Mapping[str, Printed]:
    """The workbooks as printed; formulas calculated, since their results are taken out before."""
    narrowed = {
        "city": demonstrated,
        "county": of_department(demonstrated, "rongcheng"),
        "department": of_department(demonstrated, "finance"),
        "project": _wordy(of_project(demonstrated, 3)),
    }
    files = {name: summary_workbook(document).getvalue() for name, document in narrowed.items()}
    made = libreoffice.printed({name: _uncalculated(content) for name, content in files.items()})
    books = {name: load_workbook(BytesIO(files[name]), data_only=True) for name in files}
    return {name: Printed(book, _by_sheet(book, pages(made[name]))) for name, book in books.items()}


def _wordy(document: BulletinDocument) -> BulletinDocument:
    """With texts that fill pages."""
    said = tuple(replace(item, progress=item.progress * 12) for item in document.statements)
    return replace(document, statements=said)


def _uncalculated(content: bytes) -> bytes:
    """A workbook without its formulas' results."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(file, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
            target.writestr(name, text)
    return file.getvalue()


def _by_sheet(book: Workbook, found: list[Page]) -> dict[str, list[Page]]:
    """The pages of each sheet: one begins where its title stands."""
    sheets = iter(book)
    title, grouped = squeezed(next(sheets)["A1"].value), [list[Page]()]
    titles: Iterator[str] = (squeezed(sheet["A1"].value) for sheet in sheets)
    following = next(titles, "")
    for page in found:
        if following and following in page.text:
            title, following = following, next(titles, "")
            grouped.append([])
        grouped[-1].append(page)
    assert title in grouped[-1][0].text
    return dict(zip(book.sheetnames, grouped, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_each_sheet_takes_the_paper_and_the_pages_it_needs(
    printed: Mapping[str, Printed], name: str
) -> None:
    found = printed[name].pages

    sizes = {
        sheet: {(round(page.width), round(page.height)) for page in own}
        for sheet, own in found.items()
    }
    assert sizes == {sheet: {A3 if sheet in WIDE else A4} for sheet in found}
    counts = [len(own) for own in found.values()]
    assert all(map(int.__le__, counts, MOST_PAGES[name])), counts


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_the_heads_and_its_number(printed: Mapping[str, Printed], name: str) -> None:
    number = 0
    whole = sum(map(len, printed[name].pages.values()))
    for sheet, own in printed[name].pages.items():
        heads = [cell.value for cell in printed[name].book[sheet][4]]
        for page in own:
            number += 1
            assert [words for words in heads if squeezed(words) not in page.text] == [], sheet
            assert f"第{number}页共{whole}页" in page.text


@pytest.mark.parametrize("name", NAMES)
def test_every_cells_text_is_printed_whole(printed: Mapping[str, Printed], name: str) -> None:
    for sheet in printed[name].book:
        shown = "".join(page.text for page in printed[name].pages[sheet.title])

        lost = [text for text in _texts(sheet) if squeezed(text) not in shown]

        assert (sheet.title, lost) == (sheet.title, [])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_printed_over_another_or_over_the_edge(
    printed: Mapping[str, Printed], name: str
) -> None:
    found = [page for own in printed[name].pages.values() for page in own]

    assert [list(page.clashes()) for page in found if [*page.clashes()]] == []
    assert [page.outside() for page in found if page.outside()] == []
    # What LibreOffice and Excel show of a number or day that is wider than its column.
    assert [page.text for page in found if "###" in page.text] == []


def test_formulas_amount_to_what_is_kept_beside_them(printed: Mapping[str, Printed]) -> None:
    for sheet in ("总览", "县区汇总", "部门汇总", "报送情况"):
        shown = "".join(page.text for page in printed["city"].pages[sheet])
        shares = [
            cell.value
            for row in printed["city"].book[sheet].iter_rows()
            for cell in row
            if cell.number_format == "0.0%" and cell.value is not None
        ]

        assert shares
        words = [f"{rounded(Fraction(repr(share)) * 100)}%" for share in shares]
        assert [word for word in words if word not in shown] == []


def _texts(sheet: Worksheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
