"""What an uploaded filling form says: its rows by their keys, and what cannot be read.

Nothing is judged here but where things stand: what a figure may be is the forms' business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from unicodedata import normalize

from departments.models import Department
from reports.models import Period
from reports.workbook.archive import FileRefused, open_archive, refusing_what_is_broken
from reports.workbook.cells import Area, Book, Cell, Row
from reports.workbook.keys import EDITION, Key, Kind, read_key
from reports.workbook.layout import Sheet, sheets_of

HEADER_WITHIN: Final = 50
"""The rows in which a header is looked for."""
TYPED_LIMIT: Final = 6000
"""More characters than any field takes; the rest of a longer text is not carried about."""
FORM_LIMIT: Final = 600_000
"""Characters typed in a whole form: more than 22 reports of the greatest length."""
STRAY_LIMIT: Final = 200

NO_KEYS: Final = (
    "这不是从本系统下载的填报表，或者隐藏的识别码列已被删去。"
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

    def problem(self, field: str, reason: str, content: str | None = None) -> Problem:
        """What is wrong with one of its cells."""
        shown = self.typed.get(field, "") if content is None else content
        return Problem(self.sheet, self.number, self.columns.get(field, ""), shown, reason)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was read: its rows, and rows that are nobody's."""

    rows: Sequence[TypedRow]
    strays: Sequence[Problem]


@dataclass(slots=True)
class _Table:
    """One sheet's raw rows below its header."""

    name: str
    kind: Kind
    header: Mapping[int, str]
    key_column: int
    rows: list[Row] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)


def read_form(content: bytes, department: Department, period: Period) -> Filled:
    """What the form ``content`` of a department says for a period.

    Raises FileRefused, with a sentence for the screen, for what is no form or another's.
    """
    layouts = dict(zip((Kind.FIGURE, Kind.TEXT), sheets_of(period), strict=True))
    with open_archive(content) as archive, refusing_what_is_broken():
        tables = _tables(Book(archive), layouts)
    if not tables:
        raise FileRefused(NO_KEYS)
    _check_whose(tables, department, period)
    rows: list[TypedRow] = []
    strays: list[Problem] = []
    for table in tables:
        reader = _TableReader(table, _columns(table, layouts[table.kind]), department, period)
        rows += reader.rows()
        strays += reader.strays()
    if sum(len(text) for row in rows for text in row.typed.values()) > FORM_LIMIT:
        raise FileRefused(TOO_LONG)
    return Filled(_told_apart(rows), strays)


def _told_apart(rows: Sequence[TypedRow]) -> list[TypedRow]:
    """The rows, with a problem on each of those that are about the same thing."""
    alike: dict[tuple[Kind, int], list[TypedRow]] = {}
    for row in rows:
        alike.setdefault((row.key.kind, row.key.subject), []).append(row)
    return [_repeated(row, alike[row.key.kind, row.key.subject]) for row in rows]


def _repeated(row: TypedRow, alike: Sequence[TypedRow]) -> TypedRow:
    others = [f"“{other.sheet}”第{other.number}行" for other in alike if other is not row]
    if not others:
        return row
    reason = f"与{'、'.join(others[:3])}是同一项，重复了。请只保留一行，删去其他的。"
    problem = Problem(row.sheet, row.number, KEY_COLUMN, "", reason)
    return replace(row, problems=(*row.problems, problem))


def _tables(book: Book, layouts: Mapping[Kind, Sheet]) -> list[_Table]:
    """The sheets that have a key column, whatever they are called now."""
    found = []
    kinds = {_heading(layout.key_heading): kind for kind, layout in layouts.items()}
    for sheet in book.sheets:
        table: _Table | None = None
        for index, row in enumerate(sheet.rows()):
            if table is not None:
                table.rows.append(row)
            elif index > HEADER_WITHIN:
                break
            else:
                table = _begun(sheet.name, row, kinds)
        if table is not None:
            table.merged = sheet.merged
            found.append(table)
    return found


def _begun(name: str, row: Row, kinds: Mapping[str, Kind]) -> _Table | None:
    header = {column: _heading(cell.text) for column, cell in row[1].items()}
    for column, heading in header.items():
        if heading in kinds:
            return _Table(name, kinds[heading], header, column)
    return None


def _heading(text: str) -> str:
    """A heading as it is compared: width of characters and blanks do not count."""
    return "".join(normalize("NFKC", text).split())


def _check_whose(tables: Sequence[_Table], department: Department, period: Period) -> None:
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
    kind = Period.Kind.QUARTER if "Q" in key.period else Period.Kind.MONTH
    named = Period(code=key.period, kind=kind).label
    return (
        f"这是{named}的填报表，现在导入的是{period.label}。"
        f"请上传{period.label}的填报表，或回到“我的待办”在{named}处导入。"
    )


def _columns(table: _Table, layout: Sheet) -> dict[str, int]:
    """The column of each field; raises FileRefused when one is missing or there twice."""
    found = {}
    for name, heading in layout.inputs.items():
        places = [place for place, text in table.header.items() if text == _heading(heading)]
        if len(places) != 1:
            trouble = "有多个" if places else "找不到"
            raise FileRefused(
                f"工作表“{table.name}”的表头里{trouble}“{heading}”。"
                "请把表头改回原样（列的位置可以变，名称不能变，也不能重复）后再上传。"
            )
        found[name] = places[0]
    return found


def letters(number: int) -> str:
    """The letters of a column: 28 is AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


class _TableReader:
    """Turns one sheet's raw rows into typed ones."""

    def __init__(
        self, table: _Table, columns: Mapping[str, int], department: Department, period: Period
    ) -> None:
        self.table = table
        self.columns = columns
        self.names = {
            name: f"{table.header[place]}（{letters(place)}列）" for name, place in columns.items()
        }
        self.keyed: list[tuple[int, Key, Mapping[str, Cell]]] = []
        self.others: list[tuple[int, bool, Mapping[str, Cell]]] = []
        for number, cells in table.rows:
            typed = {name: cells[place] for name, place in columns.items() if place in cells}
            marked = cells.get(table.key_column)
            key = read_key(marked.text) if marked else None
            if key and key.kind == table.kind and _is_ours(key, department, period):
                self.keyed.append((number, key, typed))
            elif typed:
                self.others.append((number, marked is not None, typed))

    def rows(self) -> list[TypedRow]:
        """The rows of this department and period."""
        return [self._row(*keyed) for keyed in self.keyed]

    def strays(self) -> list[Problem]:
        """One for each row with something typed that is nobody's."""
        return [
            Problem(
                self.table.name,
                number,
                KEY_COLUMN,
                "；".join(cell.text for cell in typed.values())[:STRAY_LIMIT],
                ROW_FOREIGN if is_marked else ROW_ADDED,
            )
            for number, is_marked, typed in self.others
        ]

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
