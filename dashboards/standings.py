"""Every standing of a day as plain values, for whoever wants to check the product from outside.

One line for each assignment, target, project, county and department. Amounts are decimals beside
their exact fractions as text; shares lie in [0, 1], a ratio's figure and goal are in per cent, the
deviation is in percentage points, and what there is none of is empty.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.lamp_counts import LampCounts, count_lamps
from dashboards.snapshots.snapshot import Snapshot
from dashboards.summaries import of_departments
from projects.rules.values import UNJUDGED, VERSION, Lamp, Measure

MEANINGS: Final[Mapping[str, str]] = {
    "as_of": "the day",
    "reading": "known: as approved by the day; corrected: by periods, with later corrections",
    "rules": "version of the rules that judged",
    "kind": "assignment, target, project, county or department",
    "code": "project-target, a project's number, a county's code, or a department's and its part",
    "name": "the name on that day",
    "department": "code of the department that answers for an assignment",
    "period_end": "last day of the period that the figure is of",
    "figure": "the figure, in the unit of the key unit",
    "figure_exact": "the same as a fraction",
    "numerator": "of a ratio, of milestones or of a rate",
    "denominator": "of a ratio, of milestones or of a rate",
    "goal": "the last checkpoint's value, in the figure's unit",
    "due": "the last checkpoint's day",
    "attainment": "how much of the way to the goal is covered, 0 to 1",
    "attainment_exact": "the same as a fraction",
    "expected": "the attainment that the pace demands on the day, 0 to 1",
    "expected_exact": "the same as a fraction",
    "deviation": "attainment minus expected, in percentage points",
    "deviation_exact": "the same as a fraction",
    "lamp": "the lamp; of a project, county or department the worst",
    "met": "whether the goal is met; of the others, whether all that applies is",
    "applicable": "whether it counts in a rate",
    "coverage": "how many departments reported, of those that must",
    "stale_parts": "whose parts of a sum are stale, and of which month",
    "reason": "why the lamp is lit, in Chinese",
    "unit": "the figure's: the plan's own of a count, %, done, rating, or share (0 to 1)",
}
"""What each key holds. ``docs/operation.md`` adds examples, and when there is none."""
KEYS: Final = tuple(MEANINGS)
UNITS: Final = {Measure.RATIO: "%", Measure.MILESTONE: "done", Measure.RATING: "rating"}
"""The units of figures that are no counts; counts have the plan's."""
PLACES: Final = Decimal("0.000001")
Line = dict[str, Any]


def standings(snapshot: Snapshot, *, is_corrected: bool = False) -> Iterator[Line]:
    """The lines in the order of kinds, each in the plan's order."""
    head = {
        "as_of": snapshot.on.isoformat(),
        "reading": "corrected" if is_corrected else "known",
        "rules": VERSION,
    }
    for line in _lines(snapshot):
        yield dict.fromkeys(KEYS) | head | line


def _lines(snapshot: Snapshot) -> Iterator[Line]:
    for own in snapshot.assessed_assignments.values():
        yield from (_of_assessment("assignment", item) for item in own)
    yield from (_of_assessment("target", item) for item in snapshot.assessed.values())
    for project in snapshot.projects:
        targets = count_lamps(item.evaluation for item in snapshot.of_project(project))
        yield _of_counts("project", str(project.number), project.name, targets)
    for county in snapshot.counties:
        own_counts = count_lamps(item.evaluation for item in snapshot.of_department(county))
        yield _of_counts("county", county.code, county.name, own_counts)
    for item in of_departments(snapshot):
        code, name = item.department.code, item.department.name
        yield _of_counts("department", f"{code} lead", f"{name}（牵头）", item.led.counts)
        yield _of_counts("department", f"{code} support", f"{name}（配合）", item.supported.counts)


def _of_assessment(kind: str, item: Assessment) -> Line:
    status, evaluation = item.status, item.evaluation
    coverage = item.coverage
    return {
        "kind": kind,
        "code": status.code,
        "name": status.name,
        "department": status.department or None,
        "period_end": _day(status.period_end),
        "figure": status.rating.value if status.rating else _decimal(status.value),
        "figure_exact": _exact(status.value),
        "numerator": _exact(status.numerator),
        "denominator": _exact(status.denominator),
        "goal": _decimal(status.target_value),
        "due": _day(status.due),
        "attainment": _decimal(evaluation.attainment),
        "attainment_exact": _exact(evaluation.attainment),
        "expected": _decimal(evaluation.expected),
        "expected_exact": _exact(evaluation.expected),
        "deviation": _decimal(evaluation.deviation),
        "deviation_exact": _exact(evaluation.deviation),
        "lamp": evaluation.lamp.value,
        "met": evaluation.is_met,
        "applicable": evaluation.lamp not in UNJUDGED,
        "coverage": coverage and f"{coverage.reported}/{coverage.applicable}",
        "stale_parts": [f"{name} {end:%Y-%m}" for name, end in item.stale],
        "reason": status.reason,
        "unit": UNITS.get(status.measure, status.unit),
    }


def _of_counts(kind: str, code: str, name: str, counts: LampCounts) -> Line:
    """Counts: the figure is 达标率, with ``met`` of ``applicable`` as its two parts."""
    rate = counts.rate
    return {
        "kind": kind,
        "code": code,
        "name": name,
        "figure": _decimal(rate),
        "figure_exact": _exact(rate),
        "numerator": str(counts.met),
        "denominator": str(counts.applicable),
        "lamp": counts.lamp.value,
        "met": bool(counts.applicable) and counts.met == counts.applicable,
        "applicable": counts.lamp is not Lamp.EXEMPT,
        "stale_parts": [],
        "unit": "share",
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _decimal(amount: Fraction | None) -> str | None:
    """Rounded to six places, without trailing zeros."""
    if amount is None:
        return None
    decimal = Decimal(amount.numerator) / Decimal(amount.denominator)
    return format(decimal.quantize(PLACES).normalize(), "f")


def _exact(amount: Fraction | None) -> str | None:
    return None if amount is None else str(amount)
