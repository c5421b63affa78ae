"""The counties side by side: their places by 达标率 and by 及时率."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.summaries import Summary
from departments.models import Department
from projects import wording
from projects.rules.ranking import Rank, places
from reports.obligations import PeriodObligations
from reports.rules.punctuality import Punctuality, total

LAST: Final = Fraction(-1)
"""Sorts what has no share below every share."""


@dataclass(frozen=True, slots=True)
class RankedCounty:
    """A county's summary and its year of reporting, with its places among the counties."""

    summary: Summary
    year: Punctuality
    by_rate: Rank | None
    by_timeliness: Rank | None

    @property
    def department(self) -> Department:
        """The county's government."""
        subject = self.summary.subject
        if not isinstance(subject, Department):
            raise TypeError("only departments are ranked")
        return subject

    @property
    def counts(self) -> LampCounts:
        """The counts of its assignments."""
        return self.summary.counts

    @property
    def timeliness(self) -> str:
        """及时率; numerator and denominator stand beside it."""
        return wording.share(self.year.timeliness)

    @property
    def place_text(self) -> str:
        """Its place by 达标率."""
        return wording.place(self.by_rate)

    @property
    def timeliness_place_text(self) -> str:
        """Its place by 及时率."""
        return wording.place(self.by_timeliness)

    @property
    def timeliness_order(self) -> Fraction:
        """及时率 for sorting, exact."""
        share = self.year.timeliness
        return LAST if share is None else share


def ranked(counties: Sequence[Summary], rows: Iterable[PeriodObligations]) -> list[RankedCounty]:
    """The counties in the order given; ``rows`` are what they owed in twelve months."""
    by_department: dict[object, list[Punctuality]] = {}
    for row in rows:
        by_department.setdefault(row.department, []).append(row.punctuality)
    years = [total(by_department.get(item.subject, ())) for item in counties]
    by_rate = places([item.counts.rate for item in counties])
    by_timeliness = places([year.timeliness for year in years])
    return [
        RankedCounty(*columns)
        for columns in zip(counties, years, by_rate, by_timeliness, strict=True)
    ]
