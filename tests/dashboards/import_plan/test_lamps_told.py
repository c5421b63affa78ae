"""import_plan tells which lamps move: today's, those of past month ends, those of a later day."""

from datetime import date

import pytest

from projects.models import Plan
from projects.terms.amending import Grounds, amend
from projects.terms.content import TermDifference
from tests.dashboards.import_plan.plan_book import Book, brought

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]

TARGET = "3-2 市级信息化中心学校"


def exempt_puning(plan: Plan, day: date) -> None:
    change = TermDifference("任务分解", "3 2 puning", "exemption_reason", "", "没有此类学校")
    amend(plan, [change], Grounds(day, "文件", "原因"), None)


@pytest.mark.parametrize("arguments", [("--correct",), ("--correct", "--dry-run")])
def test_a_correction_tells_the_month_ends_whose_lamps_move(
    book: Book, plan: Plan, arguments: tuple[str, ...]
) -> None:
    book.put("任务分解", (3, 2, "puning"), 不适用的理由="没有学校")

    lines = brought(book, *arguments, day="2026-07-01")

    assert lines[2:-1] == [
        "今天有1处亮灯变化：",
        "3-2 普宁市：灰·未报 → 不适用",
        "2026-07-01以来，以下月末的亮灯有变化：",
        f"2026-10-31：1处（{TARGET}）",
        f"2026-09-30：1处（{TARGET}）",
        f"2026-08-31：1处（{TARGET}）",
        "2026-07-31：1处",
    ]


def test_of_many_month_ends_the_newest_are_told(book: Book) -> None:
    book.put("任务分解", (3, 2, "puning"), 不适用的理由="没有学校")

    lines = brought(book, "--correct", day="2025-12-01")

    assert lines[-3:-1] == ["2026-01-31：1处", "等11个月末。"]


def test_what_is_amended_since_stays_so_and_past_lamps_move(book: Book, plan: Plan) -> None:
    exempt_puning(plan, date(2026, 11, 26))
    book.put("任务分解", (3, 2, "puning"), 不适用的理由="没有学校")

    lines = brought(book, "--correct", day="2026-10-01")

    assert lines[2:-1] == [
        (
            "任务分解 3-2 普宁市人民政府的不适用的理由在2026-10-01之后另有调整，"
            "自调整之日起仍按调整后的内容。"
        ),
        "今天没有亮灯变化。",
        "2026-10-01以来，以下月末的亮灯有变化：",
        f"2026-10-31：1处（{TARGET}）",
    ]


def test_what_waits_for_its_day_stays_so(book: Book, plan: Plan) -> None:
    exempt_puning(plan, date(2026, 12, 1))
    book.put("任务分解", (3, 2, "puning"), 不适用的理由="没有学校")

    lines = brought(book, "--correct", day="2026-11-26")

    assert "在2026-11-26之后另有调整" in lines[2]


def test_an_amendment_of_a_later_day_is_tried_with_today_s_figures(book: Book) -> None:
    book.put("任务分解", (3, 2, "puning"), 不适用的理由="没有学校")

    lines = brought(book, day="2027-01-01")

    assert lines[2:-1] == [
        "自2027-01-01起生效，今天的亮灯不变。",
        "以今天的数据试算，假如今天就生效，有1处亮灯变化：",
        "3-2 普宁市：灰·未报 → 不适用",
    ]
