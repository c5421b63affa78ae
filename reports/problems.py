"""Problems: what reports name under 存在问题, and whether the bureau replied."""

from typing import Final

NONE_WORDS: Final = frozenset(
    f"{no}{of}" for no in ("无", "暂无", "没有", "暂时没有") for of in ("", "问题", "存在问题")
)
"""What is written where there is no problem."""
MARKS: Final = " \t\r\n\u3000。．.、，,；;：:！!—-–/()（）"


def names_problem(text: str) -> bool:
    """Whether a text of 存在问题 names any: 无 and 暂无。 name none."""
    bare = text.strip(MARKS)
    return bool(bare) and bare not in NONE_WORDS
