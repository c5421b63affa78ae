"""Finding a form's tables in an uploaded workbook, and what lies outside of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from departments.models import Department
from reports.excel_form.instructions import guidance_lines, lines_above
from reports.excel_form.layout import UNCHANGED, FormSheet
from reports.excel_form.row_key import SheetKind, folded
from reports.models import Period
from spreadsheets.reader import Area, Cell, Row, UploadedSheet, UploadedWorkbook

HEADER_WITHIN: Final = 50
"""The rows in which a header is looked for."""
LISTED: Final = 5

DAY_LENGTH: Final = len("2026-11-05")

KEYS_LOST: Final = (
    "整张表没有读取：最左边的识别码一列已被删去或改了表头，无法确定各行属于哪一项。"
    "请从“我的待办”重新下载填报表，把填写的内容粘贴到对应的行"
)
NO_FORM: Final = "不是填报表的工作表。要导入的内容，请填到填报表原有的行里"
COMMENT: Final = "写在批注里。要导入的内容，请填到单元格里"
ABOVE: Final = "写在表头以上。要导入的内容，请填到表头以下原有的行里"


@dataclass(frozen=True, slots=True)
class Unread:
    """Rows of a sheet in which something stands that is not read, and why."""

    sheet: str
    rows: Sequence[int]
    reason: str
    is_whole: bool = False
    """Whether no row of the sheet is read, though it is one of the form's."""

    def __str__(self) -> str:
        """One sentence for the screen."""
        if not self.rows:
            return f"工作表“{self.sheet}”：{self.reason}。"
        rows = f"有 {len(self.rows)} 行内容没有读取（{self.where}）"
        return f"工作表“{self.sheet}”{rows}：{self.reason}。"

    @property
    def where(self) -> str:
        """The rows in words."""
        listed = "、".join(map(str, self.rows[:LISTED]))
        return f"第{listed}{'等' if len(self.rows) > LISTED else ''}行"


@dataclass(frozen=True, slots=True)
class FormTable:
    """A sheet's raw rows below its header; ``places`` are the columns of the headings it has."""

    name: str
    kind: SheetKind
    layout: FormSheet
    places: Mapping[str, int]
    key_column: int
    trouble: str
    """What is wrong with its headings, if anything."""
    headings: Mapping[int, str]
    """As they stand in the file, by column."""
    rows: list[Row] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)

    def texts(self, cells: Mapping[int, Cell], headings: Sequence[str]) -> list[str]:
        """What a row shows below ``headings``."""
        found = (cells.get(self.places[heading]) for heading in headings)
        return [cell.text if cell else "" for cell in found]


class OwnLines:
    """What a form itself says outside of its tables."""

    def __init__(self, above: tuple[str, str, str], guidance: Sequence[str]) -> None:
        title, hint, facts = map(folded, above)
        self._title, self._facts = title, facts[:-DAY_LENGTH]
        self._others = frozenset((hint, *map(folded, guidance)))

    def are_all_of(self, cells: Mapping[int, Cell]) -> bool:
        """Whether nothing else stands in a row; the plan's name and the due day may change."""
        return all(self._is_own(folded(cell.text)) for cell in cells.values())

    def _is_own(self, text: str) -> bool:
        is_moved = text.endswith(self._title) or text[:-DAY_LENGTH] == self._facts
        return is_moved or text in self._others


def own_lines(department: Department, period: Period, texts: FormSheet) -> OwnLines:
    """The lines of the form of a department and a period."""
    above = lines_above("", department, period)
    return OwnLines(above, guidance_lines(period, texts.inputs[UNCHANGED]))


def tables_in(
    book: UploadedWorkbook, layouts: Mapping[SheetKind, FormSheet], own: OwnLines
) -> tuple[list[FormTable], list[Unread]]:
    """The tables with a key column, whatever their sheets are called, and what lies outside."""
    tables: list[FormTable] = []
    unread: list[Unread] = []
    for sheet in book.sheets:
        above: list[Row] = []
        table: FormTable | None = None
        for row in sheet.rows():
            if table is not None:
                table.rows.append(row)
            elif len(above) <= HEADER_WITHIN and (begun := _begun(sheet.name, row, layouts)):
                table = begun
            else:
                above.append(row)
        unread += _unread(sheet.name, iter(sheet.comments()), COMMENT)
        if table is None:
            unread += _outside(sheet, above, layouts, own)
            continue
        table.merged.extend(sheet.merged)
        tables.append(table)
        unread += _unread(sheet.name, _strange(above, own), ABOVE)
    return tables, unread


def _begun(name: str, row: Row, layouts: Mapping[SheetKind, FormSheet]) -> FormTable | None:
    """The table whose header a row is."""
    headings = {column: folded(cell.text) for column, cell in row[1].items()}
    for kind, layout in layouts.items():
        for column, heading in headings.items():
            if heading == folded(layout.key_heading):
                shown = {place: cell.text for place, cell in row[1].items()}
                places, trouble = _places(name, layout, headings)
                return FormTable(name, kind, layout, places, column, trouble, shown)
    return None


def _places(
    name: str, layout: FormSheet, headings: Mapping[int, str]
) -> tuple[Mapping[str, int], str]:
    """The column of each heading, or what is wrong with one that is missing or there twice."""
    found = {}
    for column in layout.columns:
        places = [place for place, text in headings.items() if text == folded(column.heading)]
        if len(places) != 1:
            trouble = "有多个" if places else "找不到"
            return {}, (
                f"工作表“{name}”的表头里{trouble}“{column.heading}”。"
                "请把表头改回原样（列的位置可以变，名称不能变，也不能重复）后再上传。"
            )
        found[column.heading] = places[0]
    return found, ""


def _strange(rows: Sequence[Row], own: OwnLines) -> Iterator[int]:
    """Rows in which more stands than the form's own lines."""
    return (number for number, cells in rows if not own.are_all_of(cells))


def _outside(
    sheet: UploadedSheet, rows: Sequence[Row], layouts: Mapping[SheetKind, FormSheet], own: OwnLines
) -> list[Unread]:
    """What stands in a sheet without a key column."""
    for place, (_, cells) in enumerate(rows):
        headings = {folded(cell.text): column for column, cell in cells.items()}
        for layout in layouts.values():
            inputs = [headings.get(folded(text)) for text in layout.inputs.values()]
            typed = {column for column in inputs if column is not None}
            if len(typed) * 2 > len(inputs):
                # What is typed, and what stands beside the table.
                shown = set(headings.values()) - typed
                filled = (number for number, cells in rows[place + 1 :] if cells.keys() - shown)
                return [Unread(sheet.name, list(filled), KEYS_LOST, is_whole=True)]
    return _unread(sheet.name, _strange(rows, own), NO_FORM)


def _unread(sheet: str, rows: Iterator[int], reason: str) -> list[Unread]:
    numbers = list(rows)
    return [Unread(sheet, numbers, reason)] if numbers else []
