"""Read the plan's workbook: its rows as a content, and what cannot be taken, with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from openpyxl.utils import get_column_letter

from projects.terms.amending import ChangeRefused
from projects.terms.content import (
    BY_NAME,
    TABLES,
    Content,
    Row,
    TermDifference,
    TermTable,
    differences,
    key_text,
)
from projects.terms.faults import Fault
from projects.terms.plan_sheets import GUIDE, heading_of, headings_of, ordered_keys
from projects.terms.typed_values import ValueRefused, read_key_part, read_value
from spreadsheets.archive import FileRefused, open_archive, refusing_what_is_broken
from spreadsheets.reader import Cell, UploadedSheet, UploadedWorkbook
from spreadsheets.typed_text import in_plain_characters

AGAIN: Final = "请用 manage.py export_plan 导出的 .xlsx 文件。"
MISSING_SHEET: Final = "缺少这张工作表。"
UNKNOWN_SHEET: Final = "不是方案的工作表，请删去。"
MISSING_COLUMN: Final = "缺少这一列。"
UNKNOWN_COLUMN: Final = "不是这张表的列，请删去。"
TWICE: Final = "表头中出现了两次。"
NO_HEADING: Final = "这一列没有表头，请删去内容。"
MERGED: Final = "合并了单元格，无法确定各行的内容，请取消合并。"

Cells = Mapping[int, Cell]


@dataclass
class Upload:
    """What a workbook says. ``before`` are the terms that it is compared with.

    ``content`` has no ``id`` and nothing that is carried. A value that cannot be read is a fault
    and left out of its row. ``is_whole``: each sheet could be read row by row. ``guide`` are the
    texts of the first sheet.
    """

    before: Content
    content: Content = field(default_factory=lambda: {table.name: {} for table in TABLES})
    faults: list[Fault] = field(default_factory=list)
    is_whole: bool = True
    guide: list[str] = field(default_factory=list)
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    def fault(
        self,
        table: TermTable,
        key: str,
        column: str,
        reason: str,
        *,
        subject: str = "",
        cause: str = "",
    ) -> Fault:
        row = self._places.get((table.name, key), 0)
        return Fault(table.name, row, column, reason, subject, cause)

    def row_of(self, table: TermTable, key: str) -> int:
        return self._places[table.name, key]

    @property
    def plan_key(self) -> int:
        (plan,) = self.before["方案"].values()
        key: int = plan["id"]
        return key

    @property
    def names(self) -> Content:
        """The rows of before and of now, for the names in sentences."""
        return {name: {**self.before[name], **rows} for name, rows in self.content.items()}

    def differences(self) -> list[TermDifference]:
        """What changes, in the plan's order."""
        order = {
            (table.name, key): (place, number)
            for place, table in enumerate(TABLES)
            for number, key in enumerate(ordered_keys(table, self.names))
        }
        found = differences(self.before, self.content)
        return sorted(found, key=lambda change: order[change.table, change.key])

    def read(self, sheets: Mapping[str, UploadedSheet]) -> None:
        if GUIDE in sheets:
            rows = (cells for _, cells in sheets[GUIDE].rows())
            self.guide = [cell.text for cells in rows for cell in cells.values()]
        for table in TABLES:
            if table.name in sheets:
                self._read_sheet(table, sheets[table.name])
            else:
                self._refuse_sheet(Fault(table.name, 0, "", MISSING_SHEET))
        for name in sheets:
            if name not in BY_NAME and name != GUIDE:
                self.faults.append(Fault(name, 0, "", UNKNOWN_SHEET))

    def _refuse_sheet(self, *faults: Fault) -> None:
        self.is_whole = False
        self.faults += faults

    def _read_sheet(self, table: TermTable, sheet: UploadedSheet) -> None:
        rows = ((number, cells) for number, cells in sheet.rows() if cells)
        number, cells = next(rows, (1, {}))
        columns = {column: in_plain_characters(cell.text) for column, cell in cells.items()}
        wanted = {in_plain_characters(heading): heading for heading in headings_of(table)}
        faults = list(_heading_faults(table, number, columns, wanted))
        if faults:
            self._refuse_sheet(*faults)
        else:
            places = {column: wanted[heading] for column, heading in columns.items()}
            for row, own in rows:
                self._read_row(table, row, own, places)
        for _ in rows:
            pass  # merged areas follow the last row
        for area in sheet.merged:
            self._refuse_sheet(Fault(table.name, area.row, "", MERGED))

    def _read_row(
        self, table: TermTable, number: int, cells: Cells, places: Mapping[int, str]
    ) -> None:
        typed = {heading: cells.get(column) for column, heading in places.items()}
        self.faults += (
            Fault(table.name, number, f"{get_column_letter(column)}列", NO_HEADING)
            for column in cells
            if column not in places
        )
        parts = [self._part(table, number, heading, typed[heading]) for heading in table.headings]
        if None in parts:
            self.is_whole = False
            return
        key = key_text(filter(None, parts))
        if key in self.content[table.name]:
            reason = f"与第{self.row_of(table, key)}行重复。"
            self.faults.append(Fault(table.name, number, "、".join(table.headings), reason))
            return
        self._places[table.name, key] = number
        self.content[table.name][key] = dict(self._values(table, key, number, typed))

    def _part(self, table: TermTable, number: int, heading: str, cell: Cell | None) -> str | None:
        try:
            return read_key_part(table, heading, _text(cell))
        except ValueRefused as refusal:
            self.faults.append(Fault(table.name, number, heading, str(refusal)))
            return None

    def _values(
        self, table: TermTable, key: str, number: int, typed: Mapping[str, Cell | None]
    ) -> Iterator[tuple[str, object]]:
        old: Row = self.before[table.name].get(key, {})
        for name in table.fields:
            heading = heading_of(table, name)
            try:
                yield name, read_value(table.field(name), _text(typed[heading]), old.get(name))
            except ValueRefused as refusal:
                self.faults.append(Fault(table.name, number, heading, str(refusal)))


def read_plan(file: bytes, before: Content) -> Upload:
    """What an uploaded workbook says; raises ChangeRefused if it is none that can be read."""
    upload = Upload(before)
    try:
        with open_archive(file) as archive, refusing_what_is_broken():
            sheets = {sheet.name.strip(): sheet for sheet in UploadedWorkbook(archive).sheets}
            upload.read(sheets)
    except FileRefused as refusal:
        # What follows is about the forms of reports.
        what = re.split("[，。]", str(refusal), maxsplit=1)[0]
        raise ChangeRefused(f"{what}。{AGAIN}") from refusal
    return upload


def _heading_faults(
    table: TermTable, number: int, columns: Mapping[int, str], wanted: Mapping[str, str]
) -> Iterator[Fault]:
    found = list(columns.values())
    for folded, heading in wanted.items():
        if folded not in found:
            yield Fault(table.name, number, heading, MISSING_COLUMN)
    for heading in dict.fromkeys(found):
        if heading not in wanted:
            yield Fault(table.name, number, heading, UNKNOWN_COLUMN)
        elif found.count(heading) > 1:
            yield Fault(table.name, number, wanted[heading], TWICE)


def _text(cell: Cell | None) -> str:
    """A cell's text; raises ValueRefused if it cannot be read."""
    if cell is None:
        return ""
    if cell.error:
        raise ValueRefused(cell.error)
    return cell.text
