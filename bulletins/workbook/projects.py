"""Sheet 项目进展汇总表: the annex's projects, each with its targets and reports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break

from bulletins.document.frozen import BulletinDocument, ProjectText, Statement
from bulletins.workbook.earlier_formats import is_earlier, kept_cells
from bulletins.workbook.movement import NEW, moved
from bulletins.workbook.page import open_sheet, previous_note, sign
from bulletins.workbook.remarks import remark
from dashboards.snapshots.target_status import TargetStatus
from dashboards.targets.target_columns import attainment, deviation, expected
from projects.lamp_styles import lamp_style
from projects.rules.values import Lamp, Scope
from spreadsheets import styles
from spreadsheets.blocks import Block
from spreadsheets.cells import A3, Value, line_across
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


Columns = tuple[ProjectColumn | OfTarget, ...]


def add_projects(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: a block for each project, in it a row for each target.

    完成率 and 序时进度 are fractions, 偏差 is in percentage points; where there is none, words say
    why.
    """
    columns = _columns(document)
    sheet = open_sheet(workbook, document, name, name, columns, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    row, room = FIRST_ROW, capacity(sheet)
    used = sum(sheet.row_dimensions[above].height for above in range(1, HEADER_ROW))
    for project in document.projects:
        for part in _block(document, project, columns).parts(room - used, room):
            if used + part.height > room:
                sheet.row_breaks.append(Break(id=row - 1))
                used = 0.0
            row, used = part.write(sheet, row), used + part.height
    if document.previous:
        line_across(sheet, row, previous_note(document.previous), styles.NOTE)
        row += 1
    sign(sheet, row)
    sheet.page_setup.fitToHeight = 0


def _columns(document: BulletinDocument) -> Columns:
    """With 上期 and 较上期 after 完成值 where an earlier day is known."""
    previous = document.previous
    if is_earlier(document):
        return COLUMNS
    if previous is None:
        return tuple(map(_widened, COLUMNS))

    def before(status: TargetStatus, _: Sequence[TargetStatus]) -> str:
        then = previous.by_key.get((*status.key, status.department))
        return _stacked(then.value_text) if then else NEW

    def since(status: TargetStatus, assignments: Sequence[TargetStatus]) -> str:
        return moved(status, assignments, previous)

    place = next(n for n, column in enumerate(COLUMNS, 1) if column.heading == "完成值")
    added = (OfTarget("上期", 22, styles.TEXT, before), OfTarget("较上期", 12, styles.TEXT, since))
    return tuple(map(_widened, (*COLUMNS[:place], *added, *COLUMNS[place:])))


def _widened(column: ProjectColumn | OfTarget) -> ProjectColumn | OfTarget:
    """Wide enough for no figure to break between its digits; the long texts give way."""
    width = {"完成值": 22, "进展情况": 60, "备注": 27}.get(column.heading)
    return replace(column, width=width) if width else column


def _stacked(text: str) -> str:
    """A percentage above its numerator and denominator."""
    return text.replace("%（", "%\n（")


def _block(document: BulletinDocument, project: ProjectText, columns: Columns) -> Block:
    statuses: list[TargetStatus | None] = [*document.targets_of[project.number]] or [None]
    statements = [item for item in document.statements if item.project == project.number]
    shared = {
        number: (_cleaned(column.value(project, statements)), column.style)
        for number, column in enumerate(columns, start=1)
        if isinstance(column, ProjectColumn)
    }
    targets = [_target_cells(document, status, columns) for status in statuses]
    return Block(project.number, targets, shared, tuple(column.width for column in columns))


def _target_cells(
    document: BulletinDocument, status: TargetStatus | None, columns: Columns
) -> Cells:
    """A target's cells; empty ones for a project without targets."""
    cells: dict[int, tuple[Value, str]] = {}
    for number, column in enumerate(columns, start=1):
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
    value = column.value(status, document.assignments_of.get(status.key, ()))
    is_figure = column.heading == "完成值" and not is_earlier(document)
    return _stacked(value) if is_figure and isinstance(value, str) else value


def _cleaned(value: Value) -> Value:
    return clean(value) if isinstance(value, str) else value


def _goal(status: TargetStatus, assignments: Sequence[TargetStatus]) -> str:
    """The goal and its scope, then departments with a different goal; a county's own alone."""
    if status.department:
        return status.goal_text
    scope = "" if status.scope is Scope.CITY else status.scope_text
    own_values = [
        f"{own.department_name}{own.goal_text}"
        for own in assignments
        if own.has_goal and own.lamp is not Lamp.EXEMPT and own.goal_text != status.goal_text
    ]
    return "\n".join([f"{scope}{status.goal_text}", *own_values])


def _texts(statements: Sequence[Statement], text: Callable[[Statement], str]) -> str:
    """One text of each department, after its name and, unless it is the newest, its period."""
    return "\n".join(
        f"【{item.department_name}】{'' if item.is_newest else f'（{item.period}）'}{text(item)}"
        for item in statements
        if text(item)
    )


COLUMNS: Final[Columns] = (
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
    OfTarget("备注", 20, styles.TEXT, remark),
)
