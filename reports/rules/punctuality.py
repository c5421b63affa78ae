"""Counts of reports on time, late and missing, for pages and bulletins."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from projects import rounding, wording
from projects.rules.values import HUNDRED, ratio


class Status(StrEnum):
    """The status of an owed report on a day."""

    OVERDUE = "overdue"
    """Not handed in, and the due day is over."""
    LATE = "late"
    """Handed in after the due day."""
    ON_TIME = "on_time"
    DUE = "due"
    """Not handed in; the due day is still to come, or is today."""
    NOT_OPEN = "not_open"
    """The period does not accept reports yet."""
    NOT_OWED = "not_owed"
    """The responsibility has ended or changed; an existing report stays."""


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many reports were due, handed in on time, and late.

    Before the due day, ``missing`` counts the reports that are still to come.
    """

    due: int = 0
    on_time: int = 0
    late: int = 0

    def __add__(self, other: "Punctuality") -> "Punctuality":
        return Punctuality(
            self.due + other.due, self.on_time + other.on_time, self.late + other.late
        )

    @property
    def handed_in(self) -> int:
        return self.on_time + self.late

    @property
    def missing(self) -> int:
        return self.due - self.handed_in

    @property
    def timeliness(self) -> Fraction | None:
        """及时率: on time over due, exact; None where nothing was due."""
        return ratio(Fraction(self.on_time), Fraction(self.due))

    @property
    def completeness(self) -> Fraction | None:
        """完整率: handed in over due, exact; None where nothing was due."""
        return ratio(Fraction(self.handed_in), Fraction(self.due))

    @property
    def timeliness_text(self) -> str:
        """及时率 with both counts."""
        return wording.share_of(self.on_time, self.due, self._places)

    @property
    def completeness_text(self) -> str:
        """完整率 with both counts."""
        return wording.share_of(self.handed_in, self.due, self._places)

    @property
    def _places(self) -> int:
        """The decimals of both rates, which sentences and rows show side by side."""
        rates = [each * HUNDRED for each in (self.timeliness, self.completeness) if each]
        return max(map(rounding.column_decimals, rates), default=1)

    @property
    def worst(self) -> Status:
        """``OVERDUE``, ``LATE`` or ``ON_TIME``."""
        if self.missing:
            return Status.OVERDUE
        return Status.LATE if self.late else Status.ON_TIME


def total(rows: Iterable[Punctuality]) -> Punctuality:
    """The sum of several: shares are of the sums, never means of shares."""
    return sum(rows, Punctuality())
