"""A workbook that stores its formulas' results and writes the same bytes each time."""

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
"""The font whose digit is the unit of column widths; no cell uses it.

Its digit has seven pixels, as ``spreadsheets.text_metrics`` expects, both on Windows and where
DejaVu replaces it. Substitutes of officials' fonts are a quarter wider, which would leave printed
pages partly empty.
"""
_FORMULA: Final = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?/>')


class CalculatedWorkbook(Workbook):
    """A workbook with ``results``, the results of its formulas by sheet title and cell.

    openpyxl writes formulas without results, and programs that do not calculate, such as Excel's
    protected view, phones and previews, then show empty cells.
    """

    def __init__(self) -> None:
        super().__init__()
        self.remove(self.active)
        set_normal_font(self, MEASURE)
        self.results: dict[str, dict[str, Number]] = {}

    def written(self) -> BytesIO:
        """The workbook as a file whose bytes do not depend on the time of writing."""
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
    """Write a formula with its result; ``formula`` must never contain user input."""
    cell = sheet.cell(row, column)
    cell.value = formula
    sheet.parent.results.setdefault(sheet.title, {})[cell.coordinate] = result
    return cell


def _with_results(content: bytes, results: Mapping[str, Number]) -> bytes:
    def with_result(match: re.Match[str]) -> str:
        return f"{match[1]}<v>{results[match[2]]!r}</v>"

    return _FORMULA.sub(with_result, content.decode()).encode()
