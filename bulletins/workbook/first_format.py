"""What cells of bulletins of format 1 hold: a kept bulletin gives the cells it gave."""

from collections.abc import Callable, Mapping
from typing import Final

from dashboards.snapshots.target_status import TargetStatus
from projects import wording
from projects.rules.values import Measure
from spreadsheets.cells import Value


def _value(status: TargetStatus) -> str:
    """The figure; where each county has to reach the goal, their sum and how many met it."""
    if not status.met_text:
        return status.value_text
    shown = f"合计 {status.value_text}" if status.measure is Measure.COUNT else status.value_text
    if status.value_text == wording.NO_DATA:
        return status.met_text
    return shown if status.measure is Measure.MILESTONE else f"{shown}\n{status.met_text}"


FIRST_FORMAT: Final[Mapping[str, Callable[[TargetStatus], Value]]] = {"完成值": _value}
"""By the headings of columns of targets."""
