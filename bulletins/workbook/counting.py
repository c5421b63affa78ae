"""Counts by lamp of a whole or narrowed document, and their columns."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from openpyxl.worksheet.worksheet import Worksheet

from bulletins.document.frozen import BulletinDocument
from dashboards.lamp_columns import lamp_columns
from dashboards.snapshots.lamp_counts import LampCounts, added
from dashboards.snapshots.target_status import CITY
from projects import wording
from projects.lamp_styles import lamp_style
from projects.rules.values import LAMPS
from spreadsheets import styles, theme
from spreadsheets.columns import Column
from spreadsheets.table import HEADER_ROW, Headed, Live, across

Row = TypeVar("Row")
LAMP_WIDTH: Final = 7.5
TOTAL_WIDTH: Final = 6.5


def counted(document: BulletinDocument, department: str = CITY) -> LampCounts:
    """The counts of a department, or of the city, in all of the document's projects."""
    return added(document.count(project.number, department) for project in document.projects)


def cell_text(counts: LampCounts) -> str:
    """``黄·滞后 1/3``: the worst lamp and how many of the applicable are met."""
    if not counts.total:
        return wording.NO_DATA
    return f"{counts.lamp_text} {counts.met_text}" if counts.applicable else counts.lamp_text


def count_columns(counts: Callable[[Row], LampCounts]) -> list[Column[Row] | Live]:
    """A column for each lamp, their sum, and what applies and is met."""
    return [
        *lamp_columns(counts, LAMP_WIDTH),
        across("合计", TOTAL_WIDTH, list(wording.LAMP_LABELS.values())),
        Column(
            "适用", TOTAL_WIDTH, styles.NUMBER, lambda row: counts(row).applicable, is_summed=True
        ),
        Column("达标", TOTAL_WIDTH, styles.NUMBER, lambda row: counts(row).met, is_summed=True),
    ]


def paint_lamps(sheet: Worksheet, columns: Sequence[Headed]) -> None:
    """Colour the headings of lamps like the lamps."""
    lamps = {wording.LAMP_LABELS[lamp]: lamp_style(lamp) for lamp in LAMPS}
    for number, column in enumerate(columns, start=1):
        if column.heading in lamps:
            cell = sheet.cell(HEADER_ROW, number)
            cell.style = lamps[column.heading]
            cell.alignment = theme.align("center")
