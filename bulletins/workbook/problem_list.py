"""Sheet 存在问题清单: the problems in the newest reports, and the replies."""

from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.page import open_sheet, sign
from reports.reported_problem import ReportedProblem
from spreadsheets import styles
from spreadsheets.cells import A4
from spreadsheets.columns import Column
from spreadsheets.table import FIRST_ROW, Table

Row = tuple[int, str, ReportedProblem]
"""Its number in the list, its project's name, and the problem."""
EMPTY: Final = "各单位最近一期已通过审核的报告没有提出问题。"
UNANSWERED: Final = "未答复"


def add_problems(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet, in the order of the plan and of the departments."""
    sheet = open_sheet(workbook, document, name, name, COLUMNS, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    names = {project.number: f"{project.number} {project.name}" for project in document.projects}
    table = Table(sheet, COLUMNS)
    problems = document.problems
    rows = [
        (number, names.get(item.project, f"项目{item.project}"), item)
        for number, item in enumerate(problems, start=1)
    ]
    table.add(rows, EMPTY)
    if problems:
        unanswered = sum(not item.replies for item in problems)
        table.note(f"共 {len(problems)} 条，其中{UNANSWERED} {unanswered} 条。")
    sign(sheet, table.row)


COLUMNS: Final[tuple[Column[Row], ...]] = (
    Column("序号", 6, styles.CENTRE, lambda row: row[0]),
    Column("项目", 20, styles.TEXT, lambda row: row[1]),
    Column("部门", 18, styles.TEXT, lambda row: row[2].department_name),
    Column("报告期", 15, styles.CENTRE, lambda row: row[2].period),
    Column("存在问题", 46, styles.TEXT, lambda row: row[2].text),
    Column("连续提出", 19, styles.CENTRE, lambda row: row[2].times_text),
    Column("市局答复", 36, styles.TEXT, lambda row: "\n".join(row[2].replies) or UNANSWERED),
)
