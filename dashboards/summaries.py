"""Statuses counted and arranged side by side for pages."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.lamp_counts import LampCounts, count_lamps
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import DepartmentInfo, TargetStatus
from departments.models import Department
from projects.models import Project, Responsibility, Target
from projects.rules.rollups import worst
from projects.rules.values import Lamp


@dataclass(frozen=True, slots=True)
class Summary:
    """A project, county or department with some of its targets or assignments, counted."""

    subject: Project | Department
    counts: LampCounts
    assessed: Sequence[Assessment] = ()

    @property
    def name(self) -> str:
        """A project with its number, a county, or a department."""
        county = None if isinstance(self.subject, Project) else self.subject.county
        return str(county or self.subject)

    @property
    def statuses(self) -> list[TargetStatus]:
        """The statuses that are counted."""
        return [item.status for item in self.assessed]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A project: its city summary, and one for each county."""

    project: Project
    city: Summary
    cells: Sequence[tuple[Department, Summary]]

    def has(self, lamp: str) -> bool:
        """Whether the city or a county has this lamp; an empty one matches every project."""
        return not lamp or lamp in {
            self.city.counts.lamp,
            *(summary.counts.lamp for _, summary in self.cells),
        }

    @property
    def severity(self) -> tuple[int, ...]:
        """Sort key, worst project first, by the counties' assignments."""
        summaries = [summary for _, summary in self.cells] or [self.city]
        return severity([summary.counts for summary in summaries])


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target on a project page, and each department's assignment, None without one."""

    target: Target
    status: TargetStatus
    cells: Sequence[tuple[DepartmentInfo, TargetStatus | None]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a project's text, with the targets that quote it."""

    text: str
    statuses: Sequence[TargetStatus]

    @property
    def lamp(self) -> Lamp:
        """The worst lamp of its targets."""
        return worst(status.lamp for status in self.statuses)


def of_project(snapshot: Snapshot, project: Project) -> Summary:
    return _summary(project, snapshot.of_project(project))


def of_counties(snapshot: Snapshot) -> list[Summary]:
    """Each county with its assignments."""
    return [_summary(county, snapshot.of_department(county)) for county in snapshot.counties]


def matrix(snapshot: Snapshot) -> list[MatrixRow]:
    """Projects × counties, in the plan's order."""
    return [
        MatrixRow(
            project,
            of_project(snapshot, project),
            [
                (county, _summary(county, snapshot.of_department(county, project)))
                for county in snapshot.counties
            ],
        )
        for project in snapshot.projects
    ]


def most_behind(items: Iterable[Summary]) -> list[Summary]:
    """Those with anything behind, most first, then the worse ones first."""
    behind = [item for item in items if item.counts.behind]
    return sorted(behind, key=lambda item: (-item.counts.behind, severity([item.counts])))


def severity(counts: Sequence[LampCounts]) -> tuple[int, ...]:
    """Sort key, worst first: minus the number at each bad lamp."""
    bad = (Lamp.OVERDUE, Lamp.RED, Lamp.YELLOW, Lamp.UNREPORTED, Lamp.STALE)
    return tuple(-sum(item.at(lamp) for item in counts) for lamp in bad)


def overdue(snapshot: Snapshot) -> list[Assessment]:
    """What is overdue with whoever lags: those with most first, then the longest overdue."""
    items = lagging(snapshot, snapshot.assessed.values(), {Lamp.OVERDUE})
    numbers = Counter(item.short_name for item in items)

    def order(item: Assessment) -> tuple[int, int, date]:
        department = item.department.order if item.department else -1
        due = item.last_passed.due if item.last_passed else item.on
        return -numbers[item.short_name], department, due

    return sorted(items, key=order)


def lagging(
    snapshot: Snapshot, targets: Iterable[Assessment], lamps: Collection[Lamp]
) -> list[Assessment]:
    """The assignments at these lamps; of a target of which none is, its own sum if that is."""
    items: list[Assessment] = []
    for target in targets:
        own = snapshot.assessed_assignments[target.target.pk]
        items += [item for item in own if item.lamp in lamps] or [target]
    return [item for item in items if item.lamp in lamps]


def of_county(snapshot: Snapshot, county: Department) -> list[Summary]:
    """A county's projects, each with the county's own assignments."""
    return [
        _summary(project, own)
        for project in snapshot.projects
        if (own := snapshot.of_department(county, project))
    ]


def answered_for(snapshot: Snapshot, department: Department, role: str) -> list[Summary]:
    """The projects a department leads or supports, with their targets."""
    return [of_project(snapshot, project) for project in snapshot.answered_for(department, role)]


def target_rows(
    snapshot: Snapshot, project: Project
) -> tuple[list[DepartmentInfo], list[TargetRow]]:
    """The departments that report a project's targets, and the rows of targets × departments."""
    own = [
        {status.department: status for status in snapshot.statuses_of(item.target)}
        for item in snapshot.of_project(project)
    ]
    reporting = {code for statuses in own for code in statuses}
    departments = [info for info in snapshot.department_infos if info.code in reporting]
    return departments, [
        TargetRow(
            item.target, item.status, [(info, statuses.get(info.code)) for info in departments]
        )
        for item, statuses in zip(snapshot.of_project(project), own, strict=True)
    ]


def segments(project: Project, statuses: Sequence[TargetStatus]) -> list[Segment]:
    """Split the project's text where a quote starts or ends; nothing is lost or added."""
    cuts = {0, len(project.text)}
    for status in statuses:
        cuts |= {status.start, status.end}
    return [
        Segment(
            project.text[start:end],
            [status for status in statuses if status.start <= start and end <= status.end],
        )
        for start, end in pairwise(sorted(cuts))
    ]


@dataclass(frozen=True)
class DepartmentSummary:
    """A department's targets: of the projects it leads, and of those it supports."""

    department: Department
    led: Summary
    supported: Summary

    @property
    def name(self) -> str:
        return self.department.name


def of_departments(snapshot: Snapshot) -> list[DepartmentSummary]:
    """Every department that answers for a project."""
    departments = {item.department for item in snapshot.responsibilities}
    return [
        DepartmentSummary(
            department,
            _answering(snapshot, department, Responsibility.Involvement.LEAD),
            _answering(snapshot, department, Responsibility.Involvement.SUPPORT),
        )
        for department in sorted(departments, key=lambda item: item.order)
    ]


def answered_targets(snapshot: Snapshot, department: Department, role: str) -> list[Assessment]:
    """The targets of the projects that a department leads, or supports; a county's own parts."""
    projects = snapshot.answered_for(department, role)
    if department.is_county:
        return [item for each in projects for item in snapshot.of_department(department, each)]
    return [item for each in projects for item in snapshot.of_project(each)]


def _answering(snapshot: Snapshot, department: Department, role: str) -> Summary:
    return _summary(department, answered_targets(snapshot, department, role))


def _summary(subject: Project | Department, assessed: Sequence[Assessment]) -> Summary:
    return Summary(subject, count_lamps(item.evaluation for item in assessed), assessed)
