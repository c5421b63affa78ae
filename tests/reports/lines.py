"""An approved line as ``reports.rules.validity`` takes it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Line:
    period_end: date
    revision: int
    since: date
    is_empty: bool = False
    has_amount: bool = True
