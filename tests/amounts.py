"""The table of amounts: how numbers are typed, and what each spelling comes to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

TABLE = json.loads(Path(__file__).with_suffix(".json").read_text())
UNIT = "所"


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is typed, and the amount it says, or a part of the sentence that refuses it."""

    typed: str
    is_whole: bool
    amount: Decimal | None = None
    refusal: str = ""

    @property
    def unit(self) -> str:
        """Only what is counted has a unit that may stand behind the number."""
        return UNIT if self.is_whole else ""


def spellings() -> Iterator[Spelling]:
    for kind, outcomes in TABLE.items():
        is_whole = kind == "whole"
        for typed, amount in outcomes["read"].items():
            yield Spelling(typed, is_whole, Decimal(amount))
        for typed in outcomes["empty"]:
            yield Spelling(typed, is_whole)
        for refusal, refused in outcomes["refused"].items():
            for typed in refused:
                yield Spelling(typed, is_whole, refusal=refusal)


SPELLINGS = tuple(spellings())
OTHER_UNITS = (
    ("929（个）", "（个）", 929),
    ("929(个)", "（个）", 929),
    ("12 万人", "万人", 12),
    ("12％", "%", 12),
    ("12人次", "人次", 12),
    ("12", "", 12),
)
"""Numbers with units unlike the table's, and what they say."""
