"""The contents of a meeting's material as plain values: nothing here asks the database.

Workbooks, the printed bulletin and comparisons are made of these alone, so that what was kept of
a bulletin says the same whatever became of reports, names and rules since. Words are finished,
amounts exact: shares lie in [0, 1], a ratio's ``value`` and ``goal`` are in per cent, and ``None``
is "no data". A body is named by its department's code; the whole city by ``CITY``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

from projects import wording
from projects.rules.rollups import Tally
from projects.rules.values import (
    HUNDRED,
    LAMPS,
    TROUBLE,
    Bound,
    Lamp,
    Measure,
    Rating,
    Rhythm,
    Scope,
)
from reports.rules.punctuality import Punctuality

CITY: Final = ""
ALL_PROJECTS: Final = 0
FORMAT: Final = 1
"""Of these classes; a later format must still read what this one wrote."""


@dataclass(frozen=True, slots=True)
class Body:
    """A department that answers for something; ``county`` is its division's name, if any."""

    code: str
    name: str
    county: str
    is_bureau: bool

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """The county's name, or the department's own."""
        return self.county or self.name

    @property
    def is_county(self) -> bool:
        """Whether it is a county's government."""
        return bool(self.county)


@dataclass(frozen=True, slots=True)
class ProjectText:
    """A project in the words the annex prints; ``leads`` and ``supports`` are bodies' codes."""

    number: int
    name: str
    theme: str
    text: str
    responsibility_text: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise's standing: a target's for the whole city, or one body's part of it."""

    project: int
    target: int
    body: str
    body_name: str
    name: str
    quote: str
    start: int
    end: int
    measure: Measure
    measure_word: str
    bound: Bound
    rhythm: Rhythm
    scope: Scope
    scope_word: str
    unit: str
    has_goal: bool
    wanted: str
    """What is demanded at last: ``≥22 所``."""
    demand: str
    """What every checkpoint demands, with its day where there are several."""
    goal: Fraction | None
    """The last goal; a part without its own and an exempt one have none."""
    demanded: Fraction | None
    """The last goal, of a part without its own that of all parts together."""
    due: date
    dues: tuple[date, ...]
    original_due: date | None
    is_due_inferred: bool
    figure: str
    """The figure in words, a ratio's with numerator and denominator."""
    period_end: date | None
    has_data: bool
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    rating: Rating | None
    attainment: Fraction | None
    expected: Fraction | None
    is_met: bool
    lamp: Lamp
    lamp_word: str
    reason: str
    """The rule that lit the lamp, with its figures, and what the bureau agreed to."""
    coverage: str
    """How many reported: ``3/5 县区 · 1 不适用``; empty where one body answers alone."""
    met_words: str
    agreed: tuple[str, ...]
    cycle: date | None
    """When the running year, school year or semester began; ``None`` for what has no cycles."""

    @property
    def key(self) -> tuple[int, int]:
        """Project and target."""
        return self.project, self.target

    @property
    def code(self) -> str:
        """``3-1``."""
        return f"{self.project}-{self.target}"

    @property
    def title(self) -> str:
        """``3-1 name``."""
        return f"{self.code} {self.name}"

    @property
    def attainment_words(self) -> str:
        """完成度."""
        return wording.share(self.attainment)

    @property
    def deviation(self) -> Fraction | None:
        """Attainment minus expected, in percentage points."""
        if self.attainment is None or self.expected is None:
            return None
        return (self.attainment - self.expected) * HUNDRED

    @property
    def is_trouble(self) -> bool:
        """Whether it is behind or overdue."""
        return self.lamp in TROUBLE


@dataclass(frozen=True, slots=True)
class Count:
    """How many of some entries stand at each lamp (in the order of ``LAMPS``).

    ``project`` is ``ALL_PROJECTS`` for all of a body's; ``role`` is ``lead`` or ``support`` for
    the city's targets of the projects that a body leads or supports, else empty.
    """

    project: int
    body: str
    role: str
    lamps: tuple[int, ...]
    met: int
    applicable: int

    @property
    def total(self) -> int:
        """All of them, at whatever lamp."""
        return sum(self.lamps)

    @property
    def tally(self) -> Tally:
        """The same as the rules' plain values, which know what counts amount to."""
        return Tally(tuple(zip(LAMPS, self.lamps, strict=True)), self.met, self.applicable)

    @property
    def rate(self) -> Fraction | None:
        """达标率; no data where nothing applies."""
        return self.tally.rate

    @property
    def lamp(self) -> Lamp:
        """The worst lamp; 不适用 where there is nothing to judge."""
        return self.tally.lamp

    @property
    def trouble(self) -> int:
        """How many are behind or overdue."""
        return self.tally.trouble

    def at(self, lamp: Lamp) -> int:
        """How many stand at a lamp."""
        return self.lamps[LAMPS.index(lamp)]


@dataclass(frozen=True, slots=True)
class Statement:
    """An approved report's texts; ``report`` is its key, by which a reader's right is asked."""

    report: int
    project: int
    body: str
    body_name: str
    period: str
    is_newest: bool
    """Whether it is of the newest month that fell due."""
    progress: str
    problems: str
    next_steps: str


@dataclass(frozen=True, slots=True)
class Difficulty:
    """A problem that a report names; ``times`` tells for how many periods in a row."""

    report: int
    project: int
    body: str
    body_name: str
    period: str
    text: str
    times: str
    replies: tuple[str, ...]
    """The bureau's answers, oldest first, each with its day and who gave it."""


@dataclass(frozen=True, slots=True)
class DepartmentPunctuality:
    """How a body reports months, or quarters: the newest that fell due, and twelve months'.

    ``missing`` are the numbers of the projects of which the newest was not handed in.
    """

    body: str
    body_name: str
    kind: str
    """月报 or 季报."""
    period: str
    newest: Punctuality
    missing: tuple[int, ...]
    year: Punctuality


@dataclass(frozen=True, slots=True)
class Shift:
    """What became of an entry since the bulletin before, with its cause."""

    project: int
    target: int
    body: str
    body_name: str
    name: str
    kind: str
    """In words: 新逾期, 新达标, …"""
    before_lamp: Lamp
    before_lamp_word: str
    before_figure: str
    lamp: Lamp
    lamp_word: str
    figure: str
    cause: str


@dataclass(frozen=True, slots=True)
class Shifts:
    """较上次变化: since which bulletin and its day, and what changed; parts after targets."""

    since: str
    """``2026年第10期``."""
    on: date
    targets: tuple[Shift, ...]
    parts: tuple[Shift, ...]
    only_before: tuple[str, ...] = ()
    """Targets that stood in the bulletin before and stand here no more, as ``3-1 name``."""
    only_now: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """All that a meeting's material says of one day.

    ``issue`` is ``2026年第11期``, empty for what is exported without being kept. ``about`` is
    the county, department or project it was narrowed to, in words, and ``body`` that county's
    code; both empty for the whole city.
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
    bodies: tuple[Body, ...]
    projects: tuple[ProjectText, ...]
    targets: tuple[Entry, ...]
    parts: tuple[Entry, ...]
    counts: tuple[Count, ...]
    statements: tuple[Statement, ...]
    difficulties: tuple[Difficulty, ...]
    filings: tuple[DepartmentPunctuality, ...]
    shifts: Shifts | None
    """``None`` where there is no bulletin before."""
    about: str = ""
    body: str = CITY
    format: int = FORMAT

    @cached_property
    def body_by_code(self) -> Mapping[str, Body]:
        """The bodies by their code."""
        return {body.code: body for body in self.bodies}

    @cached_property
    def counties(self) -> tuple[Body, ...]:
        """The counties' governments, in order: one alone where it is narrowed to one."""
        return tuple(body for body in self.bodies if body.county and self.body in {CITY, body.code})

    @cached_property
    def parts_of(self) -> Mapping[tuple[int, int], tuple[Entry, ...]]:
        """The parts by project and target; none for a target that has none."""
        return grouped_by_key(self.parts)

    @cached_property
    def targets_of(self) -> Mapping[int, tuple[Entry, ...]]:
        """The targets by their project."""
        found: dict[int, list[Entry]] = {project.number: [] for project in self.projects}
        for entry in self.targets:
            found[entry.project].append(entry)
        return {number: tuple(entries) for number, entries in found.items()}

    def count(self, project: int = ALL_PROJECTS, body: str = CITY, role: str = "") -> Count:
        """The counts of a project and body; all zero where nothing is to be judged."""
        found = self._counts.get((project, body, role))
        return found or Count(project, body, role, (0,) * len(LAMPS), 0, 0)

    @cached_property
    def _counts(self) -> Mapping[tuple[int, str, str], Count]:
        return {(item.project, item.body, item.role): item for item in self.counts}


def grouped_by_key(entries: Iterable[Entry]) -> dict[tuple[int, int], tuple[Entry, ...]]:
    """Entries by project and target, in their order."""
    found: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.key, []).append(entry)
    return {key: tuple(items) for key, items in found.items()}
