"""Sheet 报送情况: who reported the newest period and the year on time, late, or not at all."""

from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import BulletinDocument, DepartmentPunctuality
from bulletins.workbook.page import open_sheet, sign
from spreadsheets import styles
from spreadsheets.cells import A4
from spreadsheets.columns import Column
from spreadsheets.table import FIRST_ROW, Live, Table, share

Row = tuple[int, str, DepartmentPunctuality]
"""Its number in the list, the missing projects by name, and how the body reports."""
EMPTY: Final = "还没有到期的报告期。"
NOT_KEPT: Final = "这一期没有按项目保存报送情况，请看全市的报送情况表。"
RULE: Final = (
    "完整率＝已报÷应报，及时率＝按时÷应报，计近12个月到期的报告；"
    "合计行用各列合计数相除，不是各单位的平均。迟报的计入已报，不计入按时。"
)


def add_punctuality(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: a row for each body and kind of report, sums by kind and of all."""
    sheet = open_sheet(workbook, document, name, f"{name}表", COLUMNS, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    names = {
        project.number: f"项目{project.number} {project.name}" for project in document.projects
    }
    table = Table(sheet, COLUMNS)
    kinds = list(dict.fromkeys(item.kind for item in document.punctuality))
    totals = []
    for kind in kinds:
        punctuality = [item for item in document.punctuality if item.kind == kind]
        rows = [
            (number, "\n".join(names.get(key, f"项目{key}") for key in item.missing), item)
            for number, item in enumerate(punctuality, start=1)
        ]
        span = table.add(rows, EMPTY)
        totals.append(table.total(f"{kind}合计", [span]))
    if not kinds:
        is_kept = document.project_punctuality is not None or document.owner or not document.about
        table.add([], EMPTY if is_kept else NOT_KEPT)
    if len(kinds) > 1:
        table.total("总计", [(row, row) for row in totals])
    table.note(RULE)
    sign(sheet, table.row)


COLUMNS: Final[tuple[Column[Row] | Live, ...]] = (
    Column("序号", 6, styles.CENTRE, lambda row: row[0]),
    Column("单位", 23, styles.TEXT, lambda row: row[2].department_name),
    Column("种类", 7, styles.CENTRE, lambda row: row[2].kind),
    Column("最近到期", 16, styles.CENTRE, lambda row: row[2].period),
    Column("应报", 7, styles.NUMBER, lambda row: row[2].newest.due, True),
    Column("按时", 7, styles.NUMBER, lambda row: row[2].newest.on_time, True),
    Column("迟报", 7, styles.NUMBER, lambda row: row[2].newest.late, True),
    Column("未报", 7, styles.NUMBER, lambda row: row[2].newest.missing, True),
    Column("未报项目", 36, styles.TEXT, lambda row: row[1]),
    Column("12个月应报", 9, styles.NUMBER, lambda row: row[2].year.due, True),
    Column("12个月已报", 9, styles.NUMBER, lambda row: row[2].year.handed_in, True),
    Column("12个月按时", 9, styles.NUMBER, lambda row: row[2].year.on_time, True),
    Column("12个月未报", 9, styles.NUMBER, lambda row: row[2].year.missing, True),
    share("完整率", 9, "12个月已报", "12个月应报"),
    share("及时率", 9, "12个月按时", "12个月应报"),
)
