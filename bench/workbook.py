"""How far the meeting workbook is from its cells alone.

``make bench`` ends with this. On the demonstration's data (87 targets, five counties) it makes all
sheets of the workbook, and has plain openpyxl write the very same cells: values, named styles,
number formats, merged areas, heights and widths, read from the made file beforehand. Both in
turns, in one process. It prints medians in milliseconds, and the exit status says whether the
workbook takes more than 1.5 times as long.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any

from bench.month import demonstration

DAY, BEFORE = date(2026, 11, 23), date(2026, 10, 31)
LIMIT = 1.5
ROUNDS = 15
WARM = 2
write = sys.stdout.write


@dataclass(frozen=True)
class Cell:
    """What a cell holds and how it looks."""

    row: int
    column: int
    value: Any
    style: str
    number_format: str
    is_quoted: bool


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was made, ready to be written again."""

    name: str
    cells: list[Cell]
    merged: list[str]
    heights: dict[int, float]
    widths: dict[str, float]


class Plain:
    """The same cells, written by openpyxl and nothing else."""

    def __init__(self, content: bytes) -> None:
        from openpyxl import load_workbook

        from projects.lamp_styles import lamp_styles
        from spreadsheets.styles import add_styles

        self.add_styles = partial(add_styles, more=lamp_styles())
        self.sheets = [_read(sheet) for sheet in load_workbook(BytesIO(content))]

    def written(self) -> BytesIO:
        """Write all sheets."""
        from openpyxl import Workbook

        book, file = Workbook(), BytesIO()
        book.remove(book.active)
        self.add_styles(book)
        for sheet in self.sheets:
            self._write(book.create_sheet(sheet.name), sheet)
        book.save(file)
        return file

    def _write(self, target: Any, sheet: Sheet) -> None:
        for letter, width in sheet.widths.items():
            target.column_dimensions[letter].width = width
        for row, height in sheet.heights.items():
            target.row_dimensions[row].height = height
        for item in sheet.cells:
            cell = target.cell(item.row, item.column)
            cell.value = item.value
            cell.style = item.style
            if cell.number_format != item.number_format:
                cell.number_format = item.number_format
            if item.is_quoted:
                cell.quotePrefix = True
        for area in sheet.merged:
            target.merge_cells(area)


def _read(sheet: Any) -> Sheet:
    from openpyxl.cell.cell import MergedCell

    return Sheet(
        sheet.title,
        [
            Cell(
                cell.row, cell.column, cell.value, cell.style, cell.number_format, cell.quotePrefix
            )
            for row in sheet.iter_rows()
            for cell in row
            if not isinstance(cell, MergedCell) and cell.has_style
        ],
        [str(area) for area in sheet.merged_cells.ranges],
        {row: item.height for row, item in sheet.row_dimensions.items() if item.height},
        {letter: item.width for letter, item in sheet.column_dimensions.items()},
    )


def measure(makers: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Run all in turns; the median in milliseconds of each."""
    times: dict[str, list[float]] = {name: [] for name in makers}
    for number in range(WARM + ROUNDS):
        for name, make in makers.items():
            start = perf_counter()
            make()
            if number >= WARM:
                times[name].append((perf_counter() - start) * 1000)
    return {name: median(found) for name, found in times.items()}


def prepared() -> Any:
    """What the demonstration's workbook says, with a bulletin before it."""
    from bulletins.document.build import document_of
    from dashboards.snapshots.cache import snapshot_for
    from projects.models import Plan

    plan = Plan.objects.get()
    before = replace(document_of(snapshot_for(plan, BEFORE), None), issue="2026年第10期")
    return document_of(snapshot_for(plan, DAY), None, before, "2026年第11期")


def main() -> None:
    """Measure and print; the exit status says whether the limit is passed."""
    with demonstration():
        from bulletins.workbook.summary import summary_workbook

        document = prepared()
        plain = Plain(summary_workbook(document).getvalue())
        times = measure(
            {"workbook": lambda: summary_workbook(document), "its cells alone": plain.written}
        )
    share = times["workbook"] / times["its cells alone"]
    cells = sum(len(sheet.cells) for sheet in plain.sheets)
    write(f"{'median':>8}  {len(document.targets)} targets, {cells} cells (milliseconds)\n")
    for name, spent in times.items():
        write(f"{spent:8.0f}  {name}\n")
    write(f"{share:8.2f}  times its cells alone, at most {LIMIT}\n")
    if share > LIMIT:
        sys.exit(f"The workbook takes {share:.2f} times its cells, not {LIMIT}")


if __name__ == "__main__":
    main()
