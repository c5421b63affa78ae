"""Contents put side by side, finished for pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bulletins.document.values import Contents, ProjectText
from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import CITY, DepartmentInfo


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project: the whole city's counts, then each county's."""

    project: ProjectText
    cells: Sequence[LampCounts]


def of_counties(contents: Contents) -> list[tuple[DepartmentInfo, LampCounts]]:
    """The counties, in order, each with its counts."""
    return [(item, contents.count(department=item.code)) for item in contents.counties]


def matrix(contents: Contents) -> list[ProjectRow]:
    """Projects × (city, counties)."""
    codes = [CITY, *(item.code for item in contents.counties)]
    return [
        ProjectRow(project, [contents.count(project.number, code) for code in codes])
        for project in contents.projects
    ]
