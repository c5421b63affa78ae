"""The Excel summary (汇总表): what the bureau lays on the table, one sheet a file here.

Drawn from ``Contents`` alone, so that a bulletin kept for years gives the workbook it gave.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time
from io import BytesIO
from typing import Final

from openpyxl import Workbook

from dashboards.contents.values import Contents
from dashboards.workbook.book import Book
from dashboards.workbook.counties import add_counties
from dashboards.workbook.departments import add_departments
from dashboards.workbook.difficulties import add_difficulties
from dashboards.workbook.filings import add_filings
from dashboards.workbook.overview import add_overview
from dashboards.workbook.page import named
from dashboards.workbook.projects import add_projects
from dashboards.workbook.shifts import add_shifts
from dashboards.workbook.targets import add_targets
from projects.workbook.styles import add_styles

__all__ = ["ALL", "SHEETS", "summary_workbook"]

SYSTEM_NAME: Final = "揭阳教育行动方案进展管理"
SHEETS: Final[Mapping[str, tuple[str, Callable[[Workbook, str, Contents], None]]]] = {
    "overview": ("总览", add_overview),
    "projects": ("项目进展汇总表", add_projects),
    "counties": ("县区汇总", add_counties),
    "departments": ("部门汇总", add_departments),
    "targets": ("目标明细", add_targets),
    "difficulties": ("存在问题清单", add_difficulties),
    "filings": ("报送情况", add_filings),
    "shifts": ("较上次变化", add_shifts),
}
"""Name and making of each sheet, in the workbook's order."""
ALL: Final = frozenset(SHEETS)


def summary_workbook(contents: Contents, sheets: Collection[str] = ALL) -> BytesIO:
    """An .xlsx file at its beginning, with those of ``SHEETS`` that are asked for.

    The same contents give the same bytes. Raises ValueError where no known sheet is asked for.
    """
    chosen = [SHEETS[key] for key in SHEETS if key in sheets]
    if not chosen:
        raise ValueError(f"none of the sheets is among {sorted(sheets)}")
    workbook = Book()
    add_styles(workbook)
    _describe(workbook, contents)
    for name, add in chosen:
        add(workbook, name, contents)
    return workbook.written()


def _describe(workbook: Workbook, contents: Contents) -> None:
    """Set the document's properties; its stamps are the day it speaks of."""
    workbook.properties.title = f"{contents.title}{named(contents, '项目进展汇总表')}"
    workbook.properties.subject = f"统计截止日期 {contents.on:%Y-%m-%d}"
    workbook.properties.creator = workbook.properties.lastModifiedBy = SYSTEM_NAME
    stamp = datetime.combine(contents.on, time.min)
    workbook.properties.created = workbook.properties.modified = stamp
