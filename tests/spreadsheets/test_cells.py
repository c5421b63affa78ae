"""Cells and their texts: safe whatever is put into them, and measured for their rows."""

import pytest
from openpyxl import Workbook

from spreadsheets.cells import put
from spreadsheets.text_metrics import CELL_LIMIT, clean, cut, line_count


def test_text_that_a_program_would_decode_stays_as_typed() -> None:
    """ECMA-376 writes a character as _xHHHH_; a text that looks so is no such character."""
    cell = put(Workbook().active, 1, 1, "_x0041_ _x005f_ _xA_", "Normal")

    assert cell.value == "_x005F_x0041_ _x005F_x005f_ _xA_"


def test_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    fitting = "建" * CELL_LIMIT
    shown = clean("😀" * CELL_LIMIT)

    assert clean(fitting) == fitting
    assert len(shown.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert shown.endswith("……（文字过长，其余请在系统中查看）")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("建", 1),
        ("建" * 10, 1),
        ("建" * 11, 2),
        ("建" * 10 + "。", 2),
        ("a" * 15, 1),
        ("建" * 6 + "a" * 10, 2),
        ("a" * 45, 3),
        ("建\n\n建", 3),
    ],
)
def test_lines_of_a_text_are_counted_at_the_columns_width(text: str, lines: int) -> None:
    # A column of 22 units shows 10.1 Chinese characters of 10.5 points.
    assert line_count(text, 22, 10.5) == lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("建" * 20, "建" * 20),
        ("建" * 10 + "\n" + "学" * 10 + "\n" + "校" * 10, "建" * 10 + "\n" + "学" * 10),
        ("建" * 10 + "。" + "学" * 30, "建" * 10 + "。"),
        ("建" * 60, "建" * 14),
    ],
)
def test_text_is_cut_after_what_two_lines_show(text: str, shown: str) -> None:
    head, tail = cut(text, 22, 10.5, 2 * 10.5 * 1.33 + 4.1)

    assert head == shown
    assert text in {head + tail, f"{head}\n{tail}"}
    assert line_count(head, 22, 10.5) <= 2
