"""A year of reporting as a strip of cells, each with its words and its lamp."""

from datetime import date, timedelta

import pytest

from dashboards.punctuality_history import PunctualityHistory, punctuality_histories
from departments.models import Department
from projects.models import Project, Responsibility
from reports.models import Period
from reports.obligations import Obligation, PeriodObligations
from reports.rules.punctuality import Punctuality
from tests.factories import moment

TODAY = date(2027, 1, 31)


def row(code: str, due: int, on_time: int, late: int) -> PeriodObligations:
    period = Period.usual(code)
    period.pk = int(code.replace("-", "").replace("Q", "9"))
    county = Department(name="某市人民政府")
    handed_in = [moment(period.due)] * on_time + [moment(period.due + timedelta(days=1))] * late
    return PeriodObligations(
        [
            Obligation(
                Responsibility(project=Project(number=number), department=county, role=period.role),
                period,
                TODAY,
                handed_in[number] if number < len(handed_in) else None,
            )
            for number in range(due)
        ]
    )


def histories(*rows: PeriodObligations) -> list[PunctualityHistory]:
    return punctuality_histories(rows, [])


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
def test_a_cell_shows_the_worst(counts: tuple[int, int, int], words: str, lamp: str) -> None:
    (history,) = histories(row("2026-10", *counts))

    (cell,) = history.cells
    assert (cell.text, cell.lamp, cell.name) == (words, lamp, "10月")


def test_months_stand_under_their_years_oldest_first_and_add_up() -> None:
    rows = [row("2026-01", 22, 20, 1), row("2025-12", 22, 22, 0), row("2025-11", 20, 19, 1)]

    (history,) = histories(*rows)

    assert history.name == "月报"
    assert [cell.name for cell in history.cells] == ["11月", "12月", "1月"]
    assert history.years == [(2025, 2), (2026, 1)]
    assert history.total == Punctuality(64, 61, 2)
    assert history.total.timeliness_text == "95.3%（61/64）"


def test_leads_have_a_strip_of_months_and_supporters_one_of_quarters() -> None:
    found = histories(row("2026-Q3", 2, 2, 0), row("2026-09", 1, 1, 0))

    assert [(history.name, history.cells[0].name) for history in found] == [
        ("月报", "9月"),
        ("季报", "三季度"),
    ]
    assert histories() == []


def test_only_a_period_with_a_readable_report_opens() -> None:
    closed, opened = row("2026-09", 1, 1, 0), row("2026-10", 1, 1, 0)

    (history,) = punctuality_histories([closed, opened], [opened.period.pk])

    assert [cell.is_open for cell in history.cells] == [False, True]
