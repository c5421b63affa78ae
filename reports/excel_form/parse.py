"""What an uploaded filling form says: its rows by their keys, and what cannot be read.

Nothing is judged here but where things stand: what a figure may be is the forms' business.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from departments.models import Department
from reports.excel_form.layout import sheets_of
from reports.excel_form.row_key import EDITION, Key, SheetKind, mark, read_key
from reports.excel_form.rows import FIXED
from reports.excel_form.tables import FormTable, Unread, own_lines, tables_in
from reports.models import Period
from reports.rules.period_kinds import read_code
from spreadsheets.archive import FileRefused, open_archive, refusing_what_is_broken
from spreadsheets.reader import Cell, UploadedWorkbook

TYPED_LIMIT: Final = 6000
"""More characters than any field takes; the rest of a longer text is not carried about."""
FORM_LIMIT: Final = 600_000
"""Characters typed in a whole form: more than 22 reports of the greatest length."""
STRAY_LIMIT: Final = 200
HOW: Final = "怎么填"
GIVEN: Final = frozenset({"denominator"})
"""What the form itself may have put into a row in which nothing is reported yet."""

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
KEY_COLUMN: Final = "识别码"
MIXED_UP: Final = (
    "整张表没有读取：第{}行的识别码与这一行的填报单位、报告期、项目、目标或单位对不上，"
    "可能是排序时没有选中整张表，或者移动、复制、粘贴、合并过单元格，改过这几列的字。"
    "请改回原样再上传；改不回的，请从“我的待办”重新下载填报表，按目标编号把填写的内容粘贴过去"
)
NO_KEY: Final = "没有识别码，不是填报表原有的行。要导入的内容，请填到原有的行里"
OTHER_KEY: Final = "识别码属于另一张表或另一份填报表。要导入的内容，请填到它原来的行里"
BESIDE: Final = "写在{}，不是填报表的列。要导入的内容，请填到浅黄色的格里"
ALTERED: Final = (
    "改动了灰色或白色的格（如“要求”“上期”），改动不会写入系统。要导入的内容，请填到浅黄色的格里"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something is not taken: sheet, row, column, what stands there, and the sentence."""

    sheet: str
    row: int
    column: str
    content: str
    reason: str


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of the form: what was typed, by field, and what of it cannot be read."""

    sheet: str
    number: int
    key: Key
    columns: Mapping[str, str]
    typed: Mapping[str, str]
    problems: Sequence[Problem] = ()

    @property
    def is_filled(self) -> bool:
        """Whether more is typed than what the form itself may have put there."""
        return bool(self.typed.keys() - GIVEN)

    def place(self, field: str) -> str:
        """Where one of its cells stands, said in a row of another sheet."""
        return f"“{self.sheet}”表第{self.number}行的{self.columns[field]}"

    def problem(self, field: str, reason: str, content: str | None = None) -> Problem:
        """What is wrong with one of its cells."""
        shown = self.typed.get(field, "") if content is None else content
        return Problem(self.sheet, self.number, self.columns.get(field, ""), shown, reason)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was read: its rows, rows that are nobody's, and what is not read at all."""

    rows: Sequence[TypedRow]
    strays: Sequence[Problem]
    unread: Sequence[Unread] = ()


def read_form(content: bytes, department: Department, period: Period) -> Filled:
    """What the form ``content`` of a department says for a period.

    Raises FileRefused, with a sentence for the screen, for what is no form or another's.
    """
    layouts = dict(zip((SheetKind.FIGURE, SheetKind.TEXT), sheets_of(period), strict=True))
    own = own_lines(department, period, layouts[SheetKind.TEXT])
    with open_archive(content) as archive, refusing_what_is_broken():
        tables, unread = tables_in(UploadedWorkbook(archive), layouts, own)
    if not tables:
        raise FileRefused(NO_KEYS)
    _check_whose(tables, department, period)
    for table in tables:
        if table.trouble:
            raise FileRefused(table.trouble)
    rows: list[TypedRow] = []
    strays: list[Problem] = []
    for table in tables:
        reader = _TableReader(table, department, period)
        unread += reader.unread()
        if not reader.is_mixed_up:
            rows += reader.rows()
            strays += reader.strays()
    typed = sum(len(text) for row in rows for text in row.typed.values())
    if typed + sum(len(stray.content) for stray in strays) > FORM_LIMIT:
        raise FileRefused(TOO_LONG)
    return Filled(rows, strays, unread)


def _check_whose(tables: Sequence[FormTable], department: Department, period: Period) -> None:
    """Raise FileRefused unless at least one row is of this department and period."""
    texts = [
        cells[table.key_column].text
        for table in tables
        for _, cells in table.rows
        if table.key_column in cells
    ]
    if not texts:
        raise FileRefused(NO_ROWS)
    keys = [key for key in map(read_key, texts) if key is not None]
    if not keys:
        raise FileRefused(OTHER_SITE)
    if any(_is_ours(key, department, period) for key in keys):
        return
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


def letters(number: int) -> str:
    """The letters of a column: 28 is AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


@dataclass(frozen=True, slots=True)
class _RawRow:
    """A row of a table: its key, if it has one, and its typed cells by field."""

    number: int
    cells: Mapping[int, Cell]
    is_marked: bool
    key: Key | None
    typed: Mapping[str, Cell]


class _TableReader:
    """Turns one sheet's raw rows into typed ones."""

    def __init__(self, table: FormTable, department: Department, period: Period) -> None:
        self.table = table
        self.whose = department, period
        inputs = table.layout.inputs
        self.columns = {name: table.places[heading] for name, heading in inputs.items()}
        self.names = {
            name: f"{inputs[name]}（{letters(place)}列）" for name, place in self.columns.items()
        }
        self.raw = [self._raw(number, cells) for number, cells in table.rows]

    def _raw(self, number: int, cells: Mapping[int, Cell]) -> _RawRow:
        typed = {name: cells[place] for name, place in self.columns.items() if place in cells}
        marked = cells.get(self.table.key_column)
        key = read_key(marked.text) if marked else None
        return _RawRow(number, cells, marked is not None, key, typed)

    @cached_property
    def keyed(self) -> list[_RawRow]:
        """The rows of this department, period and sheet."""
        return [row for row in self.raw if row.key and self._is_own(row.key)]

    def _is_own(self, key: Key) -> bool:
        return key.kind == self.table.kind and _is_ours(key, *self.whose)

    @cached_property
    def _mixed(self) -> list[int]:
        """Rows whose key stands beside what it was not written for."""
        identity = self.table.layout.identity
        return [
            row.number
            for row in self.raw
            if row.key
            and row.key.kind == self.table.kind
            and row.cells.keys() != {self.table.key_column}
            and row.key.identity != mark(self.table.texts(row.cells, identity))
        ]

    @property
    def is_mixed_up(self) -> bool:
        """Whether keys and rows were torn apart, so that no row of the sheet can be trusted."""
        return bool(self._mixed)

    def rows(self) -> list[TypedRow]:
        """The rows of this department and period."""
        return [self._row(row.number, row.key, row.typed) for row in self.keyed if row.key]

    def strays(self) -> list[Problem]:
        """One for each row with something typed that is nobody's."""
        return [
            Problem(
                self.table.name,
                row.number,
                KEY_COLUMN,
                "；".join(cell.text for cell in row.typed.values())[:STRAY_LIMIT],
                ROW_FOREIGN if row.is_marked else ROW_ADDED,
            )
            for row in self._others()
            if row.typed
        ]

    def _others(self) -> Iterator[_RawRow]:
        return (row for row in self.raw if not (row.key and self._is_own(row.key)))

    def unread(self) -> list[Unread]:
        """What stands in the sheet and is not read."""
        if self.is_mixed_up:
            places = "、".join(map(str, self._mixed[:3]))
            filled = [row.number for row in self.raw if self._is_filled(row)]
            return [Unread(self.table.name, filled, MIXED_UP.format(places), is_whole=True)]
        found = [Unread(self.table.name, rows, why) for why, rows in self._unread_rows().items()]
        return [item for item in found if item.rows]

    def _unread_rows(self) -> dict[str, list[int]]:
        """Row numbers by the reason why something in them is not read."""
        others = [row for row in self._others() if row.cells and not row.typed]
        keyless = [row.number for row in others if row.key is None]
        foreign = [row.number for row in others if row.key]
        facts = self.table.layout.facts
        altered = [
            row.number
            for row in self.keyed
            if row.key
            and row.cells.keys() != {self.table.key_column}
            and row.key.facts != mark(self.table.texts(row.cells, facts))
        ]
        return {NO_KEY: keyless, OTHER_KEY: foreign, ALTERED: altered} | self._beside()

    def _beside(self) -> dict[str, list[int]]:
        """Rows with something in a column that is none of the form's."""
        found: dict[str, list[int]] = {}
        for row in self.keyed:
            for place in sorted(row.cells.keys() - self._own_columns):
                heading = self.table.headings.get(place)
                column = f"“{heading}”（{letters(place)}列）" if heading else f"{letters(place)}列"
                found.setdefault(BESIDE.format(column), []).append(row.number)
        return found

    def _is_filled(self, row: _RawRow) -> bool:
        """Whether more stands in a row than the form gave, apart from what it shows."""
        how = self.table.places.get(HOW)
        is_fixed = how is not None and row.cells.get(how, Cell("")).text == FIXED
        is_typed = row.typed.keys() - ({"denominator"} if is_fixed else set())
        return bool(is_typed or row.cells.keys() - self._own_columns)

    @cached_property
    def _own_columns(self) -> set[int]:
        return {*self.table.places.values(), self.table.key_column}

    def _row(self, number: int, key: Key, cells: Mapping[str, Cell]) -> TypedRow:
        typed = {name: cell.text[:TYPED_LIMIT] for name, cell in cells.items()}
        row = TypedRow(self.table.name, number, key, self.names, typed)
        problems = [row.problem(name, cell.trouble) for name, cell in cells.items() if cell.trouble]
        problems += [row.problem(name, MERGED) for name in self._merged_at(number)]
        return replace(row, problems=tuple(problems))

    def _merged_at(self, number: int) -> list[str]:
        """The fields of a row whose cells are parts of merged ones."""
        return [
            name
            for name, place in self.columns.items()
            if any(
                area.row <= number <= area.last_row and area.column <= place <= area.last_column
                for area in self.table.merged
            )
        ]
