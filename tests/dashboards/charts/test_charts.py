"""Charts: where amounts lie on the drawing."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.axes import Scale, Span, scale
from dashboards.charts.column_chart import MonthCounts, column_chart
from dashboards.charts.lamp_strip import strip
from dashboards.charts.lines import LineData, Mark, Point, line_chart, path
from dashboards.snapshots.lamp_counts import NONE, LampCounts
from projects.rules.values import LAMPS, UNJUDGED, Lamp

PLAN = Span(date(2023, 9, 4), date(2027, 12, 31))
YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
TO_20 = Scale(Fraction(20), Fraction(5))

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
amounts = st.decimals(0, 10**7, places=2).map(Fraction)
points = st.builds(Point, days, st.one_of(st.none(), amounts))
counts = st.lists(st.integers(0, 90), min_size=len(LAMPS), max_size=len(LAMPS)).map(
    lambda numbers: LampCounts(tuple(numbers), 0, 0)
)


def counted(numbers: Mapping[Lamp, int]) -> LampCounts:
    """So many at each lamp."""
    return LampCounts(tuple(numbers.get(lamp, 0) for lamp in LAMPS), 0, 0)


@pytest.mark.parametrize(
    ("most", "top", "step"),
    [(1, 1, 1), (3, 3, 1), (9, 10, 2), (22, 25, 5), (158, 200, 50), (7, 8, 2), (0, 1, 1)],
)
def test_an_axis_of_amounts_ends_at_a_round_number_above_them(
    most: int, top: int, step: int
) -> None:
    assert scale([None, Fraction(most)]) == Scale(Fraction(top), Fraction(step))


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (100, ["0%", "25%", "50%", "75%", "100%"]),
        (Fraction(767, 10), ["0%", "25%", "50%", "75%", "100%"]),
        (0, ["0%", "25%", "50%", "75%", "100%"]),
        (105, ["0%", "50%", "100%", "150%"]),
        (15, ["0%", "5%", "10%", "15%"]),
        (Fraction(3, 2), ["0%", "0.5%", "1%", "1.5%"]),
    ],
)
def test_an_axis_of_shares_goes_to_100_unless_that_is_far(
    most: Fraction | int, words: list[str]
) -> None:
    axis = scale([Fraction(most)], is_share=True)

    assert [tick.words for tick in axis.ticks] == words
    assert (axis.ticks[0].at, axis.ticks[-1].at) == ("100.00", "0.00")


def test_a_course_lies_between_its_axes_ends() -> None:
    course = [
        Point(date(2025, 1, 1), Fraction(0)),
        Point(date(2025, 7, 2), Fraction(10)),
        Point(date(2025, 12, 31), Fraction(20)),
    ]

    assert path(course, YEAR, TO_20) == "M0.00 100.00L50.00 50.00L100.00 0.00"


def test_a_month_without_data_interrupts_the_line_and_one_alone_is_a_dot() -> None:
    amounts = [None, 5, None, 10, 15]
    course = [
        Point(date(2025, month, 1), None if amount is None else Fraction(amount))
        for month, amount in enumerate(amounts, start=1)
    ]

    drawn = path(course, YEAR, TO_20)

    assert drawn == "M8.52 75.00L8.52 75.00M24.73 50.00L32.97 25.00"


def test_an_empty_course_draws_nothing_but_its_axes() -> None:
    empty = LineData([Point(date(2025, 1, 31), None)])

    chart = line_chart(empty, YEAR, scale(empty.amounts), date(2025, 6, 30), "还没有数据")

    assert (chart.line, chart.expected, chart.newest, list(chart.marks)) == ("", "", None, [])
    assert [tick.words for tick in chart.scale.ticks] == ["0", "1"]


def test_a_line_chart_shows_its_newest_figure_its_checkpoints_and_the_day_requested() -> None:
    course = LineData(
        [Point(date(2025, 1, 31), Fraction(5)), Point(date(2025, 2, 28), None)],
        [Point(YEAR.first, Fraction(0)), Point(YEAR.last, Fraction(20))],
        [Mark(YEAR.last, Fraction(20), "ahead", "2025-12-31 ≥20 所")],
    )

    chart = line_chart(course, YEAR, scale(course.amounts), date(2025, 7, 2), "全市 5 所")

    assert chart.newest is not None
    assert (chart.newest.x, chart.newest.y) == ("8.24", "75.00")
    assert [(mark.x, mark.y, mark.state) for mark in chart.marks] == [("100.00", "0.00", "ahead")]
    assert (chart.now, chart.expected) == ("50.00", "M0.00 100.00L100.00 0.00")


def test_years_are_named_where_they_have_room() -> None:
    short = Span(date(2023, 12, 15), date(2025, 12, 31))

    assert [tick.words for tick in PLAN.names] == ["2023", "2024", "2025", "2026", "2027"]
    assert [tick.words for tick in short.names] == ["2024", "2025"]
    assert [tick.at for tick in short.years] == ["2.28", "51.27"]


def test_columns_stand_on_what_is_done_and_the_worst_is_on_top() -> None:
    lit = counted({Lamp.OVERDUE: 1, Lamp.GREEN: 2, Lamp.DONE: 5, Lamp.POOLED: 9})

    chart = column_chart([MonthCounts(date(2026, 10, 31), lit)], "10月")

    (column,) = chart.columns
    assert [(piece.lamp, piece.y, piece.height) for piece in column.pieces] == [
        (Lamp.DONE, "37.50", "62.50"),
        (Lamp.GREEN, "12.50", "25.00"),
        (Lamp.OVERDUE, "0.00", "12.50"),
    ]
    assert (column.x, column.width, column.middle, column.words) == (
        "10.00",
        "80.00",
        "50.00",
        "10",
    )


def test_the_table_behind_columns_has_every_lamp_that_occurs_and_the_newest_month_first() -> None:
    months = [
        MonthCounts(date(2026, 9, 30), counted({Lamp.YELLOW: 2, Lamp.EXEMPT: 3})),
        MonthCounts(date(2026, 10, 31), counted({Lamp.GREEN: 4, Lamp.EXEMPT: 3})),
    ]

    chart = column_chart(months, "两个月")

    assert list(chart.lamps) == [(Lamp.YELLOW, "黄·滞后"), (Lamp.GREEN, "绿·正常")]
    assert list(chart.rows) == [(date(2026, 10, 31), [0, 4]), (date(2026, 9, 30), [2, 0])]


def test_no_month_makes_an_empty_chart() -> None:
    chart = column_chart([], "还没有数据")

    assert (list(chart.columns), list(chart.rows), list(chart.lamps)) == ([], [], [])


def test_many_months_are_numbered_sparsely_and_their_years_named() -> None:
    months = [
        MonthCounts(date(serial // 12, serial % 12 + 1, 28), NONE) for serial in range(24308, 24347)
    ]

    chart = column_chart(months, "三年")

    assert [column.words for column in chart.columns if column.words][:4] == ["9", "1", "5", "9"]
    assert [tick.words for tick in chart.years] == ["2025", "2026", "2027", "2028"]


@given(st.lists(points), days, days, st.booleans())
def test_every_point_lies_on_the_drawing(
    course: list[Point], one: date, other: date, is_share: bool
) -> None:
    span = Span(min(one, other), max(one, other))
    axis = scale((point.amount for point in course), is_share=is_share)

    chart = line_chart(LineData(course), span, axis, one, "")

    places = [float(place) for place in re.findall(r"[\d.]+", chart.line)]
    ticks = [float(tick.at) for tick in [*axis.ticks, *span.years, *span.names]]
    assert all(0 <= place <= 100 for place in [*places, *ticks, float(chart.now)])
    assert (axis.place(Fraction(0)), axis.place(axis.top)) == (Fraction(100), Fraction(0))
    assert len(axis.ticks) <= 6


@given(st.lists(amounts, min_size=1))
def test_an_axis_holds_every_amount_and_wastes_no_more_than_a_step(found: list[Fraction]) -> None:
    axis = scale(found)

    assert axis.top % axis.step == 0
    assert max(found) <= axis.top < max([*found, axis.step]) + axis.step


@given(st.lists(st.builds(MonthCounts, days, counts), max_size=30))
def test_the_pieces_of_a_column_fill_it_without_gap_or_overlap(months: list[MonthCounts]) -> None:
    chart = column_chart(months, "")

    for month, column in zip(months, chart.columns, strict=True):
        edges = [(float(piece.y), float(piece.height)) for piece in column.pieces]
        lower = 100.0
        for y, height in edges:
            assert y + height == pytest.approx(lower, abs=0.02)
            lower = y
        assert 0 <= lower <= 100
        assert float(column.x) + float(column.width) <= 100
        total = sum(item.count for item in month.counts.lit if item.lamp not in UNJUDGED)
        assert lower == pytest.approx(100 - 100 * total / float(chart.scale.top), abs=0.01)


def test_charts_are_drawn_with_their_words_and_without_inline_style() -> None:
    course = LineData(
        [Point(date(2025, 1, 31), Fraction(5))],
        marks=[Mark(YEAR.last, Fraction(20), "missed", "2025-12-31 ≥20 所")],
    )
    line = line_chart(course, YEAR, scale(course.amounts), YEAR.last, "全市 5 所")
    columns = column_chart(
        [MonthCounts(date(2026, 10, 31), counted({Lamp.GREEN: 2}))], "10月：绿 2"
    )

    drawn = render_to_string("dashboards/charts/_line.html", {"chart": line})
    stacked = render_to_string("dashboards/charts/_columns.html", {"chart": columns})
    table = render_to_string("dashboards/charts/_table.html", {"chart": columns, "caption": "各灯"})

    assert 'role="img"' in drawn
    assert 'aria-label="全市 5 所"' in drawn
    assert "<title>2025-12-31 ≥20 所</title>" in drawn
    assert 'class="chart-piece chart-piece-green"' in stacked
    assert 'aria-label="10月：绿 2"' in stacked
    assert "2026-10-31" in table
    assert "style=" not in drawn + stacked + table


def test_a_strip_has_a_row_for_each_year_and_a_cell_for_each_month() -> None:
    lamps = [
        (date(2025, 11, 30), Lamp.UNREPORTED),
        (date(2025, 12, 31), Lamp.OVERDUE),
        (date(2026, 1, 31), Lamp.DONE),
        (date(2026, 2, 28), Lamp.EXEMPT),
    ]

    drawn = strip(lamps, "逐月亮灯")

    assert (drawn.width, drawn.height) == ("8.33", "50.00")
    assert [(cell.x, cell.y, cell.sign) for cell in drawn.cells] == [
        ("83.33", "0.00", "○"),
        ("91.67", "0.00", "■"),
        ("0.00", "50.00", "✓"),
        ("8.33", "50.00", ""),
    ]
    assert [(tick.words, tick.at) for tick in drawn.years] == [("2025", "25.00"), ("2026", "75.00")]
    assert [tick.words for tick in drawn.months] == [str(month) for month in range(1, 13)]
    assert [word for _, word in drawn.lamps] == ["红·逾期", "灰·未报", "✓完成", "不适用"]


def test_a_strip_without_months_is_empty() -> None:
    assert list(strip([], "还没有数据").cells) == []
