"""A workbook that knows what its formulas amount to, and writes the same bytes each time."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from spreadsheets.openpyxl_internals import set_normal_font

Number = int | float
MEASURE: Final = Font(name="Verdana", size=8.25)
"""Columns are as wide as so many of this font's digits, which no cell shows.

Seven pixels each, as ``spreadsheets.text_metrics`` counts, on Windows as well as where DejaVu
stands in for it; the substitutes of officials' fonts are wider by a quarter, and pages stay empty
below.
"""
_FORMULA: Final = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?/>')


class CalculatedWorkbook(Workbook):
    """A workbook; ``results`` are its formulas' results by sheet and cell.

    openpyxl writes formulas without them, and then Excel's protected view, telephones and
    previews show empty cells, since they calculate nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.remove(self.active)
        set_normal_font(self, MEASURE)
        self.results: dict[str, dict[str, Number]] = {}

    def written(self) -> BytesIO:
        """The workbook as a file whose bytes do not depend on when it was written."""
        draft, file = BytesIO(), BytesIO()
        # Workbook.save() would set the time of writing.
        ExcelWriter(self, ZipFile(draft, "w")).save()
        stamp = self.properties.created.timetuple()[:6]
        results = {
            f"xl/worksheets/sheet{number}.xml": self.results[name]
            for number, name in enumerate(self.sheetnames, start=1)
            if name in self.results
        }
        with ZipFile(draft) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                content = source.read(name)
                if name in results:
                    content = _with_results(content, results[name])
                target.writestr(ZipInfo(name, stamp), content, ZIP_DEFLATED)
        file.seek(0)
        return file


def live(sheet: Any, row: int, column: int, formula: str, result: Number) -> Any:
    """Put a formula made by this program, never by a user, and what it amounts to."""
    cell = sheet.cell(row, column)
    cell.value = formula
    sheet.parent.results.setdefault(sheet.title, {})[cell.coordinate] = result
    return cell


def _with_results(content: bytes, results: Mapping[str, Number]) -> bytes:
    def known(found: re.Match[str]) -> str:
        return f"{found[1]}<v>{results[found[2]]!r}</v>"

    return _FORMULA.sub(known, content.decode()).encode()
