"""Contents summed up and put side by side, finished for pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bulletins.document.values import CITY, Body, Contents, Count, ProjectText
from dashboards.snapshots.lamp_counts import LampCount
from projects import wording
from projects.rules.values import LAMPS, Lamp


@dataclass(frozen=True, slots=True)
class Standing:
    """Some counts in words."""

    count: Count

    @property
    def lamp(self) -> Lamp:
        """The worst lamp."""
        return self.count.lamp

    @property
    def lamp_word(self) -> str:
        """The lamp's word."""
        return wording.LAMP_WORDS[self.count.lamp]

    @property
    def met_words(self) -> str:
        """k/n: met of applicable."""
        return f"{self.count.met}/{self.count.applicable}"

    @property
    def rate(self) -> str:
        """达标率 in words."""
        return wording.share(self.count.rate)

    @property
    def lamps(self) -> list[LampCount]:
        """How many stand at each lamp, worst first; 计入合计 is no city target's."""
        return [
            LampCount(lamp, wording.LAMP_WORDS[lamp], self.count.at(lamp))
            for lamp in LAMPS
            if lamp is not Lamp.POOLED
        ]

    @property
    def counts(self) -> list[LampCount]:
        """The same of all lamps that occur."""
        return [
            LampCount(lamp, wording.LAMP_WORDS[lamp], self.count.at(lamp))
            for lamp in LAMPS
            if self.count.at(lamp)
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """A project: the whole city's standing, then each county's."""

    project: ProjectText
    cells: Sequence[Standing]


@dataclass(frozen=True, slots=True)
class County:
    """A county's government with its standing."""

    body: Body
    standing: Standing


def of_city(contents: Contents) -> Standing:
    """The city's targets."""
    return Standing(contents.count())


def of_counties(contents: Contents) -> list[County]:
    """The counties, in order."""
    return [County(body, Standing(contents.count(body=body.code))) for body in contents.counties]


def matrix(contents: Contents) -> list[Row]:
    """Projects × (city, counties)."""
    bodies = [CITY, *(body.code for body in contents.counties)]
    return [
        Row(project, [Standing(contents.count(project.number, body)) for body in bodies])
        for project in contents.projects
    ]


def shift_counts(contents: Contents) -> list[tuple[str, int]]:
    """较上次变化 by kind in words, of the city's targets; empty without a bulletin before."""
    found = contents.shifts.targets if contents.shifts else ()
    return list(Counter(shift.kind for shift in found).items())


def side_by_side(before: Contents, now: Contents) -> list[tuple[LampCount, int, int]]:
    """Of each lamp on either day its count now, the count before, and the difference."""
    then, later = before.count(), now.count()
    return [
        (item, then.at(item.lamp), item.count - then.at(item.lamp))
        for item in Standing(later).lamps
        if item.count or then.at(item.lamp)
    ]
