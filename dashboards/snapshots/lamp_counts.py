"""Standings summed up and put side by side, finished for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboards.snapshots.snapshot import Board
from dashboards.snapshots.target_status import Line, count
from departments.models import Department
from projects import wording
from projects.models import Project, Responsibility
from projects.rules.rollups import Tally, worst
from projects.rules.values import LAMPS, Lamp


@dataclass(frozen=True)
class Summary:
    """A project, county or department with the tally of some of its lines."""

    subject: Project | Department
    tally: Tally
    lines: Sequence[Line] = ()

    @property
    def lamp(self) -> Lamp:
        """The worst lamp."""
        return self.tally.lamp

    @property
    def lamp_rank(self) -> int:
        """How bad it is, for sorting: 0 is the worst."""
        return self.lamp.rank

    @property
    def lamp_word(self) -> str:
        """The lamp's word."""
        return wording.LAMP_WORDS[self.lamp]

    @property
    def met_words(self) -> str:
        """k/n: met of applicable."""
        return f"{self.tally.met}/{self.tally.applicable}"

    @property
    def rate_words(self) -> str:
        """达标率 with its numerator and denominator."""
        if self.tally.rate is None:
            return wording.NO_DATA
        return f"{wording.share(self.tally.rate)}（{self.met_words}）"

    @property
    def rate(self) -> float:
        """达标率 for sorting only; what has none sorts first."""
        return -1.0 if self.tally.rate is None else float(self.tally.rate)

    @property
    def trouble(self) -> int:
        """How many are behind or overdue."""
        return self.tally.trouble

    @property
    def counts(self) -> list["LampCount"]:
        """The counts of the lamps that occur, worst first."""
        return [item for item in lamp_counts(self.tally) if item.count]


@dataclass(frozen=True, slots=True)
class LampCount:
    """How many stand at a lamp."""

    lamp: Lamp
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A project: its city summary, and one for each county."""

    project: Project
    city: Summary
    cells: Sequence[tuple[Department, Summary]]

    def has(self, lamp: str) -> bool:
        """Whether the project stands at a lamp, in the city or in a county; all have no lamp."""
        return not lamp or lamp in {self.city.lamp, *(summary.lamp for _, summary in self.cells)}

    @property
    def trouble(self) -> tuple[int, ...]:
        """How bad the project is, for sorting: its parts at each lamp in question, worst first."""
        summaries = [summary for _, summary in self.cells] or [self.city]
        return tuple(
            -sum(summary.tally.count(lamp) for summary in summaries)
            for lamp in (Lamp.OVERDUE, Lamp.RED, Lamp.YELLOW, Lamp.UNREPORTED, Lamp.STALE)
        )


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target of a project page: its line, and each department's, None where it owes none."""

    line: Line
    cells: Sequence[tuple[Department, Line | None]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a project's text, with the targets whose words it holds."""

    text: str
    lines: Sequence[Line]

    @property
    def lamp(self) -> Lamp:
        """The worst lamp of its targets."""
        return worst(line.lamp for line in self.lines)


def lamp_counts(tally: Tally) -> list[LampCount]:
    """The tally's counts in words, worst first."""
    return [LampCount(lamp, wording.LAMP_WORDS[lamp], tally.count(lamp)) for lamp in LAMPS]


def side_by_side(before: Board, now: Board) -> list[tuple[LampCount, int, int]]:
    """The city's counts by lamp on the later day, on the earlier, and by how many they differ."""
    then = of_city(before)
    return [
        (item, then.count(item.lamp), item.count - then.count(item.lamp))
        for item in lamp_counts(of_city(now))
        if item.count or then.count(item.lamp)
    ]


def of_city(board: Board) -> Tally:
    """The city's counts: each target once, however many answer for it."""
    return count(board.lines.values())


def of_project(board: Board, project: Project) -> Summary:
    """A project with its targets' lines."""
    return _summary(project, board.of_project(project))


def of_counties(board: Board) -> list[Summary]:
    """Each county with its assignments' lines."""
    return [_summary(county, board.of_department(county)) for county in board.counties]


def matrix(board: Board) -> list[MatrixRow]:
    """Projects × counties, in the plan's order."""
    return [
        MatrixRow(
            project,
            of_project(board, project),
            [
                (county, _summary(county, board.of_department(county, project)))
                for county in board.counties
            ],
        )
        for project in board.projects
    ]


def of_county(board: Board, county: Department) -> list[Summary]:
    """A county's projects, each with the county's own lines."""
    return [
        _summary(project, lines)
        for project in board.projects
        if (lines := board.of_department(county, project))
    ]


def answered_for(board: Board, department: Department, role: str) -> list[Summary]:
    """The projects a department leads or supports, with their targets' lines."""
    return [of_project(board, project) for project in board.answered_for(department, role)]


def target_rows(board: Board, project: Project) -> tuple[list[Department], list[TargetRow]]:
    """The departments that report a project's targets, and the targets × them."""
    lines = board.of_project(project)
    parts = {line.target.pk: board.parts[line.target.pk] for line in lines}
    found = {part.department for items in parts.values() for part in items if part.department}
    departments = sorted(found, key=lambda department: department.order)
    rows = []
    for line in lines:
        by_department = {part.department: part for part in parts[line.target.pk]}
        cells = [(department, by_department.get(department)) for department in departments]
        rows.append(TargetRow(line, cells))
    return departments, rows


def segments(project: Project, lines: Sequence[Line]) -> list[Segment]:
    """The project's text cut at the ends of its targets' words; nothing is lost or added."""
    cuts = {0, len(project.text)}
    for line in lines:
        cuts |= {line.target.start, line.target.end}
    ends = sorted(cuts)
    return [
        Segment(
            project.text[start:end],
            [line for line in lines if line.target.start <= start and end <= line.target.end],
        )
        for start, end in pairwise(ends)
    ]


@dataclass(frozen=True)
class DepartmentSummary:
    """A department with what it leads and what it supports, apart."""

    department: Department
    led: Summary
    supported: Summary

    @property
    def name(self) -> str:
        """The department's name."""
        return self.department.name


def of_departments(board: Board) -> list[DepartmentSummary]:
    """Every department that answers for a project."""
    departments = {item.department for item in board.responsibilities}
    return [
        DepartmentSummary(
            department,
            _answering(board, department, Responsibility.Role.LEAD),
            _answering(board, department, Responsibility.Role.SUPPORT),
        )
        for department in sorted(departments, key=lambda item: item.order)
    ]


def _answering(board: Board, department: Department, role: str) -> Summary:
    lines = [
        line
        for project in board.answered_for(department, role)
        for line in board.of_project(project)
    ]
    return _summary(department, lines)


def _summary(subject: Project | Department, lines: Sequence[Line]) -> Summary:
    return Summary(subject, count(lines), lines)
