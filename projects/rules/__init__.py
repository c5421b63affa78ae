"""The rules of judging, pure: no database, no clock, no floats.

Every function takes plain values and the day asked for. Amounts are ``Fraction``; a
ratio's value is in per cent (80 means 80 %), attainment and expected are shares in
[0, 1], a deviation is in percentage points. ``None`` means "no data" and is never 0.
"""

from projects.rules.anomalies import DOWNWARD, Anomaly, Usual, usual
from projects.rules.judging import (
    attained,
    attainment,
    cycle,
    expected,
    is_overdue,
    judge,
    met,
    running_cycle,
)
from projects.rules.paces import bends, pace
from projects.rules.ranking import Place, places
from projects.rules.rollups import (
    Coverage,
    Tally,
    coverage,
    pool,
    roll_up,
    tally,
    worst,
)
from projects.rules.values import (
    HUNDRED,
    LAMPS,
    RECURRING,
    TROUBLE,
    UNJUDGED,
    VERSION,
    Bound,
    Checkpoint,
    Figure,
    Lamp,
    Measure,
    Promise,
    Rating,
    Rhythm,
    Scope,
    Standing,
    Thresholds,
    counted,
    ratio,
    shared,
)

__all__ = [
    "DOWNWARD",
    "HUNDRED",
    "LAMPS",
    "RECURRING",
    "TROUBLE",
    "UNJUDGED",
    "VERSION",
    "Anomaly",
    "Bound",
    "Checkpoint",
    "Coverage",
    "Figure",
    "Lamp",
    "Measure",
    "Place",
    "Promise",
    "Rating",
    "Rhythm",
    "Scope",
    "Standing",
    "Tally",
    "Thresholds",
    "Usual",
    "attained",
    "attainment",
    "bends",
    "counted",
    "coverage",
    "cycle",
    "expected",
    "is_overdue",
    "judge",
    "met",
    "pace",
    "places",
    "pool",
    "ratio",
    "roll_up",
    "running_cycle",
    "shared",
    "tally",
    "usual",
    "worst",
]
