"""The lines around a table and the print set-up that all sheets share."""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bulletins.document.frozen import BulletinDocument, Previous
from spreadsheets import styles, theme
from spreadsheets.cells import DEMO_NOTICE, LEAST_HEIGHT, line_across, mark_demo, set_up_print
from spreadsheets.pages import take_up_rest
from spreadsheets.table import HEADER_ROW, Headed, write_headings

CORRECTED: Final = "统计截止日期之后，方案数据作过更正；本表按更正后的显示。"
_GAP: Final = "　　　　"


def named(document: BulletinDocument, subject: str) -> str:
    """``榕城区　进展汇总表（2026年第11期）``: a table's name with its subject and its bulletin."""
    about = f"{document.about}　" if document.about else ""
    issue = f"（{document.issue}）" if document.issue else ""
    return f"{about}{subject}{issue}"


def open_sheet(
    workbook: Workbook,
    document: BulletinDocument,
    name: str,
    subject: str,
    columns: Sequence[Headed],
    paper: int,
) -> Worksheet:
    """A sheet with its title, the lines around its table and its header row.

    ``subject`` is what the table is, below the plan's title; ``columns`` have headings and widths.
    """
    sheet = workbook.create_sheet(name)
    write_headings(sheet, columns)
    line_across(
        sheet, 1, f"{document.title}\n{named(document, subject)}", styles.TITLE, theme.TITLE_POINTS
    )
    if document.is_demo:
        line_across(sheet, 2, DEMO_NOTICE, styles.NOTICE, theme.HEADER_POINTS)
    else:
        line_across(sheet, 2, document.document_number, styles.SUBTITLE)
    corrected = f"\n{CORRECTED}" if document.corrected_terms else ""
    line_across(sheet, 3, f"{_filled_in(document)}{corrected}", styles.NOTE)
    set_up_print(sheet, paper, HEADER_ROW)
    if document.is_demo:
        mark_demo(sheet)
    return sheet


def _filled_in(document: BulletinDocument) -> str:
    """The line below the title; unknown values are left blank for handwriting."""
    return _GAP.join(
        (
            f"填报单位：{document.unit}",
            f"统计截止日期：{document.on:%Y-%m-%d}",
            f"填报人：{document.filled_by or _GAP}",
            f"联系电话：{document.phone or _GAP}",
        )
    )


def previous_note(previous: Previous) -> str:
    """Which day 上期 is, and what the arrows mean."""
    return (
        f"上期：{previous.label}。箭头表示数据增减，“向好”“变差”按是否接近目标判断；"
        "新的周期重新计数，不作比较。"
    )


def sign(sheet: Worksheet, row: int) -> None:
    """The line for signatures, below the table."""
    text = f"{_GAP}{_GAP}".join(("单位负责人：", "审核人：", "填报人："))
    line_across(sheet, row, text, styles.NOTE)
    sheet.row_dimensions[row].height = 2 * LEAST_HEIGHT
    take_up_rest(sheet, row)
