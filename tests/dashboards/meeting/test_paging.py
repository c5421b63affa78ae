"""Pages of a meeting's slides: nothing lost, as few as can be, of even load."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.meeting.paging import lines_of, paged, width_of

HEIGHTS = st.lists(st.integers(1, 100), max_size=40)


@given(HEIGHTS, st.integers(1, 300), st.integers(0, 100))
def test_every_item_is_on_one_page_and_the_order_kept(
    heights: list[int], room: int, used: int
) -> None:
    pages = paged(heights, room, used)

    assert list(chain.from_iterable(pages)) == list(range(len(heights)))
    assert pages == [range(0)] if not heights else all(pages)


@given(HEIGHTS, st.integers(100, 300))
def test_no_page_is_fuller_than_its_room(heights: list[int], room: int) -> None:
    assert all(sum(heights[at] for at in page) <= room for page in paged(heights, room))


@given(HEIGHTS, st.integers(100, 300))
def test_no_two_neighbours_would_do_with_one_page(heights: list[int], room: int) -> None:
    pages = paged(heights, room)
    fewest, height = 1, 0
    for own in heights:
        if height + own > room:
            fewest, height = fewest + 1, 0
        height += own

    assert len(pages) == fewest


@pytest.mark.parametrize(
    ("heights", "room", "used", "pages"),
    [
        ([], 100, 0, [[]]),
        ([], 100, 120, [[]]),
        ([40, 40], 100, 0, [[40, 40]]),
        ([40, 40, 40], 100, 0, [[40, 40], [40]]),
        ([40] * 6, 200, 0, [[40] * 3, [40] * 3]),
        ([250, 10], 200, 0, [[250], [10]]),
        ([40, 40, 40], 100, 50, [[40], [40, 40]]),
        ([40, 40, 40, 40], 130, 50, [[40], [40, 40, 40]]),
    ],
)
def test_pages_are_few_and_evenly_full(
    heights: list[int], room: int, used: int, pages: list[list[int]]
) -> None:
    assert [[heights[at] for at in page] for page in paged(heights, room, used)] == pages


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 500, 0), ("四个汉字", 500, 1), ("五个汉字了", 500, 2), ("3-1", 500, 1)],
)
def test_lines_are_counted_a_letter_short(text: str, width: int, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_square_letters_are_wider_than_digits() -> None:
    assert width_of("（县") == 200 > width_of("99%")
