"""Counties ranked by 达标率 and by 及时率, for pages and bulletins."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import DepartmentInfo
from projects import wording
from projects.rules.ranking import Rank, places
from reports.rules.punctuality import Punctuality


@dataclass(frozen=True, slots=True)
class RankedCounty:
    """A county's counts and its year of monthly reports, with its places among the counties.

    Places by 及时率 are shown only where the bureau has switched them on.
    """

    department: DepartmentInfo
    counts: LampCounts
    year: Punctuality
    by_rate: Rank | None
    by_timeliness: Rank | None

    @property
    def timeliness(self) -> str:
        """及时率; numerator and denominator stand beside it."""
        return wording.share(self.year.timeliness)

    @property
    def timeliness_text(self) -> str:
        """及时率 with its numerator and denominator; no share where nothing was due."""
        return self.year.timeliness_text if self.year.due else wording.NO_DATA

    @property
    def place_text(self) -> str:
        """Its place by 达标率."""
        return wording.place(self.by_rate)

    @property
    def timeliness_place_text(self) -> str:
        """Its place by 及时率."""
        return wording.place(self.by_timeliness)


def ranked(
    counties: Iterable[tuple[DepartmentInfo, LampCounts, Punctuality]],
) -> list[RankedCounty]:
    """The counties in their order, each with its places among them."""
    rows = list(counties)
    by_rate = places([counts.rate for _, counts, _ in rows])
    by_timeliness = places([year.timeliness for _, _, year in rows])
    return [
        RankedCounty(*county, rate, timeliness)
        for county, rate, timeliness in zip(rows, by_rate, by_timeliness, strict=True)
    ]
