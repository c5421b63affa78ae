"""Files that are no filling form: each gets one clear sentence, and nothing is kept of it."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.signing import Signer
from django.urls import reverse
from openpyxl import Workbook
from pytest_django import DjangoDbBlocker

from departments.models import AuditEntry
from projects.models import Responsibility
from reports.excel_form.layout import KEY_COLUMN
from reports.excel_form.parse import NO_KEYS, NO_ROWS, OLD_FORM, OTHER_SITE, TOO_LONG
from reports.excel_form.row_key import SALT, read_key
from reports.models import Measurement, Period, Report
from spreadsheets.archive import (
    DAMAGED,
    FOREIGN_XML,
    INFLATED,
    LOCKED,
    NO_WORKBOOK,
    OLD,
    OTHER_SHEET,
    TEXT,
    TOO_MUCH,
)
from tests.factories import PDF, make_department, make_period
from tests.reports.excel_form.forms import Form, Office, refusal, standing_office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-03 10:00", tick=False),
]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = '<row r="{}"><c r="A{}"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def _office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with standing_office(django_db_blocker) as office:
        yield office


@pytest.fixture
def office(_office: Office) -> Office:
    return _office.signed_in_anew()


def container(*streams: str) -> bytes:
    """The head of an OLE container with the names of its streams."""
    return (
        OLE + bytes(1016) + b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    )


def archive(**members: str) -> bytes:
    """A ZIP archive; names have _ for / and __ for the dot."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name.replace("__", ".").replace("_", "/"), text)
    return file.getvalue()


def replaced(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its members changed."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == name else data)
    return file.getvalue()


def blank() -> bytes:
    """A workbook of some other kind."""
    book = Workbook()
    book.active["A1"] = "汇总"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def locked() -> bytes:
    """A ZIP archive whose members want a password."""
    content = bytearray(blank())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


FILES = {
    "xls": (container("Root Entry", "Workbook"), OLD),
    "xls of 1995": (container("Root Entry", "Book"), OLD),
    "password": (container("Root Entry", "EncryptionInfo", "EncryptedPackage"), LOCKED),
    "zip password": (locked(), LOCKED),
    "doc": (container("Root Entry", "WordDocument"), NO_WORKBOOK),
    "csv": ("项目,数值\n3,4\n".encode("gb18030"), TEXT),
    "csv with a mark": ("\ufeff项目,数值\n".encode(), TEXT),
    "html": (b"<html><table><tr><td>1</td></tr></table></html>", NO_WORKBOOK),
    "pdf": (PDF, NO_WORKBOOK),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), NO_WORKBOOK),
    "docx": (archive(word_document__xml="<x/>"), NO_WORKBOOK),
    "ods": (archive(mimetype="x", content__xml="<x/>"), OTHER_SHEET.format(".ods")),
    "xlsb": (archive(xl_workbook__bin="x"), OTHER_SHEET.format(".xlsb")),
    "no relations": (archive(xl_workbook__xml="<workbook/>"), DAMAGED),
    "no xml": (archive(xl_workbook__xml="%%", xl__rels_workbook__xml__rels="%%"), DAMAGED),
    "zip cut short": (blank()[:-200], DAMAGED),
    "another workbook": (blank(), NO_KEYS),
}


@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_form_is_refused_with_what_to_do(office: Office, kind: str) -> None:
    content, sentence = FILES[kind]

    assert refusal(office.upload(content)) == sentence
    assert not Report.objects.exists()


def test_an_empty_file_and_none_are_shown(office: Office) -> None:
    assert refusal(office.upload(b"")) == "这个文件是空的，请检查后重新选择。"
    assert refusal(office.client.post(office.address)) == "请选择填好的填报表。"


def test_a_file_of_more_than_20_mb_is_refused(office: Office) -> None:
    large = office.upload(b"PK" + bytes(20 * 1024 * 1024))

    assert refusal(large).startswith("文件超过 20 MB。")


def test_the_page_of_a_refusal_shows_no_trace(office: Office) -> None:
    page = office.upload(blank()[:-200]).content.decode()

    assert DAMAGED in page
    assert "Traceback" not in page


def test_bytes_changed_inside_a_form_are_refused(office: Office) -> None:
    content = bytearray(office.first_form().saved())
    at = content.find(SHEET.encode()) + 200
    content[at : at + 40] = bytes(40)

    assert refusal(office.upload(bytes(content))) == DAMAGED


def test_a_sheet_that_would_fill_the_memory_is_not_unpacked(office: Office) -> None:
    content = office.first_form().saved()
    bomb = replaced(content, SHEET, lambda data: data + b" " * 5_000_000)
    assert len(bomb) < 100_000

    assert refusal(office.upload(bomb)) == INFLATED


def test_members_that_are_too_large_together_are_not_unpacked(office: Office) -> None:
    file = BytesIO(office.first_form().saved())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as more:
        for number in range(7):
            more.writestr(f"xl/media/{number}.bin", bytes(15_000_000))
    assert len(file.getvalue()) < 200_000

    assert refusal(office.upload(file.getvalue())) == INFLATED


def test_far_too_many_members_are_refused(office: Office) -> None:
    many = archive(xl_workbook__xml="<x/>", **{f"m{number}": "" for number in range(2001)})

    assert refusal(office.upload(many)) == INFLATED


@pytest.mark.parametrize(
    "part",
    [
        "".join(ROW.format(row, row) for row in range(11, 5100)),
        '<row r="11">' + "<c><v>1</v></c>" * 50_000 + "</row>",
        "<a>" * 100_001 + "</a>" * 100_001,
    ],
)
def test_a_sheet_with_far_too_many_rows_cells_or_other_things_is_refused(
    office: Office, part: str
) -> None:
    end = b"</sheetData>"
    grown = replaced(
        office.first_form().saved(), SHEET, lambda data: data.replace(end, part.encode() + end)
    )

    assert refusal(office.upload(grown)) == TOO_MUCH


def test_a_sheet_with_far_too_many_merged_cells_is_refused(office: Office) -> None:
    merged = b"".join(b'<mergeCell ref="X%d:Y%d"/>' % (row, row) for row in range(1, 1100))
    grown = replaced(
        office.first_form().saved(),
        SHEET,
        lambda data: data.replace(b"</mergeCells>", merged + b"</mergeCells>"),
    )

    assert refusal(office.upload(grown)) == TOO_MUCH


def test_a_merged_area_as_large_as_the_sheet_costs_nothing(office: Office) -> None:
    form = office.first_form().filled()
    merged = b'<mergeCell ref="A1:XFD1048576"/></mergeCells>'
    grown = replaced(form.saved(), SHEET, lambda data: data.replace(b"</mergeCells>", merged))
    problems = office.upload(grown).context["checked"].problems

    assert {problem.reason[:7] for problem in problems} == {"合并了单元格，"}


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_unread(office: Office, name: str) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    def poisoned(data: bytes) -> bytes:
        head, mark, body = data.rpartition(b"?>")
        return head + mark + entity + body

    assert refusal(office.upload(replaced(blank(), name, poisoned))) == FOREIGN_XML


def test_another_county_s_form_is_refused(office: Office) -> None:
    other = Office(department=make_department(name="榕城区"))
    sentence = refusal(office.upload(other.download().filled(2)))

    assert sentence.startswith("这是其他部门的填报表，不能导入普宁市的报告。")
    assert "榕城区" not in sentence


def test_last_month_s_form_is_refused_by_its_name(office: Office) -> None:
    make_period("2026-09")
    office.period.code = "2026-09"
    last = office.download().filled()
    office.period = Period.objects.get(code="2026-10")

    assert refusal(office.upload(last)) == (
        "这是2026年9月的填报表，现在导入的是2026年10月。"
        "请上传2026年10月的填报表，或回到“我的待办”在2026年9月处导入。"
    )


def with_keys(form: Form, change: Callable[[str], str]) -> Form:
    """A form with other texts in its key columns."""
    for sheet in (form.figures, form.texts):
        for row in range(5, sheet.max_row + 1):
            cell = sheet.cell(row, KEY_COLUMN)
            cell.value = change(str(cell.value))
    return form


def test_another_site_s_form_is_refused(office: Office) -> None:
    foreign = Signer(key="another site's", salt=SALT)
    form = with_keys(office.first_form(), lambda key: foreign.sign(key.rpartition(":")[0]))

    assert refusal(office.upload(form)) == OTHER_SITE


def test_an_older_edition_of_the_form_is_refused(office: Office) -> None:
    def older(text: str) -> str:
        key = read_key(text)
        assert key is not None
        return replace(key, edition="0").signed()

    assert refusal(office.upload(with_keys(office.first_form(), older))) == OLD_FORM


def test_a_form_of_the_edition_before_is_named_and_its_headings_are_not_demanded(
    office: Office,
) -> None:
    """It had neither the marks in its keys nor the column of department and period."""

    def first_edition(text: str) -> str:
        parts = Signer(salt=SALT).unsign(text).split(".")
        return Signer(salt=SALT).sign(".".join([*parts[:5], "1"]))

    form = with_keys(office.first_form(), first_edition)
    for sheet in (form.figures, form.texts):
        sheet.delete_cols(Form.column(sheet, "填报单位和报告期"))

    assert refusal(office.upload(form)) == OLD_FORM


def test_a_month_s_form_at_a_quarter_s_page_says_so(office: Office) -> None:
    form = office.first_form().filled()
    Responsibility.objects.update(role=Responsibility.Involvement.SUPPORT)
    make_period("2026-Q3")
    office.address = reverse("excel_import", args=["2026-Q3"])

    assert refusal(office.upload(form)).startswith("这是2026年10月的填报表")


def test_a_form_without_its_keys_is_refused(office: Office) -> None:
    form = office.first_form().filled()
    for sheet in (form.figures, form.texts):
        for row in range(5, sheet.max_row + 1):
            sheet.cell(row, KEY_COLUMN).value = None
    assert refusal(office.upload(form)) == NO_ROWS
    for sheet in (form.figures, form.texts):
        sheet.delete_cols(KEY_COLUMN)
    assert refusal(office.upload(form)) == NO_KEYS


@pytest.mark.parametrize(
    ("heading", "error"), [("数量", "找不到"), (None, "找不到"), ("分子", "找不到")]
)
def test_a_heading_that_was_changed_is_named(
    office: Office, heading: str | None, error: str
) -> None:
    form = office.first_form().filled()
    form.figures.cell(4, Form.column(form.figures, "数值")).value = heading

    assert refusal(office.upload(form)).startswith(f"工作表“数据”的表头里{error}“数值”。")


def test_a_heading_that_is_there_twice_is_named(office: Office) -> None:
    form = office.first_form().filled()
    form.figures.cell(4, form.figures.max_column + 1).value = "分 子"

    assert refusal(office.upload(form)).startswith("工作表“数据”的表头里有多个“分子”。")


def test_a_form_with_nothing_typed_is_shown(office: Office) -> None:
    assert refusal(office.upload(office.first_form())).startswith("填报表里没有填写任何内容。")


def test_more_text_than_all_reports_take_is_refused(office: Office) -> None:
    form = office.first_form().filled()
    row = form.row("1-1")
    cells = [cell.value for cell in form.figures[row]]
    for number in range(120):
        for column, value in enumerate(cells, start=1):
            form.figures.cell(100 + number, column).value = value
        form.figures.cell(100 + number, Form.column(form.figures, "依据文件")).value = "长" * 6000

    assert refusal(office.upload(form)) == TOO_LONG


def test_nothing_is_kept_of_a_refused_or_a_previewed_file(office: Office) -> None:
    office.upload(FILES["xls"][0])
    office.upload(office.first_form().filled())

    assert not Report.objects.exists()
    assert not Measurement.objects.exists()
    assert not AuditEntry.objects.exists()
