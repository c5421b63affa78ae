"""Read an uploaded filling form: its tables, their rows by key, and what cannot be read.

This module only checks where content stands; the report's forms check the figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from departments.models import Department
from reports.excel_form.instructions import OwnLines
from reports.excel_form.layout import FIXED, FormSheet, sheets_of
from reports.excel_form.row_key import EDITION, Key, SheetKind, folded, mark, read_key
from reports.models import Period
from reports.rules.period_kinds import read_code
from spreadsheets.archive import FileRefused, open_archive, refusing_what_is_broken
from spreadsheets.reader import Cell, Row, UploadedSheet, UploadedWorkbook

HEADER_WITHIN: Final = 51
"""How many rows are searched for a header."""
TYPED_LIMIT: Final = 6000
"""More characters than any field accepts; longer texts are cut here."""
FORM_LIMIT: Final = 600_000
"""Characters in a whole form: more than 22 reports of the maximum length."""
STRAY_LIMIT: Final = 200
PLACES_NAMED: Final = 5
HOW: Final = "怎么填"
GIVEN: Final = frozenset({"denominator"})
"""Fields that the form itself may fill in a row without any report."""

NO_KEYS: Final = (
    "这不是从本系统下载的填报表，或者最左边的识别码列已被删去。"
    "请从“我的待办”重新下载，把填写的内容粘贴过去后再上传。"
)
OTHER_SITE: Final = (
    "文件里的识别码不是本系统的，或者已被改动。请从“我的待办”重新下载填报表，填好后再上传。"
)
OLD_FORM: Final = "这是旧版的填报表。请从“我的待办”重新下载，把填写的内容粘贴过去后再上传。"
NO_ROWS: Final = "填报表里没有一行带识别码。请从“我的待办”重新下载填报表，填好后再上传。"
TOO_LONG: Final = "填写的文字太多，超过了全部报告的字数上限。请删减后再上传。"
ROW_ADDED: Final = "这一行不是填报表原有的行，无法确定属于哪一项。请填在原有的行里。"
ROW_FOREIGN: Final = "这一行的识别码不属于这张填报表（可能是从别的表粘贴来的）。请填在原有的行里。"
MERGED: Final = "合并了单元格，无法确定各行的内容。请取消合并，分别填写。"
KEY_WORD: Final = "识别码"
MIXED_UP: Final = (
    "整张表没有读取：第{}行的识别码与这一行的填报单位、报告期、项目、目标或单位对不上，"
    "可能是排序时没有选中整张表，或者移动、复制、粘贴、合并过单元格，改过这几列的字。"
    "请改回原样再上传；改不回的，请从“我的待办”重新下载填报表，按目标编号把填写的内容粘贴过去"
)
KEYS_LOST: Final = (
    "整张表没有读取：最左边的识别码一列已被删去或改了表头，无法确定各行属于哪一项。"
    "请从“我的待办”重新下载填报表，把填写的内容粘贴到对应的行"
)
NO_FORM: Final = "不是填报表的工作表。要导入的内容，请填到填报表原有的行里"
COMMENT: Final = "写在批注里。要导入的内容，请填到单元格里"
ABOVE: Final = "写在表头以上。要导入的内容，请填到表头以下原有的行里"
NO_KEY: Final = "没有识别码，不是填报表原有的行。要导入的内容，请填到原有的行里"
OTHER_KEY: Final = "识别码属于另一张表或另一份填报表。要导入的内容，请填到它原来的行里"
BESIDE: Final = "写在{}，不是填报表的列。要导入的内容，请填到浅黄色的格里"
ALTERED: Final = (
    "改动了灰色或白色的格（如“要求”“上期”），改动不会写入系统。要导入的内容，请填到浅黄色的格里"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why some content is refused: its place, the content, and the message."""

    sheet: str
    row: int
    column: str
    content: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Rows of a sheet with content that is not read, and why."""

    sheet: str
    rows: Sequence[int]
    reason: str
    is_whole: bool = False
    """Whether no row is read, although the sheet belongs to the form."""

    def __str__(self) -> str:
        if not self.rows:
            return f"工作表“{self.sheet}”：{self.reason}。"
        places = "、".join(map(str, self.rows[:PLACES_NAMED]))
        more = "等" if len(self.rows) > PLACES_NAMED else ""
        rows = f"有 {len(self.rows)} 行内容没有读取（第{places}{more}行）"
        return f"工作表“{self.sheet}”{rows}：{self.reason}。"


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of the form: the typed texts by field, and the problems in them."""

    sheet: str
    number: int
    key: Key
    columns: Mapping[str, str]
    typed: Mapping[str, str]
    problems: Sequence[Problem] = ()

    @property
    def is_filled(self) -> bool:
        """Whether anything is typed beyond what the form itself may fill in."""
        return bool(self.typed.keys() - GIVEN)

    def place(self, field: str) -> str:
        """A cell's place, as a message about another sheet names it."""
        return f"“{self.sheet}”表第{self.number}行的{self.columns[field]}"

    def problem(self, field: str, reason: str) -> Problem:
        content = self.typed.get(field, "")
        return Problem(self.sheet, self.number, self.columns.get(field, ""), content, reason)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as read: its rows, typed rows without a valid key, and content that is not read."""

    rows: Sequence[TypedRow]
    strays: Sequence[Problem]
    unread: Sequence[Unread] = ()


def read_form(content: bytes, department: Department, period: Period) -> Filled:
    """Read the uploaded ``content`` as a department's form for a period.

    Raises FileRefused, with a message for the user, if it is no form or another one's.
    """
    tables: list[FormTable] = []
    unread: list[Unread] = []
    reader = _SheetReader(department, period)
    with open_archive(content) as archive, refusing_what_is_broken():
        for sheet in UploadedWorkbook(archive).sheets:
            unread += reader.read(sheet, tables)
    _check_whose(tables, department, period)
    for table in tables:
        if table.error:
            raise FileRefused(table.error)
    rows: list[TypedRow] = []
    strays: list[Problem] = []
    for table in tables:
        unread += table.unread()
        if not table.mixed:
            rows += table.typed_rows()
            strays += table.strays()
    typed = sum(len(text) for row in rows for text in row.typed.values())
    if typed + sum(len(stray.content) for stray in strays) > FORM_LIMIT:
        raise FileRefused(TOO_LONG)
    return Filled(rows, strays, unread)


def _check_whose(tables: Sequence["FormTable"], department: Department, period: Period) -> None:
    """Raise FileRefused unless at least one row belongs to this department and period."""
    if not tables:
        raise FileRefused(NO_KEYS)
    rows = [row for table in tables for row in table.rows if row.is_marked]
    if not rows:
        raise FileRefused(NO_ROWS)
    keys = [row.key for row in rows if row.key]
    if not keys:
        raise FileRefused(OTHER_SITE)
    if not any(_is_ours(key, department, period) for key in keys):
        raise FileRefused(_whose(keys[0], department, period))


def _is_ours(key: Key, department: Department, period: Period) -> bool:
    return (key.edition, key.department, key.period) == (EDITION, department.pk, period.code)


def _whose(key: Key, department: Department, period: Period) -> str:
    if key.edition != EDITION:
        return OLD_FORM
    if key.department != department.pk:
        return (
            f"这是其他部门的填报表，不能导入{department.name}的报告。"
            "请上传本部门从“我的待办”下载的填报表。"
        )
    named = read_code(key.period).label
    return (
        f"这是{named}的填报表，现在导入的是{period.label}。"
        f"请上传{period.label}的填报表，或回到“我的待办”在{named}处导入。"
    )


class _SheetReader:
    """Finds a form's tables, whatever their sheets are called, and content outside of them."""

    def __init__(self, department: Department, period: Period) -> None:
        self.whose = department, period
        self.layouts = sheets_of(period)
        self.own = OwnLines(department, period, self.layouts[SheetKind.TEXT])

    def read(self, sheet: UploadedSheet, tables: list["FormTable"]) -> list[Unread]:
        """Add the sheet's table to ``tables``; return the content outside of it."""
        rows = list(sheet.rows())
        commented = _unread(sheet.name, sheet.comments(), COMMENT)
        for place, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
            texts = {column: folded(cell.text) for column, cell in cells.items()}
            for kind, layout in self.layouts.items():
                if folded(layout.key_heading) in texts.values():
                    form = kind, layout
                    tables.append(FormTable(sheet, form, cells, rows[place + 1 :], self.whose))
                    return commented + _unread(sheet.name, self._strange(rows[:place]), ABOVE)
        return commented + self._outside(sheet.name, rows)

    def _outside(self, name: str, rows: Sequence[Row]) -> list[Unread]:
        """The content of a sheet without a key column."""
        for place, (_, cells) in enumerate(rows):
            headings = {folded(cell.text): column for column, cell in cells.items()}
            for layout in self.layouts.values():
                inputs = [headings.get(folded(text)) for text in layout.inputs.values()]
                typed = {column for column in inputs if column is not None}
                if len(typed) * 2 > len(inputs):
                    # Rows with typed content, or content beside the table.
                    shown = set(headings.values()) - typed
                    filled = [number for number, row in rows[place + 1 :] if row.keys() - shown]
                    return [Unread(name, filled, KEYS_LOST, is_whole=True)]
        return _unread(name, self._strange(rows), NO_FORM)

    def _strange(self, rows: Sequence[Row]) -> Iterable[int]:
        """Rows with content that the form itself does not have outside of its tables."""
        return (
            number
            for number, cells in rows
            if not all(self.own.has(cell.text) for cell in cells.values())
        )


def _unread(sheet: str, rows: Iterable[int], reason: str) -> list[Unread]:
    numbers = list(rows)
    return [Unread(sheet, numbers, reason)] if numbers else []


def letters(number: int) -> str:
    """The letters of a column: 28 is AB."""
    head, rest = divmod(number - 1, 26)
    return (letters(head) if head else "") + chr(ord("A") + rest)


@dataclass(frozen=True, slots=True)
class _RawRow:
    """A row of a table: its key, if any, and its typed cells by field."""

    number: int
    cells: Mapping[int, Cell]
    is_marked: bool
    key: Key | None
    is_own: bool
    """Whether its key belongs to this department, period and sheet."""
    typed: Mapping[str, Cell]


class FormTable:
    """A sheet's rows below its ``header``; ``error`` is the header's error, if any."""

    def __init__(
        self,
        sheet: UploadedSheet,
        form: tuple[SheetKind, FormSheet],
        header: Mapping[int, Cell],
        rows: Sequence[Row],
        whose: tuple[Department, Period],
    ) -> None:
        self.name = sheet.name
        self.kind, self.layout = form
        self.merged = sheet.merged
        self.whose = whose
        self.headings = {column: cell.text for column, cell in header.items()}
        key = folded(self.layout.key_heading)
        self.key_column = next(at for at, text in self.headings.items() if folded(text) == key)
        self.error = ""
        self.places = self._places()
        inputs = self.layout.inputs
        self.columns = {name: self.places[text] for name, text in inputs.items() if self.places}
        self.own_columns = {*self.places.values(), self.key_column}
        self.names = {
            name: f"{inputs[name]}（{letters(place)}列）" for name, place in self.columns.items()
        }
        self.rows = [self._raw(number, cells) for number, cells in rows]

    def _places(self) -> Mapping[str, int]:
        """The column of each heading; empty when one is missing or repeated."""
        columns = {}
        for column in self.layout.columns:
            heading = folded(column.heading)
            places = [place for place, text in self.headings.items() if folded(text) == heading]
            if len(places) != 1:
                error = "有多个" if places else "找不到"
                self.error = (
                    f"工作表“{self.name}”的表头里{error}“{column.heading}”。"
                    "请把表头改回原样（列的位置可以变，名称不能变，也不能重复）后再上传。"
                )
                return {}
            columns[column.heading] = places[0]
        return columns

    def _raw(self, number: int, cells: Mapping[int, Cell]) -> _RawRow:
        typed = {name: cells[place] for name, place in self.columns.items() if place in cells}
        marked = cells.get(self.key_column)
        key = read_key(marked.text) if marked else None
        is_own = key is not None and key.kind == self.kind and _is_ours(key, *self.whose)
        return _RawRow(number, cells, marked is not None, key, is_own, typed)

    def _mark(self, row: _RawRow, headings: Sequence[str]) -> str:
        shown = (row.cells.get(self.places[heading]) for heading in headings)
        return mark(cell.text if cell else "" for cell in shown)

    @cached_property
    def mixed(self) -> list[int]:
        """Rows whose key does not match their content.

        Then keys and rows have been separated, so that no row of the sheet can be trusted.
        """
        return [
            row.number
            for row in self.rows
            if row.key
            and row.key.kind == self.kind
            and row.cells.keys() != {self.key_column}
            and row.key.identity != self._mark(row, self.layout.identity)
        ]

    def typed_rows(self) -> list[TypedRow]:
        return [self._row(row, row.key) for row in self.rows if row.key and row.is_own]

    def _row(self, raw: _RawRow, key: Key) -> TypedRow:
        typed = {name: cell.text[:TYPED_LIMIT] for name, cell in raw.typed.items()}
        row = TypedRow(self.name, raw.number, key, self.names, typed)
        problems = [row.problem(name, cell.error) for name, cell in raw.typed.items() if cell.error]
        problems += [
            row.problem(name, MERGED)
            for name, place in self.columns.items()
            if any(
                area.row <= raw.number <= area.last_row and area.column <= place <= area.last_column
                for area in self.merged
            )
        ]
        return replace(row, problems=tuple(problems))

    def strays(self) -> list[Problem]:
        """A problem for each typed row without a valid key."""
        return [
            Problem(
                self.name,
                row.number,
                KEY_WORD,
                "；".join(cell.text for cell in row.typed.values())[:STRAY_LIMIT],
                ROW_FOREIGN if row.is_marked else ROW_ADDED,
            )
            for row in self.rows
            if row.typed and not row.is_own
        ]

    def unread(self) -> list[Unread]:
        if self.mixed:
            places = "、".join(map(str, self.mixed[:3]))
            filled = [row.number for row in self.rows if self._is_filled(row)]
            return [Unread(self.name, filled, MIXED_UP.format(places), is_whole=True)]
        by_reason: dict[str, list[int]] = {NO_KEY: [], OTHER_KEY: [], ALTERED: []}
        for row in self.rows:
            for reason in self._reasons(row):
                by_reason.setdefault(reason, []).append(row.number)
        return [Unread(self.name, rows, reason) for reason, rows in by_reason.items() if rows]

    def _reasons(self, row: _RawRow) -> list[str]:
        if not (row.is_own and row.key):
            is_stray = row.typed or not row.cells
            return [] if is_stray else [OTHER_KEY if row.key else NO_KEY]
        is_bare = row.cells.keys() == {self.key_column}
        is_altered = not is_bare and row.key.facts != self._mark(row, self.layout.facts)
        beside = [
            BESIDE.format(self._column(place))
            for place in sorted(row.cells.keys() - self.own_columns)
        ]
        return [ALTERED, *beside] if is_altered else beside

    def _column(self, place: int) -> str:
        heading = self.headings.get(place)
        return f"“{heading}”（{letters(place)}列）" if heading else f"{letters(place)}列"

    def _is_filled(self, row: _RawRow) -> bool:
        """Whether a row has content beyond what the form filled in and shows."""
        how = row.cells.get(self.places[HOW]) if HOW in self.places else None
        is_fixed = how is not None and how.text == FIXED
        is_typed = row.typed.keys() - ({"denominator"} if is_fixed else set())
        return bool(is_typed or row.cells.keys() - self.own_columns)
