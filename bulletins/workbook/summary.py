"""The Excel summary (汇总表) for the bureau's meetings, one module for each sheet.

Built from ``BulletinDocument`` alone, so that an old bulletin still gives the same workbook.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time
from io import BytesIO
from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.changed_targets import add_changes
from bulletins.workbook.counties import add_counties
from bulletins.workbook.departments import add_departments
from bulletins.workbook.earlier_formats import keep_words
from bulletins.workbook.overview import add_overview
from bulletins.workbook.page import named
from bulletins.workbook.problem_list import add_problems
from bulletins.workbook.projects import add_projects
from bulletins.workbook.punctuality_sheet import add_punctuality
from bulletins.workbook.targets import add_targets
from projects.lamp_styles import lamp_styles
from spreadsheets.styles import add_styles
from spreadsheets.workbook import CalculatedWorkbook

SYSTEM_NAME: Final = "揭阳教育行动方案进展管理"


SHEETS: Final[Mapping[str, tuple[str, Callable[[Workbook, str, BulletinDocument], None]]]] = {
    "overview": ("总览", add_overview),
    "projects": ("项目进展汇总表", add_projects),
    "counties": ("县区汇总", add_counties),
    "departments": ("部门汇总", add_departments),
    "targets": ("目标明细", add_targets),
    "problems": ("存在问题清单", add_problems),
    "punctuality": ("报送情况", add_punctuality),
    "changes": ("较上次变化", add_changes),
}
"""Each sheet's name and writer, in the workbook's order."""


ALL: Final = frozenset(SHEETS)


def summary_workbook(document: BulletinDocument, sheets: Collection[str] = ALL) -> BytesIO:
    """An .xlsx file, positioned at its start, with the chosen ones of ``SHEETS``.

    The same document gives the same bytes. Raises ValueError if no known sheet is chosen.
    """
    chosen = [SHEETS[key] for key in SHEETS if key in sheets]
    if not chosen:
        raise ValueError(f"none of the sheets is among {sorted(sheets)}")
    workbook = CalculatedWorkbook()
    add_styles(workbook, lamp_styles())
    _describe(workbook, document)
    for name, add in chosen:
        add(workbook, name, document)
    keep_words(workbook, document)
    return workbook.written()


def _describe(workbook: Workbook, document: BulletinDocument) -> None:
    """Set the workbook's properties; its timestamps are the document's day."""
    workbook.properties.title = f"{document.title}{named(document, '项目进展汇总表')}"
    workbook.properties.subject = f"统计截止日期 {document.on:%Y-%m-%d}"
    workbook.properties.creator = workbook.properties.lastModifiedBy = SYSTEM_NAME
    stamp = datetime.combine(document.on, time.min)
    workbook.properties.created = workbook.properties.modified = stamp
