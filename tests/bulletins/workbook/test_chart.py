"""The native chart of sheet 总览: the counties' lamps, stacked."""

from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bulletins.workbook.overview import NO_CHART
from reports.models import Report
from tests.bulletins.workbook.summaries import lead, row_of, summary
from tests.factories import (
    make_assignment,
    make_measurement,
    make_period,
    make_project,
    make_report,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


@pytest.fixture
def sheet() -> Worksheet:
    """Of two counties, one of which has done what both must."""
    project = make_project()
    target = make_target(project)
    first, second = lead(project, "甲县"), lead(project, "乙县")
    report = make_report(project, first, make_period(), state=Report.State.APPROVED)
    make_measurement(report, make_assignment(target, first), 22)
    make_assignment(target, second)
    return summary(project)["总览"]


def chart_of(sheet: Worksheet) -> Any:
    (chart,) = sheet._charts
    return chart


def test_bars_are_stacked_and_their_axes_and_title_shown(sheet: Worksheet) -> None:
    chart = chart_of(sheet)

    assert (chart.grouping, chart.overlap) == ("stacked", 100)
    assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
    runs = [run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r]
    assert runs == ["各县（市、区）亮灯分布（项）"]


def test_series_are_the_lamps_that_occur_in_their_colours_by_county(sheet: Worksheet) -> None:
    unreported, done = chart_of(sheet).series

    rows = [row_of(sheet, word) for word in ("灰·未报", "✓完成")]
    assert [item.val.numRef.f for item in (unreported, done)] == [
        f"'总览'!$D${row}:$E${row}" for row in rows
    ]
    names = done.cat.strRef
    assert (names.f, [point.v for point in names.strCache.pt]) == (
        "'总览'!$D$4:$E$4",
        ["甲县", "乙县"],
    )
    assert [f"00{item.graphicalProperties.solidFill.srgbClr}" for item in (unreported, done)] == [
        sheet.cell(row, 1).fill.fgColor.rgb for row in rows
    ]
    kept = [[point.v for point in item.val.numRef.numCache.pt] for item in (unreported, done)]
    assert kept == [[0, 1], [1, 0]]


def test_it_stands_on_an_empty_row_of_its_own_as_wide_as_the_table(sheet: Worksheet) -> None:
    anchor = chart_of(sheet).anchor
    row = row_of(sheet, "二、") + 1

    assert (anchor._from.row, anchor.to.row) == (row - 1, row - 1)
    assert (anchor._from.col, anchor.to.col) == (0, sheet.max_column - 1)
    assert [cell.value for cell in sheet[row]] == [None] * sheet.max_column
    assert 100 < sheet.row_dimensions[row].height < 409.5


def test_without_counties_a_sentence_stands_in_its_place() -> None:
    sheet = summary(make_project())["总览"]

    assert sheet._charts == []
    assert sheet.cell(row_of(sheet, "二、") + 1, 1).value == NO_CHART
