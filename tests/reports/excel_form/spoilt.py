"""Filling forms as they come back from offices: sorted, moved, copied, partly pasted.

Every figure and word that is typed is unlike all others (a marker), so that one can tell wherever
it ends up what became of it.
"""

import random
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.reports.excel_form.forms import HEADER, Form

KEY = 1
FIRST = HEADER + 1
INPUTS = ("数值", "分子", "分母", "是否完成", "完成日期", "依据文件", "情况说明")
FIGURES_KEY = "识别码（数据，请勿改动）"
TEXTS_KEY = "识别码（文字，请勿改动）"


@dataclass(slots=True)
class Spoilt:
    """A form in the hands of an office, and what was typed into it."""

    form: Form
    chance: random.Random
    markers: set[str] = field(default_factory=set)
    serial: Iterator[int] = field(default_factory=lambda: count(1001))

    def number(self) -> int:
        """A figure that stands nowhere else."""
        figure = next(self.serial)
        self.markers.add(str(figure))
        return figure

    def words(self) -> str:
        """A text that stands nowhere else."""
        text = f"第{next(self.serial)}条"
        self.markers.add(text)
        return text

    @property
    def figures(self) -> Worksheet:
        return self.form.figures

    @property
    def sheet(self) -> Worksheet:
        """One of the two tables."""
        return self.chance.choice([self.form.figures, self.form.texts])

    def row(self, sheet: Worksheet) -> int:
        return self.chance.randint(FIRST, max(FIRST, sheet.max_row))

    def fill(self, share: float = 0.6) -> None:
        """Type into about this share of the rows."""
        columns = {heading: Form.column(self.figures, heading) for heading in INPUTS}
        how = Form.column(self.figures, "怎么填")
        for row in range(FIRST, self.figures.max_row + 1):
            if self.chance.random() > share:
                continue
            hint = str(self.figures.cell(row, how).value)
            for heading, value in self._typed(hint).items():
                self.figures.cell(row, columns[heading]).value = value
        progress = Form.column(self.form.texts, "进展情况")
        for row in range(FIRST, self.form.texts.max_row + 1):
            if self.chance.random() < share:
                self.form.texts.cell(row, progress).value = self.words()

    def _typed(self, hint: str) -> dict[str, Any]:
        if hint.startswith("填数值"):
            return {"数值": self.number()}
        if hint.startswith("填分子和分母"):
            return {"分子": self.number(), "分母": self.number()}
        if hint.startswith("只填分子"):
            return {"分子": self.chance.randint(0, 12), "情况说明": self.words()}
        if hint.startswith("选是否完成"):
            return {"是否完成": "未完成", "情况说明": self.words()}
        return {}


Spoil = Callable[[Spoilt], None]


def grid(sheet: Worksheet, columns: list[int]) -> list[list[Any]]:
    return [
        [sheet.cell(row, column).value for column in columns]
        for row in range(FIRST, sheet.max_row + 1)
    ]


def lay(sheet: Worksheet, columns: list[int], rows: list[list[Any]]) -> None:
    for number, values in enumerate(rows, start=FIRST):
        for column, value in zip(columns, values, strict=True):
            sheet.cell(number, column).value = value


def _sort(spoilt: Spoilt, sheet: Worksheet, columns: list[int]) -> None:
    """Sort the cells of some columns by one of them, in one direction or the other."""
    rows = grid(sheet, columns)
    by = spoilt.chance.randrange(len(columns))
    rows.sort(key=lambda row: str(row[by] or ""), reverse=spoilt.chance.random() < 0.5)
    lay(sheet, columns, rows)


def sort_visible(spoilt: Spoilt) -> None:
    """Over all columns but the key's."""
    sheet = spoilt.sheet
    _sort(spoilt, sheet, list(range(KEY + 1, sheet.max_column + 1)))


def sort_whole(spoilt: Spoilt) -> None:
    """Over all columns, as it should be."""
    sheet = spoilt.sheet
    _sort(spoilt, sheet, list(range(KEY, sheet.max_column + 1)))


def sort_some(spoilt: Spoilt) -> None:
    """Over some neighbouring columns."""
    sheet = spoilt.sheet
    first = spoilt.chance.randint(KEY, 6)
    last = spoilt.chance.randint(first, sheet.max_column)
    _sort(spoilt, sheet, list(range(first, last + 1)))


def swap_keys(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    one, other = sheet.cell(spoilt.row(sheet), KEY), sheet.cell(spoilt.row(sheet), KEY)
    one.value, other.value = other.value, one.value


def copy_key_down(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    row = spoilt.row(sheet)
    for below in range(row + 1, min(row + 1 + spoilt.chance.randint(1, 5), sheet.max_row + 1)):
        sheet.cell(below, KEY).value = sheet.cell(row, KEY).value


def garble_key(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    cell = sheet.cell(spoilt.row(sheet), KEY)
    cell.value = spoilt.chance.choice([None, "x", f"{cell.value}1"])


def drop_keys(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    sheet.delete_cols(KEY) if spoilt.chance.random() < 0.5 else lay(
        sheet, [KEY], [[None]] * (sheet.max_row - HEADER)
    )


def shift_inputs(spoilt: Spoilt) -> None:
    """The typed cells one row up or down, as after a cell was deleted or inserted."""
    sheet = spoilt.figures
    columns = [Form.column(sheet, heading) for heading in INPUTS]
    rows = grid(sheet, columns)
    turn = spoilt.chance.choice([1, -1])
    lay(sheet, columns, rows[turn:] + rows[:turn])


def shift_visible(spoilt: Spoilt) -> None:
    """All visible cells one row up or down."""
    sheet = spoilt.sheet
    columns = list(range(KEY + 1, sheet.max_column + 1))
    rows = grid(sheet, columns)
    lay(sheet, columns, rows[1:] + rows[:1])


def insert_column(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    column = spoilt.chance.randint(1, sheet.max_column + 1)
    sheet.insert_cols(column)
    if spoilt.chance.random() < 0.5:
        sheet.cell(HEADER, column).value = "备注"
        sheet.cell(spoilt.row(sheet), column).value = spoilt.number()


def insert_rows(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    sheet.insert_rows(spoilt.chance.randint(1, sheet.max_row), spoilt.chance.randint(1, 3))


def delete_rows(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    sheet.delete_rows(spoilt.row(sheet), spoilt.chance.randint(1, 3))


def clear_row(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    row = spoilt.row(sheet)
    for column in range(spoilt.chance.choice([KEY, KEY + 1]), sheet.max_column + 1):
        sheet.cell(row, column).value = None


def add_row(spoilt: Spoilt) -> None:
    """A row of the office's own below the table: copied without its key, or a sum."""
    sheet, below = spoilt.figures, spoilt.figures.max_row + spoilt.chance.randint(1, 4)
    if spoilt.chance.random() < 0.5:
        row = spoilt.row(sheet)
        for column in range(KEY + 1, sheet.max_column + 1):
            sheet.cell(below, column).value = sheet.cell(row, column).value
    else:
        sheet.cell(below, KEY + 2).value = "合计"
    sheet.cell(below, Form.column(sheet, "数值")).value = spoilt.number()


def write_above(spoilt: Spoilt) -> None:
    spoilt.sheet.cell(spoilt.chance.randint(1, 3), 30).value = spoilt.number()


def write_beside(spoilt: Spoilt) -> None:
    """A figure in a grey or white cell, or right of the table."""
    sheet = spoilt.figures
    column = spoilt.chance.choice(
        [*(Form.column(sheet, heading) for heading in ("要求", "上期", "口径", "怎么填")), 25]
    )
    sheet.cell(spoilt.row(sheet), column).value = spoilt.number()


def copy_sheet(spoilt: Spoilt) -> None:
    """A backup, made before or after more was typed."""
    source = spoilt.sheet
    book: Workbook = spoilt.form.book
    backup = book.copy_worksheet(source)
    backup.title = f"{source.title} 备份"
    if spoilt.chance.random() < 0.6:
        heading = "数值" if source is spoilt.figures else "存在问题"
        row = spoilt.row(backup)
        typed = spoilt.number() if heading == "数值" else spoilt.words()
        backup.cell(row, Form.column(backup, heading)).value = typed


def rename_sheet(spoilt: Spoilt) -> None:
    # Last of all: other habits find the sheets by their names.
    spoilt.sheet.title = f"表{spoilt.chance.randint(1, 99)}"


def add_sheet(spoilt: Spoilt) -> None:
    """A sheet of the office's own, with figures or with the table's visible cells."""
    other = spoilt.form.book.create_sheet("本单位汇总")
    if spoilt.chance.random() < 0.5:
        other["B2"] = spoilt.number()
        return
    for row in spoilt.figures.iter_rows(min_row=HEADER, min_col=KEY + 1):
        other.append([cell.value for cell in row])


def rows_into_other_sheet(spoilt: Spoilt) -> None:
    """Whole rows of one table copied below the other."""
    source, target = spoilt.form.figures, spoilt.form.texts
    if spoilt.chance.random() < 0.5:
        source, target = target, source
    row = spoilt.row(source)
    target.append([cell.value for cell in source[row]])


def copy_row(spoilt: Spoilt) -> None:
    """A whole row once more below the table, changed or not."""
    sheet = spoilt.figures
    row = spoilt.row(sheet)
    sheet.append([cell.value for cell in sheet[row]])
    if spoilt.chance.random() < 0.5:
        column = Form.column(sheet, "情况说明")
        sheet.cell(sheet.max_row, column).value = spoilt.words()


def merge(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    row, column = spoilt.row(sheet), spoilt.chance.randint(1, sheet.max_column)
    sheet.merge_cells(
        start_row=row,
        start_column=column,
        end_row=row + spoilt.chance.randint(0, 2),
        end_column=column + spoilt.chance.randint(0, 1),
    )


def hide_rows(spoilt: Spoilt) -> None:
    """A filter."""
    sheet = spoilt.sheet
    for row in range(FIRST, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = spoilt.chance.random() < 0.5


def rename_heading(spoilt: Spoilt) -> None:
    sheet = spoilt.sheet
    cell = sheet.cell(HEADER, spoilt.chance.randint(1, sheet.max_column))
    cell.value = spoilt.chance.choice([None, "改名", f" {cell.value} "])


def type_as_people_do(spoilt: Spoilt) -> None:
    """Numbers with their unit, as text, with separators or invisible characters."""
    sheet = spoilt.figures
    column = Form.column(sheet, "数值")
    for row in range(FIRST, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        if isinstance(cell.value, int):
            figure = cell.value
            cell.value = spoilt.chance.choice(
                (
                    f"{figure}所", f"{figure:,}", f"\u200b{figure}", f" {figure}\u3000",
                    f"'{figure}", f"{figure}.0", f"约{figure}", f"{figure}个",
                    f"{figure}-{figure + 1}", f"— {figure}",
                )
            )  # fmt: skip
            spoilt.markers.add(str(cell.value).strip())


def paste_block(spoilt: Spoilt, other: Form) -> None:
    """Cells of another form over the same places, from one column to another."""
    name = spoilt.chance.choice(["数据", "文字"])
    sheet, source = spoilt.form.book[name], other.book[name]
    first = spoilt.chance.choice([KEY, KEY + 1, KEY + 2])
    last = spoilt.chance.choice([KEY, KEY + 5, sheet.max_column])
    top = spoilt.row(sheet)
    for row in range(top, min(top + spoilt.chance.randint(1, 8), sheet.max_row + 1)):
        for column in range(first, max(first, last) + 1):
            sheet.cell(row, column).value = copy(source.cell(row, column).value)


SPOILS: tuple[Spoil, ...] = (
    sort_visible,
    sort_whole,
    sort_some,
    swap_keys,
    copy_key_down,
    garble_key,
    drop_keys,
    shift_inputs,
    shift_visible,
    insert_column,
    insert_rows,
    delete_rows,
    clear_row,
    add_row,
    write_above,
    write_beside,
    copy_sheet,
    add_sheet,
    rows_into_other_sheet,
    copy_row,
    merge,
    hide_rows,
    rename_heading,
    type_as_people_do,
    rename_sheet,
)
