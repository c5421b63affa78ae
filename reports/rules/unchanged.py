"""本月无变化: what a report says of itself when nothing has changed, and for how long it has not.

The sentences are statements of the report's own period. They name the older period where its words
are, and repeat none of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reports.rules.period_kinds import PeriodCode, PeriodKind, read_code

LABEL: Final = r"20\d\d年(?:1?\d月|第[1-4]季度)"
LABEL_PARTS: Final = r"(20\d\d)年(?:(\d+)月|第([1-4])季度)"
SAME_FIGURES: Final = "{current}（{now}）各项数据与上期（{before}）相同，无新的进展。"
SAME_BUT: Final = "{current}（{now}）除{but}外，其余各项数据与上期（{before}）相同，无新的进展。"
SAME_WORDS: Final = "{current}（{now}）与上期（{before}）相比，无新的进展。"
COUNTED_ANEW: Final = "重新计数的目标"
NEW_DENOMINATORS: Final = "分母已调整的目标"
EXCEPTIONS: Final = rf"{COUNTED_ANEW}|{NEW_DENOMINATORS}|{COUNTED_ANEW}、{NEW_DENOMINATORS}"
OPEN_PROBLEMS: Final = "{}报告提出的问题尚未解决，情况没有变化。"
SAME_STEPS: Final = "继续按{}报告所列的措施推进。"
LONG: Final = 3
"""From this many periods in a row on, reviewers are made aware of what is carried."""


def progress_sentence(
    now: PeriodCode, before: PeriodCode, *, has_figures: bool, exceptions: Sequence[str] = ()
) -> str:
    """The progress of a report that carries its figures, without the ``exceptions``."""
    sentence = SAME_WORDS
    if has_figures:
        sentence = SAME_BUT if exceptions else SAME_FIGURES
    return sentence.format(
        current=now.kind.rules.current,
        now=now.label,
        before=before.label,
        but="、".join(exceptions),
    )


def is_progress_sentence(text: str, now: PeriodCode) -> bool:
    """Whether a text is such a sentence of the period ``now``, with nothing added."""
    return any(
        re.fullmatch(
            sentence.format(
                current=now.kind.rules.current, now=now.label, before=LABEL, but=f"(?:{EXCEPTIONS})"
            ),
            text.strip(),
        )
        for sentence in (SAME_FIGURES, SAME_BUT, SAME_WORDS)
    )


def problems_sentence(text: str, before: PeriodCode) -> str:
    """That the problems of ``text``, the report of ``before``, are open still."""
    return _going_on(OPEN_PROBLEMS, text, before)


def next_steps_sentence(text: str, before: PeriodCode) -> str:
    """That the next steps of ``text``, the report of ``before``, are those of now."""
    return _going_on(SAME_STEPS, text, before)


def _going_on(sentence: str, text: str, before: PeriodCode) -> str:
    """A sentence that refers to ``before``, or to where the text of ``before`` itself refers to."""
    if _is(sentence, text):
        return text.strip()
    return sentence.format(before.label)


def is_problems_sentence(text: str) -> bool:
    return _is(OPEN_PROBLEMS, text)


def open_since(text: str) -> PeriodCode | None:
    """The period whose report names the problems that ``text`` states to be open; None if none."""
    found = re.fullmatch(OPEN_PROBLEMS.format(f"({LABEL})"), text.strip())
    if found is None:
        return None
    year, month, quarter = re.findall(LABEL_PARTS, found[1])[0]
    kind, number = (PeriodKind.MONTH, month) if month else (PeriodKind.QUARTER, quarter)
    try:
        return read_code(kind.rules.code.format(year=year, number=int(number)))
    except ValueError:
        return None  # such as 13月, typed by hand


def open_problems(words: str, since: PeriodCode) -> str:
    """The words as those of an earlier report: ``（2026年10月）缺教师——至今尚未解决。``."""
    return f"（{since.label}）{words.strip().rstrip('。')}——至今尚未解决。"


def is_next_steps_sentence(text: str) -> bool:
    return _is(SAME_STEPS, text)


def _is(sentence: str, text: str) -> bool:
    return re.fullmatch(sentence.format(LABEL), text.strip()) is not None


@dataclass(frozen=True, slots=True)
class CarriedFigure:
    """沿用: a figure of the period ``now`` that is the one of ``origin``.

    ``times``: in how many periods in a row it was carried, ``now`` included. ``is_finished``: it
    meets its goal for good, so that nobody has to ask why it stays.
    """

    now: PeriodCode
    origin: PeriodCode
    times: int
    is_finished: bool = False

    @property
    def is_long(self) -> bool:
        return self.times >= LONG and not self.is_finished

    @property
    def text(self) -> str:
        """沿用10月数据，连续2期; another year's period with its year."""
        is_near = self.origin.year == self.now.year
        label = self.origin.short_label if is_near else self.origin.label
        return f"沿用{label}数据{times_text(self.times)}"


def times_text(times: int) -> str:
    return f"，连续{times}期" if times > 1 else ""
