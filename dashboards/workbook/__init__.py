"""The Excel summary (汇总表): what the bureau lays on the table, one sheet a file here."""

from datetime import datetime, time
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from dashboards.standings import Board
from dashboards.workbook.narratives import narratives
from dashboards.workbook.overview import add_overview
from dashboards.workbook.page import Frame
from dashboards.workbook.projects import add_projects
from dashboards.workbook.styles import add_styles
from dashboards.workbook.targets import add_targets
from departments.models import Officer

__all__ = ["summary_workbook"]

SYSTEM_NAME: Final = "揭阳教育行动方案进展管理"


def summary_workbook(board: Board, officer: Officer | None) -> BytesIO:
    """An .xlsx file at its beginning: 总览, 项目进展汇总表, 目标明细 of the board's day.

    Reports' texts are those the officer may open; without an officer all approved ones. The
    same data give the same bytes. Three queries, and one more where the officer's department
    is not at hand.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook)
    frame = _frame(board, officer)
    _describe(workbook, frame)
    add_overview(workbook, board, frame)
    add_projects(workbook, board, frame, narratives(board, officer))
    add_targets(workbook, board, frame)
    return _written(workbook)


def _frame(board: Board, officer: Officer | None) -> Frame:
    bureau = next(
        (item.department for item in board.responsibilities if item.department.is_bureau), None
    )
    department = officer.department if officer else bureau
    return Frame(
        title=board.plan.title,
        document_number=board.plan.document_number,
        on=board.on,
        unit=department.name if department else "",
        filled_by=officer.name if officer else "",
        phone=officer.phone if officer else "",
        is_demo=Officer.objects.filter(is_demo=True).exists(),
    )


def _describe(workbook: Workbook, frame: Frame) -> None:
    """Set the document's properties; its stamps are the day it speaks of."""
    workbook.properties.title = f"{frame.title}项目进展汇总表"
    workbook.properties.subject = f"统计截止日期 {frame.on:%Y-%m-%d}"
    workbook.properties.creator = workbook.properties.lastModifiedBy = SYSTEM_NAME
    stamp = datetime.combine(frame.on, time.min)
    workbook.properties.created = workbook.properties.modified = stamp


def _written(workbook: Workbook) -> BytesIO:
    """The workbook as a file whose bytes do not depend on when it was written."""
    draft, file = BytesIO(), BytesIO()
    # Workbook.save() would set the time of writing.
    ExcelWriter(workbook, ZipFile(draft, "w")).save()
    stamp = workbook.properties.created.timetuple()[:6]
    with ZipFile(draft) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, stamp), source.read(name), ZIP_DEFLATED)
    file.seek(0)
    return file
