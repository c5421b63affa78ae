"""Read the cells of an uploaded .xlsx workbook (ECMA-376, part 1, chapter 18), row by row.

openpyxl is not used: it reads either formulas or their results, raises on styles that other
programs write, and creates every cell of a merged area. This reader takes one pass, has limits, and
reads only what the filling form needs.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from spreadsheets.archive import INFLATED, MEMBER_LIMIT, TOO_MUCH, WORKBOOK, FileRefused
from spreadsheets.text_metrics import clean
from spreadsheets.typed_text import trimmed

ROW_LIMIT: Final = 5000
MERGED_LIMIT: Final = 1000
ELEMENT_LIMIT: Final = 100_000
"""XML elements in one member: a form of 22 projects has less than a tenth of that."""
ALTERED_SHOW: Final = (
    "单元格的数字格式让看到的数与实际的数不同。请把格式改为“常规”，核对后重新填写。"
)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a number format that show no digits: literal texts, spaces, colours, conditions."""
_NUMERAL = re.compile("[0-9０-９〇零一二三四五六七八九十百千万亿]")
_SCALED = re.compile("[0#?],+(?![0#?])")
NO_RESULT: Final = "公式没有计算结果，请粘贴为数值。"
_CHINESE_DATES = frozenset((*range(27, 37), *range(50, 59)))
"""Ids of built-in number formats that are dates in Chinese Excel."""
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
_ENCODED = re.compile("_x([0-9A-Fa-f]{4})_")
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's content as text: plain numbers, ``98%`` for percentages, ``2026-10-31`` for dates.

    ``error`` says why it cannot be read, and is empty if it can.
    """

    text: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells, from first to last row and column."""

    row: int
    column: int
    last_row: int
    last_column: int


Row = tuple[int, Mapping[int, Cell]]
"""A row's number and its non-empty cells by column number; both count from 1."""


class UploadedSheet:
    """One sheet; ``merged`` is complete once ``rows`` has been read to the end."""

    def __init__(self, book: "UploadedWorkbook", name: str, member: str) -> None:
        self.name = name
        self.merged: list[Area] = []
        self._book = book
        self._member = member

    def rows(self) -> Iterator[Row]:
        """Yield each row; raises FileRefused if there are too many rows or merged areas."""
        number = rows = 0
        for element in self._book.elements(self._member, "row", "mergeCell"):
            if _name(element) == "mergeCell":
                self.merged.append(area(element.get("ref", "")))
            else:
                number, rows = int(element.get("r", number + 1)), rows + 1
                yield number, self._cells(element)
                element.clear()
            if rows > ROW_LIMIT or len(self.merged) > MERGED_LIMIT:
                raise FileRefused(TOO_MUCH)

    def comments(self) -> list[int]:
        """The sorted row numbers of cells with a non-empty comment."""
        rows = {
            area(element.get("ref", "")).row
            for member in self._book.parts_of(self._member, "comments")
            for element in self._book.elements(member, "comment")
            if any((text.text or "").strip() for text in element.iter() if _name(text) == "t")
        }
        return sorted(rows)

    def _cells(self, row: Any) -> dict[int, Cell]:
        cells, column = {}, 0
        for element in row:
            column = _column(element.get("r", "")) or column + 1
            cell = self._book.cell(element)
            if cell is not None:
                cells[column] = cell
        return cells


class UploadedWorkbook:
    """An opened workbook: its sheets, and the strings and formats their cells refer to."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        targets = self._targets()
        kinds = dict(targets.values())
        self._epoch = CALENDAR_WINDOWS_1900
        self.sheets: list[UploadedSheet] = []
        for element in self.elements(WORKBOOK, "sheet", "workbookPr"):
            if _name(element) == "workbookPr":
                is_mac = element.get("date1904", "0") in {"1", "true"}
                self._epoch = CALENDAR_MAC_1904 if is_mac else CALENDAR_WINDOWS_1900
                continue
            kind, member = targets[_relation(element)]
            if kind == "worksheet":
                self.sheets.append(UploadedSheet(self, element.get("name", ""), member))
        self._strings = self._read_strings(kinds.get("sharedStrings"))
        self._formats = self._read_formats(kinds.get("styles"))

    def elements(self, member: str, *names: str) -> Iterator[Any]:
        """Yield the elements of these names in one member, each once it is complete."""
        if self._archive.getinfo(member).file_size > MEMBER_LIMIT:
            raise FileRefused(INFLATED)
        started = 0
        with self._archive.open(member) as file:
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                started += event == "start"
                if started > ELEMENT_LIMIT:
                    raise FileRefused(TOO_MUCH)
                if event == "end" and _name(element) in names:
                    yield element

    def _targets(self, member: str = WORKBOOK) -> dict[str, tuple[str, str]]:
        """Kind and member by the relationship ids that ``member`` uses."""
        folder, name = posixpath.split(member)
        relations = f"{folder}/_rels/{name}.rels"
        if member != WORKBOOK and relations not in self._archive.namelist():
            return {}
        targets = {}
        for element in self.elements(relations, "Relationship"):
            kind = element.get("Type", "").rpartition("/")[2]
            target = posixpath.join(f"/{folder}", element.get("Target", ""))
            targets[element.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")
        return targets

    def parts_of(self, member: str, kind: str) -> list[str]:
        """The members of ``kind`` that ``member`` refers to."""
        return [part for own, part in self._targets(member).values() if own == kind]

    def _read_strings(self, member: str | None) -> list[str]:
        if member is None:
            return []
        strings = []
        for element in self.elements(member, "si"):
            strings.append(_text(element))
            element.clear()
        return strings

    def _read_formats(self, member: str | None) -> list[str]:
        """The number format of each style, by the index that cells use."""
        if member is None:
            return []
        own: dict[int, str] = {}
        for element in self.elements(member, "numFmt", "cellXfs"):
            if _name(element) == "numFmt":
                own[int(element.get("numFmtId"))] = element.get("formatCode", "")
                continue
            numbers = [int(style.get("numFmtId", 0)) for style in element]
            return [
                "yyyy-mm-dd"
                if number in _CHINESE_DATES and number not in own
                else own.get(number) or BUILTIN_FORMATS.get(number, "General")
                for number in numbers
            ]
        return []

    def cell(self, element: Any) -> Cell | None:
        """The content of a cell's element; None if it is empty."""
        parts = {_name(part): part for part in element}
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return _filled(_text(parts["is"])) if "is" in parts else None
        value = parts["v"].text or "" if "v" in parts else ""
        if kind == "s":
            return _filled(self._strings[int(value)]) if value else None
        if kind == "e":
            return Cell(value, f"公式出错（{value}），请改为数值或文字。")
        if kind == "b":
            return Cell("TRUE" if value == "1" else "FALSE") if value else None
        if kind in {"str", "d"}:
            return _filled(_decoded(value))
        if not value:
            formula = parts.get("f")
            return None if formula is None else Cell(f"={formula.text or ''}", NO_RESULT)
        return self._number(float(value), int(element.get("s", 0)))

    def _number(self, amount: float, style: int) -> Cell:
        number_format = self._formats[style] if style < len(self._formats) else "General"
        # Programs show 15 digits; those beyond come from binary rounding, not from typing.
        typed = Decimal(f"{amount:.15g}")
        if is_date_format(number_format):
            with suppress(OverflowError, ValueError):
                moment = from_excel(amount, self._epoch)
                if isinstance(moment, datetime):
                    return Cell(f"{moment:%Y-%m-%d}")
                return Cell(_plain(typed), ALTERED_SHOW)
        bare = _LITERAL.sub("", number_format)
        if _shows_otherwise(number_format, bare):
            return Cell(_plain(typed), ALTERED_SHOW)
        return Cell(f"{_plain(typed * 100)}%" if "%" in bare else _plain(typed))


def _shows_otherwise(number_format: str, bare: str) -> bool:
    """Whether a number format shows another number than the cell holds, or none at all."""
    texts = [text for text in _LITERAL.findall(number_format) if text[0] in {'"', "\\"}]
    if any(map(_NUMERAL.search, texts)):
        return True
    first = bare.partition(";")[0]
    return not re.search(r"[0#?@]|General", first, re.IGNORECASE) or bool(_SCALED.search(first))


def area(reference: str) -> Area:
    """The area of a reference such as ``B2:D9``; raises ValueError for anything else."""
    first, _, last = reference.partition(":")
    corners = [_REFERENCE.match(corner) for corner in (first, last or first)]
    (column, row), (last_column, last_row) = (
        (_column(corner[0]), int(corner[2])) if corner else _no_area(reference)
        for corner in corners
    )
    return Area(row, column, last_row, last_column)


def _no_area(reference: str) -> tuple[int, int]:
    raise ValueError(f"not an area: {reference!r}")


def _column(reference: str) -> int:
    """The column number of a cell, 28 for ``AB12``; 0 for anything else."""
    match = _REFERENCE.match(reference)
    number = 0
    for letter in match[1] if match else "":
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _name(element: Any) -> str:
    """A tag without its namespace, which differs in strict and transitional files."""
    return str(element.tag).rpartition("}")[2]


def _relation(element: Any) -> str:
    return next((value for name, value in element.items() if name.endswith("}id")), "")


def _text(element: Any) -> str:
    """The text of a string with all its runs, without phonetic hints."""
    texts = []
    for part in element:
        if _name(part) == "t":
            texts.append(part.text or "")
        elif _name(part) == "r":
            texts += [run.text or "" for run in part if _name(run) == "t"]
    return _decoded("".join(texts))


def _decoded(text: str) -> str:
    """``text`` with _xHHHH_ escapes (ST_Xstring) decoded and unsafe characters removed."""
    return clean(_ENCODED.sub(lambda match: chr(int(match[1], 16)), text))


def _filled(text: str) -> Cell | None:
    """A cell with the trimmed text; None if that is empty."""
    text = trimmed(text)
    return Cell(text) if text else None


def _plain(amount: Decimal) -> str:
    """An amount as a person types it, without exponent; infinity and NaN stay words."""
    return f"{amount.normalize():f}" if amount.is_finite() else str(amount)
