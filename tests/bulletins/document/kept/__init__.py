"""A bulletin as it was kept in each earlier format, and the cells its workbook had.

``python -m tests.bulletins.document.kept`` writes the cells anew: only after a change of the
workbook that is meant to change bulletins of the past too.
"""

import json
from pathlib import Path

from openpyxl import load_workbook

from bulletins.document.serialize import loads
from bulletins.workbook.summary import summary_workbook

HERE = Path(__file__).parent
FORMATS = (1, 2)
Cells = dict[str, dict[str, str]]


def kept_text(of_format: int) -> str:
    """What the database held."""
    return (HERE / f"format-{of_format}.json").read_text(encoding="utf-8").rstrip("\n")


def cells_now(of_format: int) -> Cells:
    """What its workbook says today: by sheet and place, in words."""
    book = load_workbook(summary_workbook(loads(kept_text(of_format))))
    return {
        sheet.title: {
            cell.coordinate: str(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book
    }


def cells_then(of_format: int) -> Cells:
    """What its workbook said when it was kept."""
    found: Cells = json.loads(_cells(of_format).read_text(encoding="utf-8"))
    return found


def keep() -> None:
    """Write today's cells as those that are kept."""
    for each in FORMATS:
        text = json.dumps(cells_now(each), ensure_ascii=False, indent=1)
        _cells(each).write_text(f"{text}\n", encoding="utf-8")


def _cells(of_format: int) -> Path:
    return HERE / f"format-{of_format}-cells.json"
