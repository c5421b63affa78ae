"""Sheet 项目进展汇总表: the annex's projects, each with its targets and reports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break

from bulletins.document.frozen import BulletinDocument, ProjectText, Statement
from bulletins.workbook.first_format import kept_cells
from bulletins.workbook.page import open_sheet, sign
from dashboards.snapshots.target_status import TargetStatus
from dashboards.targets.target_columns import attainment, deviation, expected
from projects.lamp_styles import lamp_style
from projects.rules.values import Lamp, Scope
from spreadsheets import styles
from spreadsheets.blocks import Block
from spreadsheets.cells import A3, Value
from spreadsheets.pages import capacity
from spreadsheets.table import FIRST_ROW, HEADER_ROW, Cells
from spreadsheets.text_metrics import clean

LAMP: Final = "亮灯"


@dataclass(frozen=True, slots=True)
class ProjectColumn:
    """A column that spans a project's rows."""

    heading: str
    width: float
    style: str
    value: Callable[[ProjectText, Sequence[Statement]], Value]


@dataclass(frozen=True, slots=True)
class OfTarget:
    """A column with a value for each target, from its status and its assignments'."""

    heading: str
    width: float
    style: str
    value: Callable[[TargetStatus, Sequence[TargetStatus]], Value]


def add_projects(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: a block for each project, in it a row for each target.

    完成率 and 序时进度 are fractions, 偏差 is in percentage points; no data is an empty cell.
    """
    sheet = open_sheet(workbook, document, name, name, COLUMNS, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    row, room = FIRST_ROW, capacity(sheet)
    used = sum(sheet.row_dimensions[above].height for above in range(1, HEADER_ROW))
    for project in document.projects:
        for part in _block(document, project).parts(room - used, room):
            if used + part.height > room:
                sheet.row_breaks.append(Break(id=row - 1))
                used = 0.0
            row, used = part.write(sheet, row), used + part.height
    sign(sheet, row)
    sheet.page_setup.fitToHeight = 0


def _block(document: BulletinDocument, project: ProjectText) -> Block:
    statuses: list[TargetStatus | None] = [*document.targets_of[project.number]] or [None]
    statements = [item for item in document.statements if item.project == project.number]
    shared = {
        number: (_cleaned(column.value(project, statements)), column.style)
        for number, column in enumerate(COLUMNS, start=1)
        if isinstance(column, ProjectColumn)
    }
    targets = [_target_cells(document, status) for status in statuses]
    return Block(project.number, targets, shared, WIDTHS)


def _target_cells(document: BulletinDocument, status: TargetStatus | None) -> Cells:
    """A target's cells; empty ones for a project without targets."""
    cells: dict[int, tuple[Value, str]] = {}
    for number, column in enumerate(COLUMNS, start=1):
        if isinstance(column, ProjectColumn):
            continue
        value = _cell(document, column, status) if status else None
        lamp = lamp_style(status.lamp) if status and column.heading == LAMP else ""
        cells[number] = (_cleaned(value), lamp or column.style)
    return cells


def _cell(document: BulletinDocument, column: OfTarget, status: TargetStatus) -> Value:
    kept = kept_cells(document).get(column.heading)
    if kept:
        return kept(status)
    return column.value(status, document.assignments_of.get(status.key, ()))


def _cleaned(value: Value) -> Value:
    return clean(value) if isinstance(value, str) else value


def _goal(status: TargetStatus, assignments: Sequence[TargetStatus]) -> str:
    """The goal and its scope, then departments with a different goal."""
    scope = "" if status.scope is Scope.CITY else status.scope_text
    own_values = [
        f"{own.department_name}{own.goal_text}"
        for own in assignments
        if own.has_goal and own.lamp is not Lamp.EXEMPT and own.goal_text != status.goal_text
    ]
    return "\n".join([f"{scope}{status.goal_text}", *own_values])


def _remark(status: TargetStatus, _: Sequence[TargetStatus]) -> str:
    """Who reported, why the lamp is lit, and whether the due day is inferred."""
    remarks = (
        status.coverage_text and f"已报 {status.coverage_text}",
        status.reason,
        "完成时限为推定" if status.is_due_inferred else "",
    )
    return "；".join(remark for remark in remarks if remark)


def _texts(statements: Sequence[Statement], text: Callable[[Statement], str]) -> str:
    """One text of each department, after its name and, unless it is the newest, its period."""
    return "\n".join(
        f"【{item.department_name}】{'' if item.is_newest else f'（{item.period}）'}{text(item)}"
        for item in statements
        if text(item)
    )


COLUMNS: Final[tuple[ProjectColumn | OfTarget, ...]] = (
    ProjectColumn("序号", 6, styles.CENTRE, lambda project, _: project.number),
    ProjectColumn("项目名称", 12, styles.CENTRE, lambda project, _: project.name),
    ProjectColumn("目标任务", 36, styles.TEXT, lambda project, _: project.text),
    ProjectColumn("责任部门", 16, styles.TEXT, lambda project, _: project.responsibility_text),
    OfTarget("目标", 17, styles.TEXT, lambda status, _: status.title),
    OfTarget("目标值", 14, styles.TEXT, _goal),
    OfTarget("完成值", 19, styles.TEXT, lambda status, _: status.shown_text),
    OfTarget("完成率", 9, styles.SHARE, lambda status, _: attainment(status)),
    OfTarget("序时进度", 10, styles.SHARE, lambda status, _: expected(status)),
    OfTarget("偏差", 9, styles.POINTS, lambda status, _: deviation(status)),
    OfTarget("完成时限", 14, styles.DATE, lambda status, _: status.due),
    OfTarget(LAMP, 13, styles.CENTRE, lambda status, _: status.lamp_text),
    ProjectColumn("进展情况", 80, styles.TEXT, lambda _, own: _texts(own, attrgetter("progress"))),
    ProjectColumn("存在问题", 22, styles.TEXT, lambda _, own: _texts(own, attrgetter("problems"))),
    ProjectColumn(
        "下一步措施", 22, styles.TEXT, lambda _, own: _texts(own, attrgetter("next_steps"))
    ),
    OfTarget("备注", 20, styles.TEXT, _remark),
)
WIDTHS: Final = tuple(column.width for column in COLUMNS)
