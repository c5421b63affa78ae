"""Finding a form's tables in an uploaded workbook, and what lies outside of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.workbook.archive import FileRefused
from reports.workbook.cells import Area, Book, Cell, Row
from reports.workbook.cells import Sheet as UploadedSheet
from reports.workbook.guidance import NAME as GUIDANCE
from reports.workbook.keys import Kind, folded
from reports.workbook.layout import Sheet

HEADER_WITHIN: Final = 50
"""The rows in which a header is looked for."""
LISTED: Final = 5
LINES_ABOVE: Final = 3
"""Title, hint and facts stand above a header, each alone in its row."""

KEYS_LOST: Final = (
    "整张表没有读取：最左边的识别码一列已被删去或改了表头，无法确定各行属于哪一项。"
    "请从“我的待办”重新下载填报表，把填写的内容粘贴到对应的行"
)
NO_FORM: Final = "不是填报表的工作表。要导入的内容，请填到填报表原有的行里"
ABOVE: Final = "写在表头以上。要导入的内容，请填到表头以下原有的行里"


@dataclass(frozen=True, slots=True)
class Unread:
    """Rows of a sheet in which something stands that is not read, and why."""

    sheet: str
    rows: Sequence[int]
    reason: str

    def __str__(self) -> str:
        """One sentence for the screen."""
        rows = f"有 {len(self.rows)} 行内容没有读取（{self.where}）"
        return f"工作表“{self.sheet}”{rows}：{self.reason}。"

    @property
    def where(self) -> str:
        """The rows in words."""
        listed = "、".join(map(str, self.rows[:LISTED]))
        return f"第{listed}{'等' if len(self.rows) > LISTED else ''}行"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's raw rows below its header; ``places`` are the columns of the headings it has."""

    name: str
    kind: Kind
    layout: Sheet
    places: Mapping[str, int]
    key_column: int
    headings: Mapping[int, str]
    """As they stand in the file, by column."""
    rows: list[Row] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)

    def texts(self, cells: Mapping[int, Cell], headings: Sequence[str]) -> list[str]:
        """What a row shows below ``headings``."""
        found = (cells.get(self.places[heading]) for heading in headings)
        return [cell.text if cell else "" for cell in found]


def tables_in(book: Book, layouts: Mapping[Kind, Sheet]) -> tuple[list[Table], list[Unread]]:
    """The tables with a key column, whatever their sheets are called, and what lies outside.

    Raises FileRefused when a table lacks a heading or has it twice.
    """
    tables: list[Table] = []
    unread: list[Unread] = []
    for sheet in book.sheets:
        above: list[Row] = []
        table: Table | None = None
        for row in sheet.rows():
            if table is not None:
                table.rows.append(row)
            elif len(above) <= HEADER_WITHIN and (begun := _begun(sheet.name, row, layouts)):
                table = begun
            else:
                above.append(row)
        if table is None:
            unread += _outside(sheet, above, layouts)
            continue
        table.merged.extend(sheet.merged)
        tables.append(table)
        unread += _unread(sheet.name, _strange_above(above), ABOVE)
    return tables, unread


def _begun(name: str, row: Row, layouts: Mapping[Kind, Sheet]) -> Table | None:
    """The table whose header a row is."""
    headings = {column: folded(cell.text) for column, cell in row[1].items()}
    for kind, layout in layouts.items():
        for column, heading in headings.items():
            if heading == folded(layout.key_heading):
                shown = {place: cell.text for place, cell in row[1].items()}
                places = _places(name, layout, headings)
                return Table(name, kind, layout, places, column, shown)
    return None


def _places(name: str, layout: Sheet, headings: Mapping[int, str]) -> dict[str, int]:
    """The column of each heading; raises FileRefused when one is missing or there twice."""
    found = {}
    for column in layout.columns:
        places = [place for place, text in headings.items() if text == folded(column.heading)]
        if len(places) != 1:
            trouble = "有多个" if places else "找不到"
            raise FileRefused(
                f"工作表“{name}”的表头里{trouble}“{column.heading}”。"
                "请把表头改回原样（列的位置可以变，名称不能变，也不能重复）后再上传。"
            )
        found[column.heading] = places[0]
    return found


def _strange_above(rows: Sequence[Row]) -> Iterator[int]:
    """Rows above a header in which more stands than the form's own lines."""
    own = LINES_ABOVE
    for number, cells in rows:
        if own and len(cells) == 1:
            own -= 1
        elif cells:
            yield number


def _outside(
    sheet: UploadedSheet, rows: Sequence[Row], layouts: Mapping[Kind, Sheet]
) -> list[Unread]:
    """What stands in a sheet without a key column."""
    if sheet.name == GUIDANCE:
        return _unread(sheet.name, _strange_guidance(rows), NO_FORM)
    for place, (_, cells) in enumerate(rows):
        headings = {folded(cell.text): column for column, cell in cells.items()}
        for layout in layouts.values():
            inputs = [headings.get(folded(text)) for text in layout.inputs.values()]
            typed = {column for column in inputs if column is not None}
            if len(typed) * 2 > len(inputs):
                filled = (number for number, cells in rows[place + 1 :] if typed & cells.keys())
                return _unread(sheet.name, filled, KEYS_LOST)
    return _unread(sheet.name, (number for number, cells in rows if cells), NO_FORM)


def _strange_guidance(rows: Sequence[Row]) -> Iterator[int]:
    """Rows of 填报说明 that are not its own numbered sentences."""
    for place, (number, cells) in enumerate(rows):
        own = place == 0 or cells.get(1, Cell("")).text.startswith(f"{number - 1}. ")
        if cells and not (own and set(cells) == {1}):
            yield number


def _unread(sheet: str, rows: Iterator[int], reason: str) -> list[Unread]:
    numbers = list(rows)
    return [Unread(sheet, numbers, reason)] if numbers else []
