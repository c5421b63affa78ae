"""Every standing of a day as plain values, for whoever wants to check the product from outside.

One line for each assignment, target, project, county and department. Amounts are decimals beside
their exact fractions as text; shares lie in [0, 1], a ratio's figure and goal are in per cent, the
deviation is in percentage points, and what there is none of is empty.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.lamp_counts import LampCounts, count_lamps
from dashboards.snapshots.snapshot import Snapshot
from dashboards.summaries import of_departments
from projects.rules.values import UNJUDGED, VERSION, Lamp

KEYS: Final = (
    *("as_of", "reading", "rules", "kind", "code", "name", "department", "period_end"),
    *("figure", "figure_exact", "numerator", "denominator", "goal", "due"),
    *("attainment", "attainment_exact", "expected", "expected_exact"),
    *("deviation", "deviation_exact", "lamp", "met", "applicable", "coverage", "stale_parts"),
    "reason",
)
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
