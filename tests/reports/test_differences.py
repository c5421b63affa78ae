"""Two texts side by side: what is marked, that nothing is lost, and that it takes few steps."""

from difflib import Match, SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.differences import MOST_WORDS, Passage, difference


def shown(passages: list[Passage]) -> str:
    """A text with its marked passages in brackets."""
    return "".join(f"[{item.text}]" if item.is_marked else item.text for item in passages)


@pytest.mark.parametrize(
    ("before", "now", "told_before", "told_now"),
    [
        ("按计划推进。", "按计划推进。", "按计划推进。", "按计划推进。"),
        ("", "", "", ""),
        ("", "按计划推进。", "", "[按计划推进。]"),
        ("按计划推进。", "", "[按计划推进。]", ""),
        (
            "9月，已接入网络1100间教室。教师培训照常。",
            "10月，已接入网络1180间教室。教师培训照常。",
            "[9]月，已接入网络[1100]间教室。教师培训照常。",
            "[10]月，已接入网络[1180]间教室。教师培训照常。",
        ),
        (
            "一是建校。三是招聘。",
            "一是建校。二是培训。三是招聘。",
            "一是建校。三是招聘。",
            "一是建校。[二是培训。]三是招聘。",
        ),
        ("比率为76.7%。", "比率为80%。", "比率为[76.7%]。", "比率为[80%]。"),
        # Nothing in common but a character here and there: the whole is marked.
        ("组织教师参加培训", "新建三所公办幼儿园", "[组织教师参加培训]", "[新建三所公办幼儿园]"),
        # One character between two changes is marked with them.
        (
            "本月完成校舍加固工程验收",
            "本月推进校园加快工程验收",
            "本月[完成校舍加固]工程验收",
            "本月[推进校园加快]工程验收",
        ),
    ],
)
def test_what_differs_is_marked(before: str, now: str, told_before: str, told_now: str) -> None:
    found = difference(before, now)
    assert (shown([*found.before]), shown([*found.now])) == (told_before, told_now)
    assert found.is_changed == (before != now)


WORDS = st.lists(
    st.sampled_from(["校", "舍", "。", "；", "\n", " ", "12", "3.5%", "ab", "的", "<b>"]),
    max_size=40,
).map("".join)


@given(WORDS | st.text(max_size=60), WORDS | st.text(max_size=60))
def test_the_passages_of_a_text_are_the_text(before: str, now: str) -> None:
    found = difference(before, now)
    assert "".join(item.text for item in found.before) == before
    assert "".join(item.text for item in found.now) == now
    assert found.is_changed == (before != now)
    assert all(item.text for item in (*found.before, *found.now))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("校" * 5000, "校" * 4999 + "舍"),
        ("校舍" * (MOST_WORDS // 2), "舍校校" * (MOST_WORDS // 3)),
        (
            "".join(chr(0x4E00 + i * i % 97) for i in range(MOST_WORDS)),
            "".join(chr(0x4E00 + i * i * i % 89) for i in range(MOST_WORDS)),
        ),
        ("校。" * 2500, "舍。" * 2500),
    ],
)
def test_long_texts_are_compared_in_few_steps(
    monkeypatch: pytest.MonkeyPatch, before: str, now: str
) -> None:
    """Pairs of words or sentences that are looked at: 25 million where nothing bounds them."""
    steps = 0

    class Counting(SequenceMatcher[str]):
        def find_longest_match(
            self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
        ) -> Match:
            nonlocal steps
            # What difflib documents, and its type stubs leave out.
            matcher: Any = self
            steps += sum(len(matcher.b2j.get(item, ())) for item in matcher.a[alo:ahi])
            return super().find_longest_match(alo, ahi, blo, bhi)

    monkeypatch.setattr("reports.differences.SequenceMatcher", Counting)
    assert difference(before, now).is_changed
    assert steps < 100_000
