"""A native chart: stacked bars of the numbers in a table's rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.chart import BarChart, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.reference import Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.utils.units import pixels_to_EMU, points_to_pixels
from openpyxl.worksheet.worksheet import Worksheet

from spreadsheets import theme
from spreadsheets.table import HEADER_ROW

LEAST_POINTS: Final = 105.0
POINTS_PER_BAR: Final = 24.0
PIXELS_PER_UNIT: Final = 7
_LINE: Final = "7A828C"


@dataclass(frozen=True, slots=True)
class BarSeries:
    """One part of every bar: what it is, its numbers, and the colours of bar and number."""

    name: str
    numbers: Sequence[int]
    fill: str
    ink: str


def height(bars: int) -> float:
    """The points of the row that a chart of so many bars fills."""
    return LEAST_POINTS + bars * POINTS_PER_BAR


def add_bar_chart(
    sheet: Worksheet, row: int, corner: tuple[int, int], title: str, series: Sequence[BarSeries]
) -> None:
    """Put the chart over a row of its own, as wide as the table.

    The numbers of each series stand in a row, the series one below the other from ``corner`` (row
    and column), the bars' names above in the header row. Series without a number are left out.
    """
    bars = len(series[0].numbers)
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 50
    chart.roundedCorners = False
    chart.title = _title(title)
    chart.legend.position = "b"
    chart.legend.txPr = _rich(theme.BODY_POINTS)
    for at, own in enumerate(series, start=corner[0]):
        if any(own.numbers):
            chart.series.append(_drawn(sheet, at, corner[1], own))
    _set_axes(chart)
    last = list(sheet.column_dimensions.values())[-1]
    chart.anchor = TwoCellAnchor(
        editAs="oneCell",
        _from=AnchorMarker(col=0, row=row - 1),
        # Just short of the last column's end: what lies over it would be printed as well.
        to=AnchorMarker(
            col=len(sheet.column_dimensions) - 1,
            colOff=pixels_to_EMU(round(last.width * PIXELS_PER_UNIT) - 1),
            row=row - 1,
            rowOff=pixels_to_EMU(points_to_pixels(height(bars)) - 1),
        ),
    )
    sheet.add_chart(chart)


def _drawn(sheet: Worksheet, row: int, column: int, own: BarSeries) -> Any:
    bars = len(own.numbers)
    series = Series(_across(sheet, row, column, bars), title=own.name)
    # Kept beside the reference, for programs that show charts and read no cells.
    points = [NumVal(idx=place, v=str(amount)) for place, amount in enumerate(own.numbers)]
    series.val.numRef.numCache = NumData(formatCode="0", ptCount=bars, pt=points)
    series.cat = _names(sheet, column, bars)
    series.graphicalProperties = GraphicalProperties(solidFill=own.fill, ln=_line())
    series.invertIfNegative = False
    unlabelled = [_label(DataLabel, idx=at) for at, amount in enumerate(own.numbers) if not amount]
    labels = _label(DataLabelList, showVal=True, txPr=_rich(theme.BODY_POINTS, own.ink))
    labels.dLbl = unlabelled
    series.dLbls = labels
    return series


def _label(kind: Any, **settings: Any) -> Any:
    """A label, or all of a series, that shows only what is asked for."""
    parts = ("showVal", "showSerName", "showCatName", "showLegendKey", "showPercent")
    return kind(**(dict.fromkeys((*parts, "showBubbleSize"), False) | settings))


def _names(sheet: Worksheet, first: int, number: int) -> Any:
    """The bars' names in the header row, kept beside the reference as well."""
    points = [
        StrVal(idx=place, v=sheet.cell(HEADER_ROW, first + place).value) for place in range(number)
    ]
    cells = StrRef(
        f=str(_across(sheet, HEADER_ROW, first, number)),
        strCache=StrData(ptCount=number, pt=points),
    )
    return AxDataSource(strRef=cells)


def _across(sheet: Worksheet, row: int, first: int, number: int) -> Any:
    return Reference(sheet, min_row=row, max_row=row, min_col=first, max_col=first + number - 1)


def _set_axes(chart: Any) -> None:
    chart.x_axis.delete = chart.y_axis.delete = False
    # Bars from the top down as in the table, the numbers still below.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "0"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=_line("D5D8DC"))
    chart.x_axis.txPr = chart.y_axis.txPr = _rich(theme.BODY_POINTS)


def _title(words: str) -> Any:
    properties = _characters(theme.HEADER_POINTS, theme.INK, theme.HEADER_FONT)
    run = RegularTextRun(rPr=properties, t=words)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=properties), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _rich(points: float, ink: str = theme.INK) -> Any:
    properties = _characters(points, ink, theme.BODY_FONT)
    return RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=properties), r=[], endParaRPr=properties)]
    )


def _characters(points: float, ink: str, name: str) -> Any:
    font = Font(typeface=name)
    return CharacterProperties(sz=round(points * 100), b=False, solidFill=ink, latin=font, ea=font)


def _line(colour: str = _LINE) -> Any:
    return LineProperties(solidFill=colour, w=6350)
