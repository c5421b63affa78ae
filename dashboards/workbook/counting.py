"""Counts by lamp of what a workbook is about, whatever it was narrowed to."""

from collections.abc import Sequence

from dashboards.contents.values import ALL_PROJECTS, CITY, Contents, Count
from projects import wording
from projects.rules import LAMPS


def counted(contents: Contents, body: str = CITY) -> Count:
    """The counts of a body, or of the city, in all projects that the contents hold."""
    found = [contents.count(project.number, body) for project in contents.projects]
    return Count(
        project=ALL_PROJECTS,
        body=body,
        role="",
        lamps=tuple(_at_lamp(found, place) for place in range(len(LAMPS))),
        met=sum(count.met for count in found),
        applicable=sum(count.applicable for count in found),
    )


def _at_lamp(counts: Sequence[Count], place: int) -> int:
    return sum(count.lamps[place] for count in counts)


def cell_words(count: Count) -> str:
    """``黄·滞后 1/3``: the worst lamp and how many of the applicable are met."""
    if not count.total:
        return wording.NO_DATA
    word = wording.LAMP_WORDS[count.lamp]
    return f"{word} {count.met}/{count.applicable}" if count.applicable else word
