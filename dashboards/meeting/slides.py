"""What the slides of a meeting hold, finished for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.snapshots.lamp_counts import LampCount, Summary
from dashboards.snapshots.target_status import Deadline, Line
from departments.models import Department
from projects import wording
from projects.models import Target
from projects.rules.rollups import Tally
from reports.obligations import PeriodObligations


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen. ``key`` is its address, ``kind`` names its template."""

    key: str
    kind: str
    title: str
    content: object
    page: int = 1
    pages: int = 1

    @property
    def template(self) -> str:
        """What draws its content."""
        return f"dashboards/meeting/_{self.kind}.html"

    @property
    def page_words(self) -> str:
        """``第 1 / 2 页`` where a subject takes several slides."""
        return f"第 {self.page} / {self.pages} 页" if self.pages > 1 else ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The first slide of every subject."""

    city: Slide
    projects: Sequence[Slide]
    counties: Sequence[Slide]


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole city: counts, the most troubled, and what falls due next."""

    city: Tally
    headline: Sequence[LampCount]
    projects: Sequence[tuple[Summary, str]]
    """With the key of its slide, as the two below; a deadline with that of its project."""
    counties: Sequence[tuple[Summary, str]]
    deadlines: Sequence[tuple[Deadline, str]]

    @property
    def rate_words(self) -> str:
        """达标率."""
        return wording.share(self.city.rate)


@dataclass(frozen=True, slots=True)
class Cell:
    """A county's lamp for one target, and its figure."""

    county: Department
    line: Line | None

    @property
    def word(self) -> str:
        """The lamp's word without the colour's name, which a narrow column has no room for."""
        return self.line.lamp_word.rpartition("·")[2] if self.line else ""

    @property
    def figure(self) -> str:
        """A count or a percentage, without numerator and denominator; empty for all else."""
        if self.line is None or not (self.line.target.is_count or self.line.target.is_ratio):
            return ""
        if self.line.standing.figure is None or not self.line.standing.figure.has_data:
            return ""
        return self.line.figure.partition("（")[0]


@dataclass(frozen=True, slots=True)
class Promise:
    """A target with the city's line and each county's lamp."""

    line: Line
    cells: Sequence[Cell]

    @property
    def target(self) -> Target:
        """The target."""
        return self.line.target


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """A project, or some of its targets; quotes and who answers for it where they have room."""

    summary: Summary
    counties: Sequence[tuple[Department, str]]
    """With the key of its slide."""
    promises: Sequence[Promise]
    has_quotes: bool
    has_answering: bool


@dataclass(frozen=True, slots=True)
class CountyPart:
    """A county, or more of its trouble: all but the first lack the rest."""

    county: Department
    summary: Summary
    rank_words: str
    discipline: Sequence[PeriodObligations]
    trouble: Sequence[Line]
    is_first: bool
