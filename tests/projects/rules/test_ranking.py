"""Ranking: worked examples, and what holds of any shares."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import wording
from projects.rules.ranking import Rank, places

F = Fraction
SHARES = st.lists(st.none() | st.fractions(0, 1, max_denominator=30), max_size=8)


def ranks(*shares: Fraction | None) -> list[int | None]:
    return [place.rank if place else None for place in places(shares)]


@pytest.mark.parametrize(
    ("shares", "wanted"),
    [
        ([F(45, 66), F(41, 56), F(40, 60), F(50, 55), F(30, 61)], [3, 2, 4, 1, 5]),
        ([F(1, 2), F(3, 4), F(2, 4), F(0)], [2, 1, 2, 4]),
        ([F(1, 1), F(1, 1), F(1, 1)], [1, 1, 1]),
        ([F(2, 3), None, F(1, 3)], [1, None, 2]),
        ([F(0), None], [1, None]),
        ([None, None], [None, None]),
        ([], []),
    ],
)
def test_worked_examples(shares: list[Fraction | None], wanted: list[int | None]) -> None:
    assert ranks(*shares) == wanted


def test_what_looks_alike_when_rounded_is_distinguished() -> None:
    close = (F(666_666, 1_000_000), F(2, 3))

    assert {wording.share(share) for share in close} == {"66.7%"}
    assert ranks(*close) == [2, 1]


def test_a_place_says_how_many_share_it_and_how_many_are_ranked() -> None:
    assert places([F(1, 2), F(2, 4), None]) == [Rank(1, 2, 2), Rank(1, 2, 2), None]


@given(SHARES)
def test_who_has_data_has_a_place_and_nobody_else(shares: list[Fraction | None]) -> None:
    assert [place is None for place in places(shares)] == [share is None for share in shares]


@given(SHARES)
def test_a_higher_share_stands_before_and_an_equal_one_beside(
    shares: list[Fraction | None],
) -> None:
    ranked = [
        (share, place.rank)
        for share, place in zip(shares, places(shares), strict=True)
        if share is not None and place is not None
    ]
    for share, rank in ranked:
        for other, beside in ranked:
            assert (share > other) == (rank < beside)


@given(SHARES)
def test_as_many_stand_before_a_place_as_its_rank_says(shares: list[Fraction | None]) -> None:
    found = [place for place in places(shares) if place]
    for place in found:
        assert sum(other.rank < place.rank for other in found) == place.rank - 1
        assert sum(other.rank == place.rank for other in found) == place.sharing
        assert place.ranked == len(found)


@given(SHARES)
def test_the_order_given_changes_no_place(shares: list[Fraction | None]) -> None:
    backwards = list(reversed(shares))

    assert places(backwards) == list(reversed(places(shares)))


@given(SHARES)
def test_one_without_data_moves_nobody(shares: list[Fraction | None]) -> None:
    assert places([*shares, None])[:-1] == places(shares)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Rank(1, 1, 5), "第 1 名"),
        (Rank(2, 2, 5), "并列第 2 名"),
        (None, "不排名"),
    ],
)
def test_a_place_in_words(place: Rank | None, words: str) -> None:
    assert wording.place(place) == words
