"""Sheet 部门汇总: every department, with a row for what it leads and one for what it supports."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import BulletinDocument
from bulletins.workbook import earlier_formats
from bulletins.workbook.counting import count_columns, paint_lamps
from bulletins.workbook.page import open_sheet, sign
from dashboards.snapshots.lamp_counts import LampCounts, added
from dashboards.snapshots.target_status import DepartmentInfo
from reports.rules.period_kinds import KINDS
from reports.rules.punctuality import Punctuality
from spreadsheets import styles
from spreadsheets.cells import A4
from spreadsheets.columns import Column
from spreadsheets.table import FIRST_ROW, Live, Table, share

EMPTY: Final = "没有部门牵头或配合项目。"
RULE: Final = (
    "市直部门计所牵头（或配合）项目在全市的目标，县（市、区）计其承担的任务；"
    "一个项目可由几个部门负责，各行不能相加。"
)
OWN_RULE: Final = "目标数计本县（市、区）承担的任务。"
REPORTS_RULE: Final = "报送：牵头的项目报月报，配合的项目报季报，计近12个月到期的份数。"


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department in one of its two roles: how many projects, their counts, its reports."""

    number: int
    department: DepartmentInfo
    role: str
    kind: str
    """What it reports: 月报 or 季报."""
    projects: int
    count: LampCounts
    filed: Punctuality | None


def add_departments(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: a row for each department and role."""
    sheet = open_sheet(workbook, document, name, "部门汇总表", COLUMNS, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 4)
    paint_lamps(sheet, COLUMNS)
    table = Table(sheet, COLUMNS)
    table.add(_parts(document), EMPTY)
    table.note(
        OWN_RULE if document.department else earlier_formats.departments_rule(document, RULE)
    )
    table.note(REPORTS_RULE)
    sign(sheet, table.row)


def _parts(document: BulletinDocument) -> Iterator[DepartmentRow]:
    filed = {(item.department, item.kind): item.year for item in document.punctuality}
    number = 0
    for department in document.departments:
        if document.owner not in {"", department.code}:
            continue
        led = [item.number for item in document.projects if department.code in item.leads]
        supported = [item.number for item in document.projects if department.code in item.supports]
        number += bool(led or supported)
        by_role = {"lead": led, "support": supported}
        for kind in KINDS.values():
            projects = by_role[kind.role]
            if projects:
                own = earlier_formats.counted_department(document, department)
                counts = [document.count(project, own) for project in projects]
                year = filed.get((department.code, kind.label))
                yield DepartmentRow(
                    number,
                    department,
                    kind.role_label,
                    kind.label,
                    len(projects),
                    added(counts),
                    year,
                )


def _filed(row: DepartmentRow, name: str) -> int | None:
    number: int | None = None if row.filed is None else getattr(row.filed, name)
    return number


COLUMNS: Final[tuple[Column[DepartmentRow] | Live, ...]] = (
    Column("序号", 5, styles.CENTRE, lambda row: row.number),
    Column("部门", 23, styles.TEXT, lambda row: row.department.name),
    Column("职责", 6, styles.CENTRE, lambda row: row.role),
    Column("项目数", 6, styles.NUMBER, lambda row: row.projects),
    *count_columns(lambda row: row.count),
    share("达标率", 9, "达标", "适用"),
    Column("报送种类", 7, styles.CENTRE, lambda row: row.kind),
    Column("应报", 6, styles.NUMBER, lambda row: _filed(row, "due")),
    Column("按时", 6, styles.NUMBER, lambda row: _filed(row, "on_time")),
    Column("迟报", 6, styles.NUMBER, lambda row: _filed(row, "late")),
    Column("未报", 6, styles.NUMBER, lambda row: _filed(row, "missing")),
)
