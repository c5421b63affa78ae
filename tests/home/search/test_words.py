"""Words looked for: what is found, where it stands, and that nothing of the text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.search.words import excerpt, pieces, sentences, spans, spans_of_name, terms


def marked(text: str, query: str) -> list[str]:
    """The stretches of the text that are marked."""
    found = spans(text, terms(query))
    return [piece.text for piece in pieces(text, found) if piece.is_found]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("多媒体教室上网率100%", "教室", ["教室"]),
        ("到2025年底", "２０２５", ["2025"]),
        ("各县（市、区）", "县(市", ["县（市"]),
        ("各县(市、区)", "县（市", ["县(市"]),
        ("C、D级危房", "c d级", ["C", "D级"]),
        ("Ｃ级", "c", ["Ｃ"]),
        ("教师，教师", "教师", ["教师", "教师"]),
        ("教师教师", "教师", ["教师教师"]),
        ("乡村教师", "教师 乡村", ["乡村教师"]),
        ("乡村教师", "教师 城区", []),
        ("达到①级", "1级", ["①级"]),
        ("100%", "%", ["%"]),
        ("一_二", "_", ["_"]),
        ("“双新”示范校", "”", ["”"]),
        ("什么都有", "", []),
    ],
)
def test_words_are_found_however_wide_they_are_written(
    text: str, query: str, found: list[str]
) -> None:
    assert marked(text, query) == found


@pytest.mark.parametrize(
    ("name", "query", "is_found"),
    [
        ("市人力资源社会保障局", "人社局", True),
        ("市人力资源社会保障局", "社人局", False),
        ("市发展改革局", "发改局", True),
        ("市教育局", "市局", False),
        ("市教育局", "教育 局", True),
        ("市住房和城乡建设局", "住建局 市", False),
        ("普宁市人民政府", "普宁", True),
    ],
)
def test_a_department_is_known_by_its_short_name(name: str, query: str, is_found: bool) -> None:
    assert bool(spans_of_name(name, terms(query))) == is_found


def test_an_excerpt_shows_what_stands_around_and_that_it_is_one() -> None:
    text = "前" * 60 + "教师" + "后" * 60

    shown = excerpt(text, spans(text, ("教师",)))

    assert [piece.text for piece in shown] == ["…", "前" * 40, "教师", "后" * 40, "…"]
    assert [piece.text for piece in excerpt("教师好", [(0, 2)])] == ["教师", "好"]


def test_sentences_keep_their_marks() -> None:
    assert sentences("一。二；\n三") == ["一。", "二；", "三"]


@given(st.text(max_size=80), st.text(max_size=10))
def test_the_pieces_are_the_text(text: str, query: str) -> None:
    found = spans(text, terms(query))

    assert "".join(piece.text for piece in pieces(text, found)) == text
    assert all(start < end for start, end in found)


@given(st.text(max_size=200), st.text(max_size=4))
def test_every_word_searched_is_in_what_is_marked(text: str, query: str) -> None:
    wanted = terms(query)
    found = spans(text, wanted)

    if found:
        shown = "".join(text[start:end] for start, end in found)
        assert all(spans(shown, (word,)) for word in wanted)
        assert any(piece.is_found for piece in excerpt(text, found))


@given(st.text(max_size=20), st.text(max_size=20), st.text(min_size=1, max_size=5))
def test_what_stands_in_the_text_is_found(before: str, after: str, middle: str) -> None:
    wanted = terms(middle)
    if len(wanted) == 1 and not any(letter.isspace() for letter in middle):
        assert spans(before + middle + after, wanted)
