"""Days as officials type them."""

import pytest

from spreadsheets.typed_text import iso_day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-31", "2026-12-31"),
        ("2026/1/5", "2026-01-05"),
        ("2026.12.31", "2026-12-31"),
        ("2026年12月31日", "2026-12-31"),
        ("２０２６年１月５日", "2026-01-05"),
        ("'2026-12-31", "2026-12-31"),
        ("12/31/2026", "12/31/2026"),
        ("2026年底", "2026年底"),
        ("2026-12-31前", "2026-12-31前"),
    ],
)
def test_days_are_read_where_it_is_plain_which(typed: str, day: str) -> None:
    assert iso_day(typed) == day
