"""Counts by lamp of what a workbook is about, whatever it was narrowed to, and their columns."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from openpyxl.worksheet.worksheet import Worksheet

from bulletins.document.values import CITY, Contents, Count
from bulletins.workbook.page import HEADER_ROW, Headed
from bulletins.workbook.table import Column, Live, across
from projects import wording
from projects.lamp_styles import lamp_style
from projects.rules.values import LAMPS, Lamp
from spreadsheets import styles, theme

Row = TypeVar("Row")
LAMP_WIDTH: Final = 7.5
TOTAL_WIDTH: Final = 6.5


def counted(contents: Contents, body: str = CITY) -> Count:
    """The counts of a body, or of the city, in all projects that the contents hold."""
    return added([contents.count(project.number, body) for project in contents.projects], body)


def added(counts: Sequence[Count], body: str = CITY) -> Count:
    """Counts added up."""
    return Count(
        project=0,
        body=body,
        role="",
        lamps=tuple(sum(count.lamps[place] for count in counts) for place in range(len(LAMPS))),
        met=sum(count.met for count in counts),
        applicable=sum(count.applicable for count in counts),
    )


def cell_words(count: Count) -> str:
    """``黄·滞后 1/3``: the worst lamp and how many of the applicable are met."""
    if not count.total:
        return wording.NO_DATA
    word = wording.LAMP_WORDS[count.lamp]
    return f"{word} {count.met}/{count.applicable}" if count.applicable else word


def lamp_columns(count: Callable[[Row], Count]) -> list[Column[Row] | Live]:
    """A column for each lamp, their sum, and what applies and is met."""
    words = list(wording.LAMP_WORDS.values())
    columns: list[Column[Row] | Live] = [
        Column(wording.LAMP_WORDS[lamp], LAMP_WIDTH, styles.NUMBER, _at(lamp, count), True)
        for lamp in LAMPS
    ]
    return [
        *columns,
        across("合计", TOTAL_WIDTH, words),
        Column("适用", TOTAL_WIDTH, styles.NUMBER, lambda row: count(row).applicable, True),
        Column("达标", TOTAL_WIDTH, styles.NUMBER, lambda row: count(row).met, True),
    ]


def _at(lamp: Lamp, count: Callable[[Row], Count]) -> Callable[[Row], int]:
    return lambda row: count(row).at(lamp)


def paint_lamps(sheet: Worksheet, columns: Sequence[Headed]) -> None:
    """Give the headings of lamps their lamps' colours."""
    lamps = {wording.LAMP_WORDS[lamp]: lamp_style(lamp) for lamp in LAMPS}
    for number, column in enumerate(columns, start=1):
        if column.heading in lamps:
            cell = sheet.cell(HEADER_ROW, number)
            cell.style = lamps[column.heading]
            cell.alignment = theme.align("center")
