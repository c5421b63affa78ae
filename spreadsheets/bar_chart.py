"""A native Excel chart: stacked bars of the numbers in a table's rows."""

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
    """One part of every bar: its name, its numbers, and the colours of bar and label."""

    name: str
    numbers: Sequence[int]
    fill: str
    ink: str


def height(bars: int) -> float:
    """The row height in points for a chart of ``bars`` bars."""
    return LEAST_POINTS + bars * POINTS_PER_BAR


def add_bar_chart(
    sheet: Worksheet, row: int, corner: tuple[int, int], title: str, series: Sequence[BarSeries]
) -> None:
    """Draw the chart over the empty row ``row``, as wide as the table.

    Each series takes one row of cells, the first starting at ``corner`` (row, column); the bars'
    names are in the header row above. Series of zeros only are left out.
    """
    bars = len(series[0].numbers)
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 50
    chart.roundedCorners = False
    chart.title = _title(title)
    chart.legend.position = "b"
    chart.legend.txPr = _rich(theme.BODY_POINTS)
    for data_row, data in enumerate(series, start=corner[0]):
        if any(data.numbers):
            chart.series.append(_series(sheet, data_row, corner[1], data))
    _set_axes(chart)
    last = list(sheet.column_dimensions.values())[-1]
    chart.anchor = TwoCellAnchor(
        editAs="oneCell",
        _from=AnchorMarker(col=0, row=row - 1),
        # One pixel short of the last column's end, lest the next column is printed too.
        to=AnchorMarker(
            col=len(sheet.column_dimensions) - 1,
            colOff=pixels_to_EMU(round(last.width * PIXELS_PER_UNIT) - 1),
            row=row - 1,
            rowOff=pixels_to_EMU(points_to_pixels(height(bars)) - 1),
        ),
    )
    sheet.add_chart(chart)


def _series(sheet: Worksheet, row: int, column: int, data: BarSeries) -> Any:
    bars = len(data.numbers)
    series = Series(_across(sheet, row, column, bars), title=data.name)
    # A cache of the cells, for programs that show charts without reading cells.
    points = [NumVal(idx=index, v=str(number)) for index, number in enumerate(data.numbers)]
    series.val.numRef.numCache = NumData(formatCode="0", ptCount=bars, pt=points)
    series.cat = _names(sheet, column, bars)
    series.graphicalProperties = GraphicalProperties(solidFill=data.fill, ln=_line())
    series.invertIfNegative = False
    labels = _label(DataLabelList, showVal=True, txPr=_rich(theme.BODY_POINTS, data.ink))
    zeros = [index for index, number in enumerate(data.numbers) if not number]
    labels.dLbl = [_label(DataLabel, idx=index) for index in zeros]
    series.dLbls = labels
    return series


def _label(kind: Any, **settings: Any) -> Any:
    """A label, or the labels of a series, that show only what ``settings`` turn on."""
    parts = ("showVal", "showSerName", "showCatName", "showLegendKey", "showPercent")
    return kind(**(dict.fromkeys((*parts, "showBubbleSize"), False) | settings))


def _names(sheet: Worksheet, first: int, number: int) -> Any:
    """The bars' names in the header row, with a cache of them."""
    points = [
        StrVal(idx=index, v=sheet.cell(HEADER_ROW, first + index).value) for index in range(number)
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
    # Bars in the table's order from the top down, the axis of numbers at the bottom.
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
