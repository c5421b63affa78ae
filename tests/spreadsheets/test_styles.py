"""Number formats that never show a number as what it is not."""

import pytest

from spreadsheets.styles import NUMBER, POINTS, SHARE, decimals


@pytest.mark.parametrize(
    ("amount", "style", "number_format"),
    [
        (0.682, SHARE, "0.0%"),
        (0.07, SHARE, "0.0%"),
        (0.9996, SHARE, "0.00%"),
        (0.99996, SHARE, "0.000%"),
        (0.0001, SHARE, "0.00%"),
        (0.14996, SHARE, "0.0%"),
        (1.0004, SHARE, "0.00%"),
        (62.5, NUMBER, "#,##0.0#"),
        (1 / 3, NUMBER, "#,##0.0#"),
        (14.999, NUMBER, "#,##0.0000"),
        (99.996, NUMBER, "#,##0.0000"),
        (-4.545, POINTS, "+0.0;-0.0;0.0"),
        (-30.0, POINTS, "+0.0;-0.0;0.0"),
        (-30.005, POINTS, "+0.000;-0.000;0.000"),
        (0.04, POINTS, "+0.00;-0.00;0.00"),
    ],
)
def test_a_number_reads_as_nothing_that_it_is_not(
    amount: float, style: str, number_format: str
) -> None:
    assert decimals(amount, style) == number_format
