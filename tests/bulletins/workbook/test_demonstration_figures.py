"""The demonstration's workbook says the same as the pages, each sheet the same as the others."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client, override_settings
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import DjangoDbBlocker

from bulletins.document.narrow import of_department, of_project
from bulletins.document.serialize import dumps, loads
from bulletins.models import Bulletin
from demo.management.commands.demo import Command
from departments.models import Officer
from projects import wording
from projects.rules.values import LAMPS
from tests.bulletins.workbook.summaries import drawn, values
from tests.module_rows import module_rows

TODAY = "2026-11-23 09:30+08:00"
LABELS = [wording.LAMP_LABELS[lamp] for lamp in LAMPS]
COUNTS = [*LABELS, "适用", "达标", "达标率"]
PACES = ("完成率", "序时进度", "偏差")

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite"), pytest.mark.on(TODAY)]


@pytest.fixture(scope="module")
def _rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    def write() -> None:
        call_command("loaddata", "plan", verbosity=0)
        call_command(Command(), stdout=StringIO())

    with (
        time_machine.travel(TODAY),
        override_settings(DEBUG=True),
        module_rows(django_db_blocker, write),
    ):
        yield


@pytest.fixture
def bulletin(_rows: None) -> Bulletin:
    newest = Bulletin.objects.standing().order_by("-on").first()
    assert newest is not None
    return newest


@pytest.fixture
def book(bulletin: Bulletin) -> Workbook:
    return drawn(bulletin.document(), results=True)


@pytest.fixture
def page(client: Client, bulletin: Bulletin) -> Any:
    """The context of a page on the bulletin's day, by its address."""
    client.force_login(Officer.objects.get(username="reviewer"))

    def asked(address: str) -> Any:
        return client.get(address, {"as_of": f"{bulletin.on:%Y-%m-%d}"}).context

    return asked


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a table: those whose first columns are filled before its notes begin."""
    headings = values(sheet, 4)
    rows = (values(sheet, row) for row in range(5, sheet.max_row + 1))
    return [dict(zip(headings, row, strict=True)) for row in rows if row[1] is not None]


def counts_of(counts: Any) -> list[Any]:
    rate = None if counts.rate is None else float(counts.rate)
    return [*counts.lamps, counts.met, counts.applicable, rate]


def counted(record: dict[str, Any]) -> list[Any]:
    return [*(record[label] for label in LABELS), record["达标"], record["适用"], record["达标率"]]


def column(sheet: Worksheet, number: int) -> list[Any]:
    """The counts of one column of 总览."""
    rows = {sheet.cell(row, 1).value: row for row in range(5, 30)}
    labels = [*LABELS, "其中达标", "其中适用", "达标率（达标÷适用）"]
    return [sheet.cell(rows[label], number).value for label in labels]


def test_every_sheet_says_of_the_counties_what_their_pages_say(book: Workbook, page: Any) -> None:
    counties = records(book["县区汇总"])
    places = {value: n for n, value in enumerate(values(book["总览"], 4), start=1)}
    of_departments = {item["部门"]: item for item in records(book["部门汇总"])}
    filed = {item["单位"]: item for item in records(book["报送情况"]) if item["种类"] == "月报"}

    for ranked in page("/counties/")["table"].data:
        name, whole = ranked.department.short, ranked.department.name
        row = next(item for item in counties if item["县（市、区）"] == name)
        said = counts_of(ranked.counts)
        assert (name, counted(row)) == (name, said)
        assert (name, column(book["总览"], places[name])) == (name, said)
        assert (name, counted(of_departments[whole])) == (name, said)
        assert row["达标率名次"] == ranked.place_text
        assert "及时率名次" not in row
        year = ranked.year
        assert (row["月报应报"], row["按时报送"]) == (year.due, year.on_time)
        assert [of_departments[whole][key] for key in ("应报", "按时", "迟报", "未报")] == [
            *(year.due, year.on_time, year.late, year.missing),
        ]
        assert [filed[whole][f"12个月{key}"] for key in ("应报", "已报", "按时", "未报")] == [
            *(year.due, year.handed_in, year.on_time, year.missing),
        ]
        own = [item for item in records(book["目标明细"]) if item["责任部门"] == whole]
        assert len(own) == ranked.counts.total


def test_the_sums_of_the_counties_are_sums_of_assignments(book: Workbook) -> None:
    sheet = book["县区汇总"]
    total = next(row for row in range(5, 30) if sheet.cell(row, 1).value == "各县合计")
    said = dict(zip(values(sheet, 4), values(sheet, total), strict=True))
    rows = records(sheet)

    for label in (*LABELS, "适用", "达标", "月报应报", "按时报送"):
        assert said[label] == sum(row[label] for row in rows)
    assert said["达标率"] == said["达标"] / said["适用"]
    assert said["合计"] > column(book["总览"], 3)[0]


def test_every_department_has_what_its_page_says_of_it(book: Workbook, page: Any) -> None:
    rows = records(book["部门汇总"])

    for item in page("/departments/")["table"].data:
        own = {row["职责"]: row for row in rows if row["部门"] == item.name}
        for role, summary in (("牵头", item.led), ("配合", item.supported)):
            assert (item.name, role, role in own) == (item.name, role, bool(summary.counts.total))
            if role in own:
                assert (item.name, counted(own[role])) == (item.name, counts_of(summary.counts))


def test_the_city_s_counts_are_those_of_the_overview_and_of_the_rows(
    book: Workbook, page: Any
) -> None:
    city = page("/overview/")["city"]()
    targets = [row for row in target_rows(book) if row["目标"]]

    assert column(book["总览"], 3) == counts_of(city)
    lamps = Counter(row["亮灯"] for row in targets)
    assert [lamps[label] for label in LABELS] == list(city.lamps)
    assert len(targets) == city.total


def target_rows(book: Workbook) -> list[dict[str, Any]]:
    sheet = book["项目进展汇总表"]
    headings = values(sheet, 4)
    rows = (values(sheet, row) for row in range(5, sheet.max_row))
    return [row for each in rows if (row := dict(zip(headings, each, strict=True)))["目标"]]


def test_every_target_s_row_is_that_of_its_page_and_says_why_it_has_no_share(
    book: Workbook, page: Any
) -> None:
    snapshot = page("/overview/")["snapshot"]
    rows = {row["目标"]: row for row in target_rows(book)}

    for status in snapshot.targets:
        row = rows[status.title]
        assert (row["完成值"].replace("\n", ""), row["亮灯"]) == (
            status.shown_text,
            status.lamp_text,
        )
        for heading in PACES:
            assert (status.title, heading, row[heading]) != (status.title, heading, None)
        if status.attainment is not None:
            assert row["完成率"] == pytest.approx(float(status.attainment))
            assert row["序时进度"] == pytest.approx(float(status.expected))
    for row in records(book["目标明细"]):
        for heading in ("填报值", "完成度", "序时进度", "偏差"):
            assert (row["目标"], row["责任部门"], heading, row[heading])[3] is not None


def test_no_row_contradicts_itself(book: Workbook, bulletin: Bulletin) -> None:
    """A passed day is explained, an unmet goal not green without a word, a share said once."""
    for row in target_rows(book):
        due = row["完成时限"].date()
        is_green = row["亮灯"] == "绿·正常"
        assert not (is_green and "未达到" in row["备注"]), row
        if due < bulletin.on and is_green and "进行中" in row["备注"]:
            assert "时限" in row["备注"], row
        if isinstance(row["偏差"], float | int) and "个百分点（" in row["备注"]:
            words = wording.number(abs(Fraction(str(round(row["偏差"], 6)))), 1)
            assert f"{words} 个百分点" in row["备注"].replace(".0 个", " 个"), row


@pytest.mark.parametrize("number", [3, 9])
def test_a_project_s_preset_is_of_that_project_in_every_sheet(
    bulletin: Bulletin, number: int
) -> None:
    book = drawn(of_project(bulletin.document(), number), results=True)
    filed = records(book["报送情况"])
    own = of_project(bulletin.document(), number).projects[0]

    assert max(item["应报"] for item in filed) == 1
    assert max(item["12个月应报"] for item in filed) == 12
    missing = [item["未报项目"] for item in filed if item["未报项目"]]
    assert all(named.startswith(f"项目{number} ") and "\n" not in named for named in missing)
    assert max(item["月报应报"] for item in records(book["县区汇总"])) == 12
    assert {item["项目数"] for item in records(book["部门汇总"])} == {1}
    assert len(records(book["部门汇总"])) == len({*own.leads, *own.supports})
    assert {item["项目序号"] for item in records(book["目标明细"])} == {number}


def test_a_department_s_preset_has_its_own_row_alone(bulletin: Bulletin) -> None:
    book = drawn(of_department(bulletin.document(), "finance"), results=True)

    assert {item["部门"] for item in records(book["部门汇总"])} == {"市财政局"}
    assert {item["单位"] for item in records(book["报送情况"])} == {"市财政局"}


def test_what_it_kept_comes_back(bulletin: Bulletin) -> None:
    document = bulletin.document()

    assert loads(dumps(document)) == document
    assert document.previous is not None
    assert document.previous.label == "2026年第9期（2026-09-30）"
    assert document.on == date(2026, 10, 31)
