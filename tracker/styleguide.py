"""样式指南: every component of the pages in all its states; exists with DEBUG only.

Its data are invented, but use the same wording, charts and templates as real pages.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from dashboards.charts.axes import Span, scale
from dashboards.charts.column_chart import ColumnChart, MonthCounts, column_chart
from dashboards.charts.lamp_strip import Strip, strip
from dashboards.charts.lines import Bend, LineChart, LineData, Mark, Point, line_chart
from dashboards.snapshots.lamp_counts import NONE, LampCounts
from projects import wording
from projects.rules.values import HUNDRED, LAMPS, Figure, Lamp, Measure, Rating, counted, shared
from reports.models import Report

DAY: Final = date(2026, 10, 31)
LONG_NAME: Final = "全面提升乡镇中心幼儿园与农村义务教育寄宿制学校规范化办学水平专项行动"
COLOURS: Final = {
    "paper": "底", "sheet": "面", "wash": "衬", "rule": "细线", "rule-strong": "粗线",
    "ink": "字", "ink-soft": "次要字", "blue": "主色", "blue-wash": "主色衬", "focus": "焦点",
    "overdue-edge": "逾期", "red-edge": "严重滞后", "yellow-edge": "滞后", "green-edge": "正常",
    "grey-edge": "灰",
}  # fmt: skip


class ExampleForm(forms.Form):
    """A filter bar with an invalid entry."""

    words = forms.CharField(label="名称或原文包含")
    lamp = forms.ChoiceField(label="亮灯", choices=[("", "全部")], required=False)
    day = forms.DateField(label="时限不晚于", error_messages={"invalid": "日期请填成 2026-10-31。"})


@dataclass(frozen=True, slots=True)
class Pace:
    """A row of the table of progress bars."""

    lamp: Lamp
    attainment: str
    expected: str
    deviation: str

    @property
    def lamp_text(self) -> str:
        return wording.LAMP_LABELS[self.lamp]


def figures() -> list[tuple[str, str, str]]:
    """Examples of figures: what each shows, its text, its coverage."""
    ratio, count = Measure.RATIO, Measure.COUNT
    examples: list[tuple[str, Measure, str, Figure | None, str]] = [
        ("比率，县区未报齐", ratio, "", _share(1180, 1200), "3/5 县区"),
        ("比率，有不适用", ratio, "", _share(851, 896), "4/4 县区 · 1 不适用"),
        ("超过 100%", ratio, "", _share(1250, 1200), ""),
        ("接近而未到", ratio, "", _share(19999, 20000), ""),
        ("分母为 0", ratio, "", _share(0, 0), ""),
        ("数量", count, "所", counted(DAY, Fraction(22)), "5/5 县区"),
        ("零", count, "所", counted(DAY, Fraction(0)), ""),
        ("没有数据", count, "所", None, "0/5 县区"),
        ("完成与否", Measure.MILESTONE, "", counted(DAY, Fraction(1)), ""),
        ("评定", Measure.RATING, "", Figure(DAY, rating=Rating.BEHIND), ""),
    ]
    return [
        (name, wording.figure(measure, unit, figure), coverage)
        for name, measure, unit, figure, coverage in examples
    ]


def _share(numerator: int, denominator: int) -> Figure:
    return shared(DAY, Fraction(numerator), Fraction(denominator))


def paces() -> list[Pace]:
    """Bars: behind by much and by little, ahead, done, at nothing, and without a pace or data."""
    return [
        _pace(Lamp.OVERDUE, "86.7", "100"),
        _pace(Lamp.RED, "0", "74.5"),
        _pace(Lamp.YELLOW, "52.502", "74.5"),
        _pace(Lamp.GREEN, "68.2", "74.5"),
        _pace(Lamp.GREEN, "88", "74.5"),
        _pace(Lamp.STALE, "40", "74.5"),
        _pace(Lamp.CLOSED, "30", "74.5"),
        _pace(Lamp.DONE, "100", "74.5"),
        _pace(Lamp.GREEN, "100", None),
        _pace(Lamp.UNREPORTED, None, "74.5"),
        _pace(Lamp.EXEMPT, None, None),
    ]


def _pace(lamp: Lamp, attained: str | None, expected: str | None) -> Pace:
    actual, due = (None if item is None else Fraction(item) for item in (attained, expected))
    shown = wording.progress(actual and actual / HUNDRED, due and due / HUNDRED)
    return Pace(lamp, shown.attained, shown.expected, wording.signed_points(shown.deviation))


def cells() -> list[LampCounts]:
    """Cells of the matrix: each lamp, all met, nothing applicable, no targets."""
    lit = [_cell(lamp, 2, 7) for lamp in LAMPS if lamp is not Lamp.EXEMPT]
    return [*lit, _cell(Lamp.GREEN, 12, 12), _cell(Lamp.EXEMPT, 0, 0), NONE]


def _cell(lamp: Lamp, met: int, applicable: int) -> LampCounts:
    return LampCounts(tuple(int(item is lamp) for item in LAMPS), met, applicable)


def course() -> LineChart:
    """A line with a month without data, an amendment, a missed checkpoint, one in the future."""
    amounts = [20, 24, 31, None, 40, 44, 52]
    points = [
        Point(date(2026, number, 28), None if item is None else Fraction(item))
        for number, item in enumerate(amounts, start=4)
    ]
    span = Span(date(2026, 4, 1), date(2027, 12, 31))
    expected = [Point(span.first, Fraction(15)), Point(span.last, Fraction(100))]
    marks = [
        Mark(date(2026, 9, 30), Fraction(60), "missed", "2026-09-30 应到 60%，未达到"),
        Mark(span.last, Fraction(100), "ahead", "2027-12-31 应到 100%"),
    ]
    bends = [Bend(date(2026, 8, 10), "揭府办函〔2026〕9号", "≥80%")]
    whole = LineData(points, expected, marks, bends)
    summary = "2026年4月至10月由 20% 升至 52%，8月没有数据"
    return line_chart(whole, span, scale(whole.amounts, is_share=True), DAY, summary)


def columns() -> ColumnChart:
    """Lamps by month; the red ones decrease and the others increase."""
    months = [
        MonthCounts(
            date(2026, number, 28),
            LampCounts(tuple(9 - number if lamp is Lamp.RED else number for lamp in LAMPS), 0, 0),
        )
        for number in range(1, 9)
    ]
    return column_chart(months, "2026年1月至8月各灯数量")


def months() -> Strip:
    """Each lamp for one month."""
    lit = [
        (date(2025 + number // 12, number % 12 + 1, 28), lamp)
        for number, lamp in enumerate(LAMPS, start=8)
    ]
    return strip(lit, "2025年9月至2026年7月，每月一种灯")


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """样式指南, for developers of the pages."""
    context = {
        "long_name": LONG_NAME,
        "colours": COLOURS.items(),
        "lamps": [(lamp, wording.LAMP_LABELS[lamp]) for lamp in LAMPS],
        "states": Report.State.choices,
        "figures": figures(),
        "paces": paces(),
        "cells": cells(),
        "course": course(),
        "chart": columns(),
        "strip": months(),
        "form": ExampleForm({"words": LONG_NAME, "day": "10月底"}),
    }
    return render(request, "tracker/styleguide.html", context)


URLS = [path("styleguide/", styleguide, name="styleguide")]
