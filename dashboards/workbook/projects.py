"""Sheet 项目进展汇总表: the annex's rows, each with its targets and what was reported."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from dashboards.lines import Line
from dashboards.standings import Board
from dashboards.workbook import styles
from dashboards.workbook.narratives import NOTHING, Narrative
from dashboards.workbook.page import (
    FIRST_ROW,
    HEADER_ROW,
    Frame,
    a3_capacity,
    exact,
    open_sheet,
    sign,
    span,
)
from projects import wording
from projects.models import Project
from projects.rules import Scope
from projects.workbook.cells import A3, LEAST_HEIGHT, ROW_LIMIT, Value
from projects.workbook.look import BODY_POINTS
from projects.workbook.text import clean, text_height

NAME: Final = "项目进展汇总表"
LAMP: Final = "亮灯"
PIECE: Final = 200.0
"""Points of the rows of a target that is too high for one: low enough to fill pages well."""


@dataclass(frozen=True, slots=True)
class OfProject:
    """A column that spans a project's rows."""

    heading: str
    width: float
    style: str
    value: Callable[[Project, Narrative], Value]


@dataclass(frozen=True, slots=True)
class OfTarget:
    """A column with a value for each target, from its line and its assignments' lines."""

    heading: str
    width: float
    style: str
    value: Callable[[Line, Sequence[Line]], Value]


def add_projects(
    workbook: Workbook, board: Board, frame: Frame, texts: Mapping[int, Narrative]
) -> None:
    """Write the sheet: a block for each project, in it a row for each target.

    完成率 and 序时进度 are fractions, 偏差 is in percentage points; what has none is empty.
    """
    headings = [(column.heading, column.width) for column in COLUMNS]
    sheet = open_sheet(workbook, frame, NAME, NAME, headings, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    row, capacity = FIRST_ROW, a3_capacity(sheet)
    used = sum(sheet.row_dimensions[above].height for above in range(1, HEADER_ROW))
    for project in board.projects:
        first = row
        row = _write_block(sheet, row, board, project, texts.get(project.pk, NOTHING))
        height = sum(sheet.row_dimensions[own].height for own in range(first, row))
        # A block that fits a page is not torn, else a line of its texts might be cut in two.
        if used + height > capacity and (height <= capacity or used > capacity / 2):
            sheet.row_breaks.append(Break(id=first - 1))
            used = 0.0
        used = (used + height) % capacity
    sign(sheet, row)


def _write_block(
    sheet: Worksheet, first: int, board: Board, project: Project, narrative: Narrative
) -> int:
    """Write a project from row ``first`` on; returns the next free row."""
    lines: list[Line | None] = [*board.of_project(project)] or [None]
    cells = [_target_cells(board, line) for line in lines]
    shared = {
        number: (_cleaned(column.value(project, narrative)), column.style)
        for number, column in enumerate(COLUMNS, start=1)
        if isinstance(column, OfProject)
    }
    own = [_height(items) for items in cells]
    missing = max(_height(shared) - sum(own), 0.0) / len(own)
    row = first
    for items, height in zip(cells, own, strict=True):
        row = _write_rows(sheet, row, items, height + missing)
    for number, (value, style) in shared.items():
        span(sheet, (first, number, row - 1, number), value, style)
    return row


Cells = Mapping[int, tuple[Value, str]]
"""Value and style by the column's number."""


def _target_cells(board: Board, line: Line | None) -> Cells:
    """A target's cells; empty ones for a project without targets."""
    cells: dict[int, tuple[Value, str]] = {}
    for number, column in enumerate(COLUMNS, start=1):
        if isinstance(column, OfProject):
            continue
        value = None if line is None else column.value(line, board.parts[line.target.pk])
        lamp = styles.lamp_style(line.lamp) if line and column.heading == LAMP else ""
        cells[number] = (_cleaned(value), lamp or column.style)
    return cells


def _cleaned(value: Value) -> Value:
    return clean(value) if isinstance(value, str) else value


def _height(cells: Cells) -> float:
    """The height that shows all texts of some cells."""
    heights = [
        text_height(value, COLUMNS[number - 1].width, BODY_POINTS)
        for number, (value, _) in cells.items()
        if isinstance(value, str)
    ]
    return max([LEAST_HEIGHT, *heights])


def _write_rows(sheet: Worksheet, row: int, cells: Cells, height: float) -> int:
    """Write a target; one that needs more than a row can be high takes several, merged."""
    pieces = 1 if height <= ROW_LIMIT else math.ceil(height / PIECE)
    for piece in range(row, row + pieces):
        sheet.row_dimensions[piece].height = height / pieces
    for number, (value, style) in cells.items():
        span(sheet, (row, number, row + pieces - 1, number), value, style)
    return row + pieces


def _demand(line: Line, parts: Sequence[Line]) -> str:
    """What is demanded, of whom, and of whom something else."""
    scope = "" if line.target.scope == Scope.CITY else line.target.get_scope_display()
    own_goals = [
        f"{part.department}{part.wanted}"
        for part in parts
        if part.promise.has_goal and not part.promise.is_exempt and part.wanted != line.wanted
    ]
    return "\n".join([f"{scope}{line.wanted}", *own_goals])


def _figure(line: Line, _: Sequence[Line]) -> str:
    """The figure; where each county has to reach the goal, their sum and how many have."""
    if not line.met_words:
        return line.figure
    shown = f"合计 {line.figure}" if line.target.is_count else line.figure
    if line.figure == wording.NO_DATA:
        return line.met_words
    return shown if line.target.is_milestone else f"{shown}\n{line.met_words}"


def _remark(line: Line, _: Sequence[Line]) -> str:
    """Who reported, why the lamp is lit, and whether the text gave the day."""
    remarks = (
        line.coverage_words and f"已报 {line.coverage_words}",
        line.reason,
        "完成时限为推定" if line.is_due_inferred else "",
    )
    return "；".join(remark for remark in remarks if remark)


COLUMNS: Final[tuple[OfProject | OfTarget, ...]] = (
    OfProject("序号", 6, styles.CENTRE, lambda project, _: project.number),
    OfProject("项目名称", 12, styles.CENTRE, lambda project, _: project.name),
    OfProject("目标任务", 36, styles.TEXT, lambda project, _: project.text),
    OfProject("责任部门", 16, styles.TEXT, lambda project, _: project.responsibility_text),
    OfTarget("目标", 17, styles.TEXT, lambda line, _: str(line.target)),
    OfTarget("目标值", 14, styles.TEXT, _demand),
    OfTarget("完成值", 19, styles.TEXT, _figure),
    OfTarget("完成率", 9, styles.SHARE, lambda line, _: exact(line.standing.attainment)),
    OfTarget("序时进度", 10, styles.SHARE, lambda line, _: exact(line.standing.expected)),
    OfTarget("偏差", 9, styles.POINTS, lambda line, _: exact(line.standing.deviation)),
    OfTarget("完成时限", 12, styles.DATE, lambda line, _: line.due),
    OfTarget(LAMP, 13, styles.CENTRE, lambda line, _: line.lamp_word),
    OfProject("进展情况", 60, styles.TEXT, lambda _, narrative: narrative.progress),
    OfProject("存在问题", 24, styles.TEXT, lambda _, narrative: narrative.problems),
    OfProject("下一步措施", 24, styles.TEXT, lambda _, narrative: narrative.next_steps),
    OfTarget("备注", 20, styles.TEXT, _remark),
)
