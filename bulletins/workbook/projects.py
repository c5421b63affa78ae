"""Sheet 项目进展汇总表: the annex's rows, each with its targets and what was reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break

from bulletins.document.values import Contents, Entry, ProjectText, Statement
from bulletins.workbook.blocks import Block
from bulletins.workbook.page import FIRST_ROW, HEADER_ROW, capacity, open_sheet, sign
from bulletins.workbook.table import Cells
from projects import wording
from projects.lamp_styles import lamp_style
from projects.rules.values import Lamp, Measure, Scope
from spreadsheets import styles
from spreadsheets.cells import A3, Value
from spreadsheets.text_metrics import clean

LAMP: Final = "亮灯"


@dataclass(frozen=True, slots=True)
class OfProject:
    """A column that spans a project's rows."""

    heading: str
    width: float
    style: str
    value: Callable[[ProjectText, Sequence[Statement]], Value]


@dataclass(frozen=True, slots=True)
class OfTarget:
    """A column with a value for each target, from its entry and its parts'."""

    heading: str
    width: float
    style: str
    value: Callable[[Entry, Sequence[Entry]], Value]


def add_projects(workbook: Workbook, name: str, contents: Contents) -> None:
    """Write the sheet: a block for each project, in it a row for each target.

    完成率 and 序时进度 are fractions, 偏差 is in percentage points; what has none is empty.
    """
    sheet = open_sheet(workbook, contents, name, name, COLUMNS, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    row, room = FIRST_ROW, capacity(sheet)
    used = sum(sheet.row_dimensions[above].height for above in range(1, HEADER_ROW))
    for project in contents.projects:
        for part in _block(contents, project).parts(room - used, room):
            if used + part.height > room:
                sheet.row_breaks.append(Break(id=row - 1))
                used = 0.0
            row, used = part.write(sheet, row), used + part.height
    sign(sheet, row)
    sheet.page_setup.fitToHeight = 0


def _block(contents: Contents, project: ProjectText) -> Block:
    entries: list[Entry | None] = [*contents.targets_of[project.number]] or [None]
    said = [item for item in contents.statements if item.project == project.number]
    shared = {
        number: (_cleaned(column.value(project, said)), column.style)
        for number, column in enumerate(COLUMNS, start=1)
        if isinstance(column, OfProject)
    }
    targets = [_target_cells(contents, entry) for entry in entries]
    return Block(project.number, targets, shared, WIDTHS)


def _target_cells(contents: Contents, entry: Entry | None) -> Cells:
    """A target's cells; empty ones for a project without targets."""
    cells: dict[int, tuple[Value, str]] = {}
    for number, column in enumerate(COLUMNS, start=1):
        if isinstance(column, OfProject):
            continue
        value = None if entry is None else column.value(entry, contents.parts_of.get(entry.key, ()))
        lamp = lamp_style(entry.lamp) if entry and column.heading == LAMP else ""
        cells[number] = (_cleaned(value), lamp or column.style)
    return cells


def _cleaned(value: Value) -> Value:
    return clean(value) if isinstance(value, str) else value


def _demand(entry: Entry, parts: Sequence[Entry]) -> str:
    """What is demanded, of whom, and of whom something else."""
    scope = "" if entry.scope is Scope.CITY else entry.scope_word
    own_goals = [
        f"{part.body_name}{part.wanted}"
        for part in parts
        if part.has_goal and part.lamp is not Lamp.EXEMPT and part.wanted != entry.wanted
    ]
    return "\n".join([f"{scope}{entry.wanted}", *own_goals])


def _figure(entry: Entry, _: Sequence[Entry]) -> str:
    """The figure; where each county has to reach the goal, their sum and how many have."""
    if not entry.met_words:
        return entry.figure
    shown = f"合计 {entry.figure}" if entry.measure is Measure.COUNT else entry.figure
    if entry.figure == wording.NO_DATA:
        return entry.met_words
    return shown if entry.measure is Measure.MILESTONE else f"{shown}\n{entry.met_words}"


def _remark(entry: Entry, _: Sequence[Entry]) -> str:
    """Who reported, why the lamp is lit, and whether the text gave the day."""
    remarks = (
        entry.coverage and f"已报 {entry.coverage}",
        entry.reason,
        "完成时限为推定" if entry.is_due_inferred else "",
    )
    return "；".join(remark for remark in remarks if remark)


def _said(said: Sequence[Statement], text: Callable[[Statement], str]) -> str:
    """One of the texts of all departments, each after its department.

    And after its period where that is not the newest.
    """
    return "\n".join(
        f"【{item.body_name}】{'' if item.is_newest else f'（{item.period}）'}{text(item)}"
        for item in said
        if text(item)
    )


COLUMNS: Final[tuple[OfProject | OfTarget, ...]] = (
    OfProject("序号", 6, styles.CENTRE, lambda project, _: project.number),
    OfProject("项目名称", 12, styles.CENTRE, lambda project, _: project.name),
    OfProject("目标任务", 36, styles.TEXT, lambda project, _: project.text),
    OfProject("责任部门", 16, styles.TEXT, lambda project, _: project.responsibility_text),
    OfTarget("目标", 17, styles.TEXT, lambda entry, _: entry.title),
    OfTarget("目标值", 14, styles.TEXT, _demand),
    OfTarget("完成值", 19, styles.TEXT, _figure),
    OfTarget("完成率", 9, styles.SHARE, lambda entry, _: styles.exact(entry.attainment)),
    OfTarget("序时进度", 10, styles.SHARE, lambda entry, _: styles.exact(entry.expected)),
    OfTarget("偏差", 9, styles.POINTS, lambda entry, _: styles.exact(entry.deviation)),
    OfTarget("完成时限", 14, styles.DATE, lambda entry, _: entry.due),
    OfTarget(LAMP, 13, styles.CENTRE, lambda entry, _: entry.lamp_word),
    OfProject("进展情况", 80, styles.TEXT, lambda _, said: _said(said, attrgetter("progress"))),
    OfProject("存在问题", 22, styles.TEXT, lambda _, said: _said(said, attrgetter("problems"))),
    OfProject("下一步措施", 22, styles.TEXT, lambda _, said: _said(said, attrgetter("next_steps"))),
    OfTarget("备注", 20, styles.TEXT, _remark),
)
WIDTHS: Final = tuple(column.width for column in COLUMNS)
