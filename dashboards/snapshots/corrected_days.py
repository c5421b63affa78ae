"""The days whose terms were corrected (更正) after them, told on whatever shows these days."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from dashboards.snapshots.plan_data import PlanData
from dashboards.snapshots.snapshot import Snapshot
from projects.terms.content import TermDifference
from projects.terms.differences_text import lines_of
from projects.terms.models import PlanChange

MOST_DIFFERENCES: Final = 5


@dataclass(frozen=True, slots=True)
class CorrectedDays:
    """``days`` answer otherwise than they did; ``texts`` has each correction once, in words."""

    days: Sequence[date]
    texts: Sequence[str]

    @property
    def days_text(self) -> str:
        """``2026年6月30日和2026年10月31日``."""
        return "和".join(f"{day.year}年{day.month}月{day.day}日" for day in self.days)


def corrected_days(snapshots: Iterable[Snapshot], about: str = "") -> CorrectedDays:
    """Of the snapshots' days those corrected since.

    ``about`` is a project (``3``) or a target (``3 1``) that the corrections have to concern, or
    empty. Departments bear the names of the newest day corrected.
    """
    days: list[date] = []
    texts: dict[int, str] = {}
    for snapshot in snapshots:
        found = dict(_corrections(snapshot, about))
        texts |= found
        days += [snapshot.on] if found else []
    return CorrectedDays(days, [texts[key] for key in sorted(texts)])


def _corrections(snapshot: Snapshot, about: str) -> Iterator[tuple[int, str]]:
    """The corrections in words, by their keys, which are in the order of recording."""
    for change in snapshot.plan_data.corrected_since(snapshot.on):
        differences = map(TermDifference._make, change.differences)
        concerned = [each for each in differences if each.concerns(about)]
        if concerned:
            yield change.pk, _text(change, concerned, snapshot.plan_data)


def _text(change: PlanChange, differences: Sequence[TermDifference], plan_data: PlanData) -> str:
    """``2026-11-26更正（自2026-01-01起，更正说明）：录入有误。节点 3-1 第1个：目标值 22 → 25``."""
    shown = lines_of(differences[:MOST_DIFFERENCES], plan_data.names)
    made = timezone.localdate(change.recorded_at)
    return (
        f"{made:%Y-%m-%d}更正（自{change.valid_from:%Y-%m-%d}起，{change.document}）："
        f"{change.reason.rstrip('。')}。{'；'.join(shown)}"
        f"{f'；等{len(differences)}项' if len(differences) > len(shown) else ''}"
    )
