"""A document's counts arranged side by side for pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bulletins.document.frozen import BulletinDocument, ProjectText
from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import CITY, DepartmentInfo


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project: the whole city's counts, then each county's."""

    project: ProjectText
    cells: Sequence[LampCounts]


def of_counties(document: BulletinDocument) -> list[tuple[DepartmentInfo, LampCounts]]:
    """The counties, in order, each with its counts."""
    return [(item, document.count(department=item.code)) for item in document.counties]


def matrix(document: BulletinDocument) -> list[ProjectRow]:
    """Projects × (city, counties)."""
    codes = [CITY, *(item.code for item in document.counties)]
    return [
        ProjectRow(project, [document.count(project.number, code) for code in codes])
        for project in document.projects
    ]
