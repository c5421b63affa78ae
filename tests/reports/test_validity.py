"""Which approved line is in force: worked examples, and that the past never changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.validity import are_first, ends, in_force, known, standing
from tests.reports.lines import Line

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)
FIRST = Line(SEPTEMBER, 1, date(2026, 10, 5))
SECOND = Line(OCTOBER, 1, date(2026, 11, 5))
EMPTIED = Line(OCTOBER, 2, date(2026, 11, 16), is_empty=True)
REFILLED = Line(OCTOBER, 3, date(2026, 11, 20))
LATE = Line(SEPTEMBER, 2, date(2026, 11, 25))
THIRD = Line(NOVEMBER, 1, date(2026, 12, 4))


@pytest.mark.parametrize(
    ("lines", "ending"),
    [
        ([FIRST, SECOND], [date(2026, 11, 5), None]),
        ([FIRST, SECOND, EMPTIED], [None, date(2026, 11, 16), date(2026, 11, 16)]),
        (
            [FIRST, SECOND, EMPTIED, REFILLED],
            [date(2026, 11, 20), date(2026, 11, 16), date(2026, 11, 16), None],
        ),
        (
            [FIRST, SECOND, EMPTIED, LATE],
            [date(2026, 11, 25), date(2026, 11, 16), date(2026, 11, 16), None],
        ),
        (
            [FIRST, SECOND, EMPTIED, THIRD],
            [date(2026, 12, 4), date(2026, 11, 16), date(2026, 11, 16), None],
        ),
        ([SECOND, EMPTIED], [date(2026, 11, 16), None]),
        (
            [FIRST, SECOND, EMPTIED, replace(LATE, is_empty=True)],
            [date(2026, 11, 25), date(2026, 11, 16), date(2026, 11, 16), None],
        ),
        ([SECOND, LATE], [None, date(2026, 11, 25)]),
        ([], []),
    ],
)
def test_a_line_ends_when_a_newer_one_takes_its_place_for_good(
    lines: list[Line], ending: list[date | None]
) -> None:
    assert ends(lines) == ending


def test_an_emptied_line_puts_the_older_period_s_in_force_again() -> None:
    lines = [EMPTIED, SECOND, FIRST]
    days = [date(2026, 10, 4), *(line.since for line in (FIRST, SECOND, EMPTIED))]
    assert [in_force(lines, day) for day in days] == [None, FIRST, SECOND, FIRST]
    assert known(lines, NOVEMBER) == [FIRST, EMPTIED]
    assert standing(lines, NOVEMBER) == [FIRST]


def test_without_an_older_one_the_emptied_line_is_all_there_is() -> None:
    assert in_force([SECOND, EMPTIED], NOVEMBER) == EMPTIED
    assert standing([SECOND, EMPTIED], NOVEMBER) == []


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        ([FIRST, SECOND, THIRD], [True, False, False]),
        ([SECOND, LATE, THIRD], [True, True, False]),
        ([replace(FIRST, has_amount=False), SECOND, THIRD], [False, True, False]),
        ([SECOND, EMPTIED, THIRD], [True, True, True]),
        ([SECOND, EMPTIED, LATE], [True, True, True]),
        ([], []),
    ],
)
def test_what_was_the_first_amount_on_some_day_is_marked(
    lines: list[Line], first: list[bool]
) -> None:
    assert are_first(lines) == first


days = st.dates(date(2026, 9, 1), date(2026, 12, 31))
histories = st.lists(
    st.builds(
        Line,
        st.sampled_from([SEPTEMBER, OCTOBER, NOVEMBER]),
        st.integers(1, 4),
        days,
        st.booleans(),
    ),
    max_size=9,
    unique_by=lambda line: (line.period_end, line.revision),
)


def in_order(lines: list[Line]) -> list[Line]:
    """With the days rising by revision: a correction is approved after what it corrects."""
    found = []
    for end in {line.period_end for line in lines}:
        own = sorted((line for line in lines if line.period_end == end), key=lambda x: x.revision)
        since = sorted(line.since for line in own)
        found += [
            Line(end, line.revision, day, line.is_empty)
            for line, day in zip(own, since, strict=True)
        ]
    return found


def by_ends(lines: list[Line], day: date) -> Line | None:
    """The newest of the lines that have begun and not ended."""
    pairs = zip(lines, ends(lines), strict=True)
    found = [line for line, end in pairs if line.since <= day and (end is None or end > day)]
    return max(found, key=lambda line: (line.period_end, line.revision), default=None)


@given(histories.map(in_order), days)
def test_the_newest_that_has_not_ended_is_the_one_in_force(lines: list[Line], day: date) -> None:
    assert by_ends(lines, day) == in_force(lines, day)


@given(histories.map(in_order), days, st.integers(0, 60))
def test_what_is_approved_later_changes_no_day_before(
    lines: list[Line], day: date, later: int
) -> None:
    then = [line for line in lines if line.since <= day + timedelta(days=later)]
    assert by_ends(lines, day) == by_ends(then, day)
