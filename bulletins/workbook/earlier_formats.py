"""What cells of bulletins of format 1 hold: a kept bulletin gives the cells it gave."""

from collections.abc import Callable, Mapping
from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import BulletinDocument
from dashboards.snapshots.target_status import TargetStatus
from dashboards.targets.target_columns import points_cell, share_cell
from projects import wording
from projects.rules.values import Lamp, Measure
from spreadsheets.cells import Value


def _value(status: TargetStatus) -> str:
    """The figure; where each county has to reach the goal, their sum and how many met it."""
    if not status.met_text:
        return status.value_text
    shown = f"合计 {status.value_text}" if status.measure is Measure.COUNT else status.value_text
    if status.value_text == wording.NO_DATA:
        return status.met_text
    return shown if status.measure is Measure.MILESTONE else f"{shown}\n{status.met_text}"


def _progress(status: TargetStatus) -> wording.ProgressTexts:
    """With as many decimals as a sentence needs."""
    return wording.progress(status.attainment, status.expected, status.limits)


def _attainment(status: TargetStatus) -> Value:
    return share_cell(status.attainment, _progress(status))


_CELLS: Final[Mapping[str, Callable[[TargetStatus], Value]]] = {
    "完成值": _value,
    "完成率": _attainment,
    "完成度": _attainment,
    "序时进度": lambda status: share_cell(status.expected, _progress(status)),
    "偏差": lambda status: points_cell(status.deviation, _progress(status)),
}

_FORMER_WORDS: Final = {
    wording.LAMP_LABELS[Lamp.EMPTY]: "灰·无可计",
    "亮灯以最严重的为准": "取最差的灯",
}
"""What was called otherwise; the targets of such a bulletin keep their lamps' names."""


def keep_words(workbook: Workbook, document: BulletinDocument) -> None:
    """Say it in the words of then, in headings and in the formulas that count lamps by name."""
    if document.format != 1:
        return
    for cell in (cell for sheet in workbook for row in sheet.iter_rows() for cell in row):
        for now, then in _FORMER_WORDS.items():
            if isinstance(cell.value, str) and now in cell.value:
                cell.value = cell.value.replace(now, then)


def kept_cells(document: BulletinDocument) -> Mapping[str, Callable[[TargetStatus], Value]]:
    """What cells of targets hold otherwise than in the newest format, by their headings."""
    return _CELLS if document.format == 1 else {}
