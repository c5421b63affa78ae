"""A meeting's material as plain values, without any query.

Workbooks, the printed bulletin and comparisons are built from these alone, so that a stored
bulletin stays the same when reports, names or rules change. Texts are complete, amounts exact:
shares lie in [0, 1], a ratio's ``value`` and ``target_value`` are in per cent, and ``None`` is
"no data". A department is named by its code; the whole city by ``CITY``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

from dashboards.changes.compare import ChangeGroup, Comparison
from dashboards.snapshots.lamp_counts import NONE, LampCounts, count_lamps
from dashboards.snapshots.target_status import CITY, DepartmentInfo, Key, TargetStatus, by_key
from projects.rules.values import Lamp, Rating
from reports.reported_problem import ReportedProblem
from reports.rules.period_kinds import PeriodKind
from reports.rules.punctuality import Punctuality

ALL_PROJECTS: Final = 0
MONTHLY: Final = PeriodKind.MONTH.label
FORMAT: Final = 3
"""The format of new documents. Earlier ones are still read, and give the cells they gave:
``bulletins/workbook/earlier_formats.py``."""


@dataclass(frozen=True, slots=True)
class ProjectText:
    """A project with the texts of the annex; ``leads`` and ``supports`` are codes."""

    number: int
    name: str
    theme: str
    text: str
    responsibility_text: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountsOf:
    """Counts of ``ALL_PROJECTS`` or of one, of ``CITY`` or of a department.

    ``role`` is ``lead`` or ``support`` for the city's targets of the projects that a department
    leads or supports, else empty.
    """

    project: int
    department: str
    role: str
    counts: LampCounts


@dataclass(frozen=True, slots=True)
class Statement:
    """An approved report's texts; ``report`` is its key, which decides who may read them."""

    report: int
    project: int
    department: str
    department_name: str
    period: str
    is_newest: bool
    """Whether it is of the newest month that fell due."""
    progress: str
    problems: str
    next_steps: str


@dataclass(frozen=True, slots=True)
class DepartmentPunctuality:
    """A department's monthly or quarterly reporting: the newest due period, and twelve months.

    ``missing`` are the numbers of the projects without the newest report.
    """

    department: str
    department_name: str
    kind: str
    """月报 or 季报."""
    period: str
    newest: Punctuality
    missing: tuple[int, ...]
    year: Punctuality


@dataclass(frozen=True, slots=True)
class ProjectPunctuality:
    """A department's reporting on one project, for the periods of ``DepartmentPunctuality``."""

    project: int
    department: str
    kind: str
    newest: Punctuality
    year: Punctuality


@dataclass(frozen=True, slots=True)
class CorrectedFigure:
    """What the correction of an assignment's figure changed, in words."""

    project: int
    target: int
    department: str
    text: str
    """``原37 所，2026-11-26更正``, or if that was after the day, ``2026-11-26更正为3 所``."""


@dataclass(frozen=True, slots=True)
class PreviousStatus:
    """How a target, or a department's assignment, stood on the day before."""

    project: int
    target: int
    department: str
    value_text: str
    has_data: bool
    value: Fraction | None
    rating: Rating | None
    cycle: date | None
    lamp: Lamp
    is_met: bool


@dataclass(frozen=True)
class Previous:
    """上期: the day whose figures stand beside the document's own.

    ``issue`` is the bulletin before, empty for the last month end.
    """

    issue: str
    on: date
    statuses: tuple[PreviousStatus, ...]

    @property
    def label(self) -> str:
        """``2026年第9期（2026-09-30）``, or the day alone."""
        return f"{self.issue}（{self.on:%Y-%m-%d}）" if self.issue else f"{self.on:%Y-%m-%d}"

    @cached_property
    def by_key(self) -> Mapping[tuple[int, int, str], PreviousStatus]:
        """By project, target and department."""
        return {(item.project, item.target, item.department): item for item in self.statuses}

    def count(self, department: str, projects: Collection[int]) -> LampCounts:
        """The counts of a department, or of the city, in some projects."""
        return count_lamps(
            item
            for item in self.statuses
            if item.department == department and item.project in projects
        )


@dataclass(frozen=True)
class BulletinDocument:
    """The whole of a meeting's material for one day.

    ``issue`` is ``2026年第11期``, empty for an export that is not stored. ``about`` is
    the county, department or project it was narrowed to, in words, and ``department`` that
    county's code; both empty for the whole city.
    """

    title: str
    document_number: str
    on: date
    issue: str
    unit: str
    filled_by: str
    phone: str
    is_demo: bool
    yellow: Fraction
    red: Fraction
    rules: tuple[str, ...]
    rules_version: str
    departments: tuple[DepartmentInfo, ...]
    projects: tuple[ProjectText, ...]
    targets: tuple[TargetStatus, ...]
    assignments: tuple[TargetStatus, ...]
    counts: tuple[CountsOf, ...]
    statements: tuple[Statement, ...]
    problems: tuple[ReportedProblem, ...]
    punctuality: tuple[DepartmentPunctuality, ...]
    changes: Comparison | None
    """``None`` where there is no bulletin before."""
    about: str = ""
    corrections: tuple[CorrectedFigure, ...] | None = None
    """Of the figures shown, as known when it was made; ``None`` in bulletins made before."""
    department: str = CITY
    ranks_timeliness: bool = True
    """Whether counties have places by 及时率; bulletins made before it could be chosen have."""
    owner: str = CITY
    """The department, county or not, that it was narrowed to; empty for a project's part too."""
    project_punctuality: tuple[ProjectPunctuality, ...] | None = None
    """``None`` in bulletins made before format 3."""
    previous: Previous | None = None
    """``None`` in bulletins made before format 3, and where the plan had not begun."""
    format: int = FORMAT
    corrected_terms: tuple[str, ...] = ()
    """The corrections of the plan since the day that the document takes account of, in words."""

    @cached_property
    def department_by_code(self) -> Mapping[str, DepartmentInfo]:
        return {item.code: item for item in self.departments}

    @cached_property
    def counties(self) -> tuple[DepartmentInfo, ...]:
        """The counties' governments, in order; only one where the document is narrowed to it."""
        return tuple(
            item
            for item in self.departments
            if item.is_county and self.department in {CITY, item.code}
        )

    @cached_property
    def assignments_of(self) -> Mapping[Key, tuple[TargetStatus, ...]]:
        """The assignments by target; targets without assignments are missing."""
        return by_key(self.assignments)

    @cached_property
    def targets_of(self) -> Mapping[int, tuple[TargetStatus, ...]]:
        grouped: dict[int, list[TargetStatus]] = {project.number: [] for project in self.projects}
        for status in self.targets:
            grouped[status.project].append(status)
        return {number: tuple(statuses) for number, statuses in grouped.items()}

    @cached_property
    def change_groups(self) -> Sequence[ChangeGroup]:
        """较上次变化 of the targets by kind; empty without a bulletin before."""
        return self.changes.groups if self.changes else []

    def count(
        self, project: int = ALL_PROJECTS, department: str = CITY, role: str = ""
    ) -> LampCounts:
        """The counts of a project and department; all zero where there is nothing to judge."""
        return self._counts.get((project, department, role), NONE)

    def year_of_months(self, department: str) -> Punctuality:
        """A department's punctuality over twelve months; zero due where none fell due."""
        return self._years_of_months.get(department, Punctuality())

    @cached_property
    def _years_of_months(self) -> Mapping[str, Punctuality]:
        return {item.department: item.year for item in self.punctuality if item.kind == MONTHLY}

    @cached_property
    def _counts(self) -> Mapping[tuple[int, str, str], LampCounts]:
        return {(item.project, item.department, item.role): item.counts for item in self.counts}
