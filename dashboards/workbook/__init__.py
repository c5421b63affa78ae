"""The Excel summary (汇总表): what the bureau lays on the table, one sheet a file here.

Drawn from ``Contents`` alone, so that a bulletin kept for years gives the workbook it gave.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from dashboards.contents.values import Contents
from dashboards.workbook.overview import add_overview
from dashboards.workbook.page import named
from dashboards.workbook.projects import add_projects
from dashboards.workbook.styles import add_styles
from dashboards.workbook.targets import add_targets

__all__ = ["ALL", "SHEETS", "summary_workbook"]

SYSTEM_NAME: Final = "揭阳教育行动方案进展管理"
SHEETS: Final[Mapping[str, tuple[str, Callable[[Workbook, str, Contents], None]]]] = {
    "overview": ("总览", add_overview),
    "projects": ("项目进展汇总表", add_projects),
    "targets": ("目标明细", add_targets),
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
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook)
    _describe(workbook, contents)
    for name, add in chosen:
        add(workbook, name, contents)
    return _written(workbook)


def _describe(workbook: Workbook, contents: Contents) -> None:
    """Set the document's properties; its stamps are the day it speaks of."""
    workbook.properties.title = f"{contents.title}{named(contents, '项目进展汇总表')}"
    workbook.properties.subject = f"统计截止日期 {contents.on:%Y-%m-%d}"
    workbook.properties.creator = workbook.properties.lastModifiedBy = SYSTEM_NAME
    stamp = datetime.combine(contents.on, time.min)
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
