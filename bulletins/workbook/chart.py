"""A native chart: the counties' lamps as stacked bars, in the lamps' colours."""

from collections.abc import Sequence
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

from bulletins.workbook.page import HEADER_ROW
from dashboards.snapshots.lamp_counts import LampCounts
from projects import wording
from projects.lamp_styles import colours
from projects.rules.values import LAMPS, Lamp
from spreadsheets import theme

TITLE: Final = "各县（市、区）亮灯分布（项）"
LEAST_POINTS: Final = 105.0
POINTS_PER_BAR: Final = 24.0
PIXELS_PER_UNIT: Final = 7
_LINE: Final = "7A828C"


def height(bars: int) -> float:
    """The points of the row that a chart of so many bars fills."""
    return LEAST_POINTS + bars * POINTS_PER_BAR


def add_chart(
    sheet: Worksheet, row: int, corner: tuple[int, int], counts: Sequence[LampCounts]
) -> None:
    """Put the chart over a row of its own, as wide as the table.

    The counties' counts stand across and the lamps down from ``corner`` (row and column), the
    counties' names above in the header row. Lamps that light nowhere are left out.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 50
    chart.roundedCorners = False
    chart.title = _title(TITLE)
    chart.legend.position = "b"
    chart.legend.txPr = _rich(theme.BODY_POINTS)
    for number, lamp in enumerate(LAMPS):
        numbers = [count.at(lamp) for count in counts]
        if any(numbers):
            chart.series.append(_series(sheet, corner, number, lamp, numbers))
    for series in chart.series:
        series.cat = _names(sheet, corner[1], len(counts))
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
            rowOff=pixels_to_EMU(points_to_pixels(height(len(counts))) - 1),
        ),
    )
    sheet.add_chart(chart)


def _series(
    sheet: Worksheet, corner: tuple[int, int], number: int, lamp: Lamp, numbers: Sequence[int]
) -> Any:
    cells = _across(sheet, corner[0] + number, corner[1], len(numbers))
    series = Series(cells, title=wording.LAMP_WORDS[lamp])
    # Kept beside the reference, for programs that show charts and read no cells.
    points = [NumVal(idx=place, v=str(amount)) for place, amount in enumerate(numbers)]
    series.val.numRef.numCache = NumData(formatCode="0", ptCount=len(points), pt=points)
    fill, ink = colours(lamp)
    series.graphicalProperties = GraphicalProperties(solidFill=fill, ln=_line())
    series.invertIfNegative = False
    unlabelled = [_label(DataLabel, idx=place) for place, count in enumerate(numbers) if not count]
    labels = _label(DataLabelList, showVal=True, txPr=_rich(theme.BODY_POINTS, ink))
    labels.dLbl = unlabelled
    series.dLbls = labels
    return series


def _label(kind: Any, **settings: Any) -> Any:
    """A label, or all of a series, that shows only what is asked for."""
    parts = ("showVal", "showSerName", "showCatName", "showLegendKey", "showPercent")
    return kind(**(dict.fromkeys((*parts, "showBubbleSize"), False) | settings))


def _names(sheet: Worksheet, first: int, number: int) -> Any:
    """The counties' names in the header row, kept beside the reference as well."""
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
    # Counties from the top down as in the table, the numbers still below.
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
