"""A board's lines as plain values, and the counts of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bulletins.document.values import ALL_PROJECTS, CITY, Body, Count, Entry
from dashboards.snapshots import lamp_counts
from dashboards.snapshots.snapshot import Board
from dashboards.snapshots.target_status import Line, count
from departments.models import Department
from projects.models import Responsibility
from projects.rules.judging import running_cycle
from projects.rules.rollups import Tally
from projects.rules.values import LAMPS, RECURRING, Bound, Figure, Measure, Rhythm, Scope

NOTHING = Figure(date.min)


@dataclass(frozen=True, slots=True)
class Judged:
    """A board's entries; see ``changes.Day``."""

    on: date
    targets: tuple[Entry, ...]
    parts: tuple[Entry, ...]
    body_by_code: Mapping[str, Body]


def judged(board: Board) -> Judged:
    """All of a board's lines as entries, targets in the plan's order."""
    return Judged(
        board.on,
        tuple(entry_of(line, board.on) for line in board.lines.values()),
        tuple(entry_of(line, board.on) for parts in board.parts.values() for line in parts),
        {body.code: body for body in bodies(board)},
    )


def bodies(board: Board) -> tuple[Body, ...]:
    """All that answer for anything, in order."""
    found = {item.department for item in board.responsibilities}
    found |= {item.department for item in board.book.assignments}
    return tuple(map(body_of, sorted(found, key=lambda department: department.order)))


def body_of(department: Department) -> Body:
    """A department as plain values."""
    county = department.county.name if department.county else ""
    return Body(department.code, department.name, county, department.is_bureau)


def entry_of(line: Line, on: date) -> Entry:
    """A line of a board as plain values; ``on`` is the board's day."""
    target, promise, standing = line.target, line.promise, line.standing
    figure = standing.figure or NOTHING
    return Entry(
        project=target.project.number,
        target=target.number,
        body=line.department.code if line.department else CITY,
        body_name=line.body,
        name=target.name,
        quote=target.quote,
        start=target.start,
        end=target.end,
        measure=Measure(target.measure),
        measure_word=target.get_measure_display(),
        bound=Bound(target.bound),
        rhythm=Rhythm(target.rhythm),
        scope=Scope(target.scope),
        scope_word=target.get_scope_display(),
        unit=target.unit,
        has_goal=promise.has_goal,
        wanted=line.wanted,
        demand=line.demand,
        goal=line.goal,
        demanded=promise.last.goal,
        due=line.due,
        dues=tuple(checkpoint.due for checkpoint in promise.checkpoints),
        original_due=line.original_due,
        is_due_inferred=line.is_due_inferred,
        figure=line.figure,
        period_end=standing.figure.period_end if standing.figure else None,
        has_data=figure.has_data,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        rating=figure.rating,
        attainment=standing.attainment,
        expected=standing.expected,
        is_met=standing.is_met,
        lamp=line.lamp,
        lamp_word=line.lamp_word,
        reason=line.reason,
        coverage=line.coverage_words,
        met_words=line.met_words,
        agreed=tuple(line.agreed_words),
        cycle=running_cycle(promise, on)[0] if promise.rhythm in RECURRING else None,
    )


def counts(board: Board) -> tuple[Count, ...]:
    """The counts of the city, of every body that reports, of each in every project."""
    return tuple(item for item in _counts(board) if sum(item.lamps))


def _counts(board: Board) -> Iterator[Count]:
    yield counted(lamp_counts.of_city(board))
    bodies = sorted(
        {item.department for item in board.responsibilities}, key=lambda item: item.order
    )
    for body in bodies:
        yield counted(count(board.of_department(body)), body=body.code)
        yield from _answered_for(board, body)
    for project in board.projects:
        yield counted(count(board.of_project(project)), project.number)
        for body in bodies:
            lines = board.of_department(body, project)
            yield counted(count(lines), project.number, body.code)


def _answered_for(board: Board, body: Department) -> Iterator[Count]:
    for role in (Responsibility.Role.LEAD, Responsibility.Role.SUPPORT):
        lines: Iterable[Line] = (
            line for project in board.answered_for(body, role) for line in board.of_project(project)
        )
        yield counted(count(lines), body=body.code, role=role.value)


def counted(tally: Tally, project: int = ALL_PROJECTS, body: str = CITY, role: str = "") -> Count:
    """A tally as plain values."""
    lamps = tuple(tally.count(lamp) for lamp in LAMPS)
    return Count(project, body, role, lamps, tally.met, tally.applicable)
