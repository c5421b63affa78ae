"""Counts of reports on time, late and missing, for pages and bulletins."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from projects import wording
from projects.rules.values import ratio


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
    def timeliness_text(self) -> str:
        return wording.share_of(self.on_time, self.due)

    @property
    def completeness_text(self) -> str:
        """完整率: handed in over due, with both."""
        return wording.share_of(self.handed_in, self.due)

    @property
    def worst(self) -> Status:
        """``OVERDUE``, ``LATE`` or ``ON_TIME``."""
        if self.missing:
            return Status.OVERDUE
        return Status.LATE if self.late else Status.ON_TIME


def total(rows: Iterable[Punctuality]) -> Punctuality:
    """The sum of several: shares are of the sums, never means of shares."""
    return sum(rows, Punctuality())
