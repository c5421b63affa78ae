"""What bulletins of earlier formats say: a kept bulletin gives the cells it gave."""

from collections.abc import Callable, Mapping
from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import FORMAT, BulletinDocument
from bulletins.workbook.remarks import plain_remark
from dashboards.snapshots.target_status import DepartmentInfo, TargetStatus
from dashboards.targets.target_columns import points_cell, share_cell, value_cell
from projects import wording
from projects.rules.values import Lamp, Measure
from spreadsheets.cells import Value
from spreadsheets.styles import exact

Cells = Mapping[str, Callable[[TargetStatus], Value]]
DEPARTMENTS_RULE: Final = (
    "目标数计所牵头（或配合）项目的全部目标，全市一个目标计一次；一个项目可由几个部门牵头或配合，"
    "所以各行相加不等于全市数，不作合计。"
)
COUNTIES_RULE: Final = (
    "各县（市、区）计其承担的任务；合计行的达标率、及时率用各列合计数相除，不是各县的平均。"
)


def _first_value(status: TargetStatus) -> str:
    """The figure; where each county has to reach the goal, their sum and how many met it."""
    if not status.met_text:
        return status.value_text
    shown = f"合计 {status.value_text}" if status.measure is Measure.COUNT else status.value_text
    if status.value_text == wording.NO_DATA:
        return status.met_text
    return shown if status.measure is Measure.MILESTONE else f"{shown}\n{status.met_text}"


def _of_sentences(status: TargetStatus) -> wording.ProgressTexts:
    """With as many decimals as a sentence needs."""
    return wording.progress(status.attainment, status.expected, status.limits)


def _of_columns(status: TargetStatus) -> wording.ProgressTexts:
    return status.progress


def _paces(shown: Callable[[TargetStatus], wording.ProgressTexts]) -> Cells:
    """The shares and their difference, empty where there are none."""

    def attainment(status: TargetStatus) -> Value:
        return share_cell(status.attainment, shown(status))

    return {
        "完成率": attainment,
        "完成度": attainment,
        "序时进度": lambda status: share_cell(status.expected, shown(status)),
        "偏差": lambda status: points_cell(status.deviation, shown(status)),
    }


_UNEXPLAINED: Final[Cells] = {
    "目标值": lambda status: exact(status.target_value),
    "填报值": lambda status: value_cell(status) if status.has_data or status.met_text else None,
}
_CELLS: Final[Mapping[int, Cells]] = {
    1: {"完成值": _first_value, "备注": plain_remark, **_paces(_of_sentences)},
    2: {"备注": plain_remark, **_paces(_of_columns)},
}

_FORMER_WORDS: Final = {
    wording.LAMP_LABELS[Lamp.EMPTY]: "灰·无可计",
    "亮灯以最严重的为准": "取最差的灯",
}
"""What was called otherwise; the targets of such a bulletin keep their lamps' names."""


def keep_words(workbook: Workbook, document: BulletinDocument) -> None:
    """Say it in the words of then, in headings and in the formulas that count lamps by name."""
    if not is_earlier(document):
        return
    for cell in (cell for sheet in workbook for row in sheet.iter_rows() for cell in row):
        for now, then in _FORMER_WORDS.items():
            if isinstance(cell.value, str) and now in cell.value:
                cell.value = cell.value.replace(now, then)


def is_earlier(document: BulletinDocument) -> bool:
    """Whether a document was made before the newest format."""
    return document.format < FORMAT


def kept_cells(document: BulletinDocument) -> Cells:
    """What cells of targets hold otherwise than in the newest format, by their headings."""
    return _CELLS.get(document.format, {})


def kept_list_cells(document: BulletinDocument) -> Cells:
    """The same in 目标明细, whose 目标值 is a number."""
    return {**kept_cells(document), **(_UNEXPLAINED if is_earlier(document) else {})}


def departments_rule(document: BulletinDocument, newest: str) -> str:
    """What 部门汇总 counts, in words."""
    return DEPARTMENTS_RULE if is_earlier(document) else newest


def counties_total(document: BulletinDocument) -> str:
    """The name of the sums of 县区汇总."""
    return "合计" if is_earlier(document) else "各县合计"


def counties_rule(document: BulletinDocument, newest: str) -> str:
    """What 县区汇总 counts, in words."""
    return COUNTIES_RULE if is_earlier(document) else newest


def counted_department(document: BulletinDocument, department: DepartmentInfo) -> str:
    """Whose counts stand in a department's row of 部门汇总: once a county's own were not."""
    is_own = department.is_county and not is_earlier(document)
    return department.code if is_own else document.department
