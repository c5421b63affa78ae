"""Plausible denominators: classrooms, teachers and children of an area."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from demo.courses import Key
from departments.models import County
from projects.rules.cycles import cycle
from projects.rules.values import Rhythm


@dataclass(frozen=True, slots=True)
class AreaSize:
    """The residents and 乡镇 of a county or the city."""

    people: int
    towns: int


def place_of(county: County | None, counties: list[County]) -> AreaSize:
    """A county's size; the whole city's for a municipal department."""
    parts = [county] if county else counties
    return AreaSize(sum(part.population for part in parts), sum(part.rural_towns for part in parts))


# Denominators of ratio targets: per 10,000 residents, per 乡镇, or fixed.
PER_PEOPLE: dict[Key, Fraction] = {
    (3, 1): Fraction(6),
    (8, 2): Fraction(5, 2),
    (14, 2): Fraction(60),
    (14, 3): Fraction(400),
    (14, 4): Fraction(140),
    (14, 5): Fraction(420),
    (14, 6): Fraction(11),
    (15, 3): Fraction(2),
}
PER_TOWN: dict[Key, int] = {
    (5, 2): 9,
    (6, 1): 5,
    (6, 7): 180,
    (6, 8): 174,
    (6, 9): 14,
    (10, 2): 3,
    (10, 3): 3,
    (10, 5): 3,
    (10, 9): 3,
}
FIXED: dict[Key, int] = {
    (3, 4): 860,
    (9, 3): 9,
    (9, 4): 3,
    (9, 7): 8,
    (10, 6): 80,
    (19, 1): 14,
    (20, 5): 14,
}
NOT_YET: dict[Key, date] = {(6, 3): date(2026, 9, 4)}
"""Shares of those with some years of service: 0/0 until the day given."""

GUIDANCE: Key = (6, 2)
"""教研员 who owe 30 visits each."""

TEN_THOUSAND = 10_000


def size(key: Key, place: AreaSize, end: date) -> int:
    """The approximate denominator for the period that ends on ``end``."""
    if key in NOT_YET:
        return 2 + place.people // 1_000_000 if end >= NOT_YET[key] else 0
    if key == GUIDANCE:
        return 30 * (4 + place.people // 100_000)
    if key == (6, 6):
        return 40 * place.towns * 10
    if key == (8, 3):
        return place.people * 3 // 1000 * _month_of(Rhythm.EACH_YEAR, end)
    if key in FIXED:
        return FIXED[key]
    if key in PER_TOWN:
        return PER_TOWN[key] * place.towns
    # Enrolment is counted anew each school year.
    autumn = cycle(Rhythm.EACH_SCHOOL_YEAR, end)[0].year
    grown = Fraction(1000 + 4 * (autumn - 2026), 1000) if key[0] == 14 else 1  # noqa: PLR2004
    return round(PER_PEOPLE.get(key, Fraction(2)) * place.people / TEN_THOUSAND * grown)


def _month_of(rhythm: Rhythm, day: date) -> int:
    """The number of the month within the cycle of ``day``, from 1."""
    first = cycle(rhythm, day)[0]
    return (day.year - first.year) * 12 + day.month - first.month + 1
