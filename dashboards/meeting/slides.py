"""The contents of a meeting's slides, ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import TargetStatus
from dashboards.summaries import Summary
from departments.models import Department
from projects.rules.values import Measure
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
        return f"dashboards/meeting/_{self.kind}.html"

    @property
    def page_text(self) -> str:
        """``第 1 / 2 页`` where a subject takes several slides."""
        return f"第 {self.page} / {self.pages} 页" if self.pages > 1 else ""


@dataclass(frozen=True, slots=True)
class FirstSlides:
    """The first slide of every subject."""

    city: Slide
    projects: Sequence[Slide]
    counties: Sequence[Slide]


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole city: counts in numbers and in a sentence, those most behind, what is overdue."""

    counts: LampCounts
    opening: str
    projects: Sequence[tuple[Summary, str]]
    """Each with its slide's key, as those below."""
    counties: Sequence[tuple[Summary, str]]
    overdue: Sequence[tuple[Assessment, str]]


@dataclass(frozen=True, slots=True)
class CountyLamp:
    """A county's lamp for one target, and its figure."""

    county: Department
    status: TargetStatus | None

    @property
    def word(self) -> str:
        """The lamp's word without the colour's name, which a narrow column has no room for."""
        return self.status.lamp_text.rpartition("·")[2] if self.status else ""

    @property
    def figure(self) -> str:
        """A count or a percentage, without numerator and denominator; empty for all else."""
        if self.status is None or self.status.measure not in {Measure.COUNT, Measure.RATIO}:
            return ""
        return self.status.value_text.partition("（")[0] if self.status.has_data else ""


@dataclass(frozen=True, slots=True)
class TargetLamps:
    """A target's status in the city, with each county's lamp."""

    status: TargetStatus
    cells: Sequence[CountyLamp]


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """A project, or some of its targets; quotes and departments are shown if there is room."""

    summary: Summary
    counties: Sequence[tuple[Department, str]]
    """With the key of its slide."""
    rows: Sequence[TargetLamps]
    has_quotes: bool
    has_answering: bool


@dataclass(frozen=True, slots=True)
class CountyPart:
    """A county's slide; all but the first only continue its list of what is behind."""

    county: Department
    summary: Summary
    rank_text: str
    discipline: Sequence[PeriodObligations]
    behind: Sequence[TargetStatus]
    is_first: bool
