"""import_plan refuses a file that would silently undo what changed since its export."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from projects.models import Plan
from projects.terms.amending import Grounds, amend, correct
from projects.terms.content import TermDifference, load_content
from projects.terms.export_stamp import ALTERED, MISSING, Stamp
from tests.dashboards.import_plan.plan_book import Book, refused, run

TODAY = date(2026, 11, 26)
# What is refused is the same on both; what is written, test_import_plan tries on both.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-26 09:00"),
]


def goal(plan: Plan, value: str) -> list[TermDifference]:
    before = load_content(plan)["节点"]["3 1 1"]["target_value"]
    return [TermDifference("节点", "3 1 1", "target_value", before, value)]


def grounds(day: date = TODAY) -> Grounds:
    return Grounds(day, "文件", "原因")


def edited(path: Path, *arguments: str) -> Book:
    """An export in which the unit of 3-2 was changed."""
    call_command("export_plan", str(path), *arguments, verbosity=0)
    book = Book(path.read_bytes(), path)
    book.put("目标", (3, 2), 单位="个")
    book.saved()
    return book


def refusal(path: Path, *arguments: str, day: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(path, *arguments, day=day)
    return str(refused.value)


def test_a_file_exported_before_an_amendment(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "方案.xlsx"
    edited(path)
    with time_machine.travel("2026-11-28 09:00+08:00"):
        amend(plan, goal(plan, "44"), grounds(date(2026, 11, 28)), None)
        assert refusal(path, day="2026-11-28") == (
            "这份文件导出于2026-11-26，此后方案已于2026-11-28变动，请重新导出后再改。"
        )
        edited(path)
        assert run(path, day="2026-11-28")[-1].startswith("已登记方案调整")


def test_a_file_exported_before_an_amendment_took_effect(plan: Plan, tmp_path: Path) -> None:
    """Also if it was recorded before another change that took effect at once."""
    path = tmp_path / "方案.xlsx"
    amend(plan, goal(plan, "44"), grounds(date(2026, 11, 28)), None)
    amend(plan, [TermDifference("目标", "3 3", "unit", "个", "项")], grounds(), None)
    edited(path)
    with time_machine.travel("2026-11-28 09:00+08:00"):
        assert refusal(path, day="2026-11-28") == (
            "这份文件导出于2026-11-26，此后方案已于2026-11-28变动，请重新导出后再改。"
        )


def test_a_file_of_a_past_day_does_not_amend_what_changed_since(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "方案.xlsx"
    amend(plan, goal(plan, "44"), grounds(), None)
    edited(path, "--as-of", "2026-11-25")
    assert refusal(path, day="2026-11-26") == (
        "这份文件是2026-11-25的方案内容，方案自2026-11-26起已有变动，请重新导出现行内容后再改。"
    )


def test_a_correction_takes_the_terms_of_its_own_day(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "方案.xlsx"
    edited(path)
    assert refusal(path, "--correct", day="2026-01-01") == (
        "更正须用起始日期当天的方案内容，这份文件是2026-11-26的。"
        "请用 manage.py export_plan 文件 --as-of 2026-01-01 重新导出后再改。"
    )


def test_a_correction_minds_what_reached_its_day_since(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "方案.xlsx"
    edited(path, "--as-of", "2026-01-01")
    correct(plan, goal(plan, "44"), grounds(date(2025, 1, 1)), None)
    assert refusal(path, "--correct", day="2026-01-01") == (
        "这份文件导出于2026-11-26，此后方案已于2026-11-26变动，请重新导出后再改。"
    )


def test_a_correction_does_not_mind_what_was_amended_for_later_days(
    plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / "方案.xlsx"
    edited(path, "--as-of", "2026-01-01")
    amend(plan, goal(plan, "44"), grounds(), None)
    assert run(path, "--correct", day="2026-01-01")[-1].startswith("已登记更正")
    now = load_content(plan)
    assert now["节点"]["3 1 1"]["target_value"] == "44"
    assert now["目标"]["3 2"]["unit"] == "个"


def drop_guide(book: Book) -> None:
    del book.book["说明"]


def drop_line(book: Book) -> None:
    sheet = book.book["说明"]
    sheet.delete_rows(sheet.max_row)


def write_version(book: Book) -> None:
    cell = book.book["说明"].cell(book.book["说明"].max_row, 1)
    cell.value = cell.value.replace("2026-11-26 2026-11-26", "2026-11-26 2026-11-27")


def write_other_plan(book: Book) -> None:
    cell = book.book["说明"].cell(book.book["说明"].max_row, 1)
    cell.value = Stamp(0, 0, TODAY, TODAY).line()


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (drop_guide, MISSING),
        (drop_line, MISSING),
        (write_version, ALTERED),
        (write_other_plan, ALTERED),
    ],
)
def test_a_file_without_its_stamp(book: Book, spoil: Any, sentence: str) -> None:
    book.put("节点", (3, 1, 1), 目标值=44)
    spoil(book)
    assert refused(book) == [sentence]
