"""节假日: the list as a sheet, filled in and brought back, and the due days that it moves."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from departments.models import AuditEntry, Officer
from reports.models import Holiday, Period
from tests.factories import make_officer, make_period

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]
PAGE, IMPORT = reverse("holiday_list"), reverse("holiday_import")
NEW_YEAR = [
    (date(2027, 1, 1), "放假", "元旦"),
    (date(2027, 5, 1), "放假", "劳动节"),
    (date(2027, 10, 1), "放假", "国庆节"),
]
Row = tuple[Any, ...]


@pytest.fixture
def site(client: Client) -> Officer:
    officer = make_officer(Officer.Role.ADMINISTRATOR)
    client.force_login(officer)
    return officer


def bring_back(client: Client, *rows: Row, headings: Row = ("日期", "类别", "名称")) -> Any:
    workbook = Workbook()
    for row in ((), headings, *rows):
        workbook.active.append(row)
    return upload(client, workbook)


def upload(client: Client, workbook: Workbook) -> Any:
    file = BytesIO()
    workbook.save(file)
    return client.post(IMPORT, {"file": SimpleUploadedFile("表.xlsx", file.getvalue())})


def errors(response: Any) -> list[str]:
    assert response.status_code == 422
    assert not Holiday.objects.exists()
    return list(response.context["errors"])


@pytest.mark.usefixtures("site")
def test_the_downloaded_sheet_is_filled_in_and_brought_back(client: Client) -> None:
    response = client.get(PAGE, {"format": "xlsx"})
    workbook = load_workbook(BytesIO(response.getvalue()))
    sheet = workbook.active
    assert [cell.value for cell in sheet[4]] == ["日期", "星期", "类别", "名称", "来源"]
    known = sheet.max_row - 4
    for day, kind, name in NEW_YEAR:
        sheet.append((f"{day:%Y年%-m月%-d日}", None, f" {kind}", name))

    assert upload(client, workbook).status_code == 302

    assert Holiday.objects.count() == known + 3
    calendar = Holiday.objects.calendar()
    assert calendar.years == {2023, 2024, 2025, 2026, 2027}
    assert calendar.day_off(date(2026, 10, 5)) == "国庆节"
    assert calendar.is_working_day(date(2026, 10, 10))


def test_holidays_move_periods_not_open_yet_and_are_in_the_audit_log(
    client: Client, site: Officer
) -> None:
    make_period("2026-10")
    december = make_period("2026-12")
    rows = [*NEW_YEAR, (date(2027, 1, 4), "放假", "元旦"), (date(2027, 1, 5), "放假", "元旦")]

    response = bring_back(client, *rows)
    page = client.get(response["Location"]).content.decode()

    assert "已录入2027年（放假5天，调休上班0天）。" in page
    assert "未开放的报告期截止日期随之调整：2026年12月改为2027-01-06。" in page
    december.refresh_from_db()
    assert (december.planned_due, december.due) == (date(2027, 1, 5), date(2027, 1, 6))
    entered, moved = AuditEntry.objects.order_by("pk")
    assert (entered.officer, entered.action, entered.subject) == (
        site,
        "录入节假日",
        "2027年节假日",
    )
    assert entered.after == {"放假": "01-01元旦、01-04元旦、01-05元旦、05-01劳动节、10-01国庆节"}
    assert (moved.officer, moved.action, moved.after) == (
        site,
        "顺延截止日期",
        {"报送截止日期": "2027-01-06"},
    )


@pytest.mark.usefixtures("site")
def test_a_year_brought_back_again_is_replaced_whole(client: Client) -> None:
    make_period("2026-12")
    bring_back(client, *NEW_YEAR, (date(2027, 1, 5), "放假", "元旦"))
    bring_back(client, *NEW_YEAR, (date(2027, 1, 9), "上班", "元旦"))
    assert list(Holiday.objects.values_list("day", flat=True)[:2]) == [
        date(2027, 1, 1),
        date(2027, 1, 9),
    ]
    assert Period.objects.get().due == date(2027, 1, 5)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("row", "error"),
    [
        (("2027-13-01", "放假", "元旦"), "第6行“日期”：“2027-13-01”不是日期，请按"),
        ((date(2027, 1, 2), "休息", "元旦"), "第6行“类别”：请填“放假”或“上班”。"),
        ((date(2027, 1, 2), "放假", None), "第6行“名称”：请填节日名称，如“国庆节”，最多20字。"),
        ((date(2027, 10, 1), "放假", "国庆节"), "第6行“日期”：2027-10-01与第5行重复，请删去一行。"),
        ((date(2072, 1, 1), "放假", "元旦"), "第6行“日期”：年份应在2023年至2031年之间，请核对。"),
        ((date(2027, 2, 8), "上班", "春节"), "第6行“日期”：2027-02-08是周一，本来就上班；"),
    ],
)
def test_a_row_that_cannot_be_right_is_named_and_nothing_entered(
    client: Client, row: Row, error: str
) -> None:
    (found,) = errors(bring_back(client, *NEW_YEAR, row))
    assert found.startswith(error)


@pytest.mark.usefixtures("site")
def test_half_a_year_is_refused(client: Client) -> None:
    assert errors(bring_back(client, NEW_YEAR[0])) == [
        "2027年缺少劳动节（5月1日）、国庆节（10月1日）放假。请把全年的节假日录全后再上传。"
    ]


@pytest.mark.usefixtures("site")
def test_a_sheet_without_the_columns_or_without_days_is_refused(client: Client) -> None:
    (found,) = errors(bring_back(client, *NEW_YEAR, headings=("日子", "类别", "名称")))
    assert found.startswith("文件里没有表头为“日期、类别、名称”的表。")
    assert errors(bring_back(client))[0].startswith("表里没有一个日子。")
    response = client.post(IMPORT, {"file": SimpleUploadedFile("表.xlsx", b"no workbook")})
    assert "填报表" not in errors(response)[0]
    assert errors(client.post(IMPORT, {})) == ["请选择填好的节假日表。"]


@pytest.mark.usefixtures("site")
def test_merged_cells_are_refused(client: Client) -> None:
    workbook = Workbook()
    for row in (("日期", "类别", "名称"), *NEW_YEAR):
        workbook.active.append(row)
    workbook.active.merge_cells("C2:C3")
    assert "第2行合并了单元格，无法确定各行的内容，请取消合并。" in errors(upload(client, workbook))


def test_the_bureau_reads_the_list_and_enters_nothing(client: Client) -> None:
    client.force_login(make_officer(Officer.Role.REVIEWER))
    make_period("2027-12")
    page = client.get(PAGE).content.decode()
    assert "2028年节假日尚未录入，截止日仅避开周末。" in page
    assert IMPORT not in page
    assert bring_back(client, *NEW_YEAR).status_code == 404
