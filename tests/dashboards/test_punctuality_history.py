"""A year of reporting as a strip of cells, each with its words and its lamp."""

from collections.abc import Sequence

import pytest

from collection.punctuality import Discipline, Total
from dashboards.punctuality_history import strips
from departments.models import Department
from projects.models import Project
from reports.models import Period


def row(code: str, due: int, on_time: int, late: int) -> Discipline:
    period = Period.usual(code)
    year, part = code.split("-")
    period.pk = int(year) * 100 + int(part.replace("Q", "9"))
    missing: Sequence[Project] = [Project(number=number) for number in range(due - on_time - late)]
    return Discipline(Department(name="某市人民政府"), period, due, on_time, late, missing)


@pytest.mark.parametrize(
    ("counts", "words", "lamp"),
    [
        ((22, 22, 0), "按时", "green"),
        ((22, 20, 2), "迟报 2", "yellow"),
        ((22, 18, 1), "未报 3", "red"),
        ((22, 0, 0), "未报 22", "red"),
        ((22, 0, 22), "迟报 22", "yellow"),
    ],
)
def test_a_cell_tells_the_worst(counts: tuple[int, int, int], words: str, lamp: str) -> None:
    (strip,) = strips([row("2026-10", *counts)], [])

    (cell,) = strip.cells
    assert (cell.words, cell.lamp, cell.name) == (words, lamp, "10月")


def test_months_stand_under_their_years_oldest_first_and_add_up() -> None:
    rows = [row("2026-01", 22, 20, 1), row("2025-12", 22, 22, 0), row("2025-11", 20, 19, 1)]

    (strip,) = strips(rows, [])

    assert strip.name == "月报"
    assert [cell.name for cell in strip.cells] == ["11月", "12月", "1月"]
    assert strip.years == [(2025, 2), (2026, 1)]
    assert strip.total == Total(64, 61, 2)
    assert strip.total.timeliness == "95.3%（61/64）"


def test_leads_have_a_strip_of_months_and_supporters_one_of_quarters() -> None:
    found = strips([row("2026-Q3", 2, 2, 0), row("2026-09", 1, 1, 0)], [])

    assert [(strip.name, strip.cells[0].name) for strip in found] == [
        ("月报", "9月"),
        ("季报", "三季度"),
    ]
    assert strips([], []) == []


def test_only_a_period_with_a_readable_report_opens() -> None:
    closed, opened = row("2026-09", 1, 1, 0), row("2026-10", 1, 1, 0)

    (strip,) = strips([closed, opened], [opened.period.pk])

    assert [cell.is_open for cell in strip.cells] == [False, True]
