"""A bulletin as it was kept in format 1, and the cells its workbook had.

``python -m tests.bulletins.document.kept`` writes the cells anew: only after a change of the
workbook that is meant to change bulletins of the past too.
"""

import json
from pathlib import Path

from openpyxl import load_workbook

from bulletins.document.serialize import loads
from bulletins.workbook.summary import summary_workbook

HERE = Path(__file__).parent
TEXT = HERE / "format-1.json"
CELLS = HERE / "format-1-cells.json"
Cells = dict[str, dict[str, str]]


def kept_text() -> str:
    """What the database held."""
    return TEXT.read_text(encoding="utf-8").rstrip("\n")


def cells_now() -> Cells:
    """What its workbook says today: by sheet and place, in words."""
    book = load_workbook(summary_workbook(loads(kept_text())))
    return {
        sheet.title: {
            cell.coordinate: str(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book
    }


def cells_then() -> Cells:
    """What its workbook said when it was kept."""
    found: Cells = json.loads(CELLS.read_text(encoding="utf-8"))
    return found


def keep() -> None:
    """Write today's cells as those that are kept."""
    text = json.dumps(cells_now(), ensure_ascii=False, indent=1)
    CELLS.write_text(f"{text}\n", encoding="utf-8")
