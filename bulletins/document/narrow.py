"""Narrow a document to one county, department or project, for its own meeting."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from bulletins.document.frozen import (
    ALL_PROJECTS,
    BulletinDocument,
    CountsOf,
    DepartmentPunctuality,
    ProjectPunctuality,
    Statement,
)
from dashboards.changes.compare import Change, Comparison
from dashboards.snapshots.lamp_counts import added
from dashboards.snapshots.target_status import DepartmentInfo, TargetStatus
from reports.reported_problem import ReportedProblem

Item = TypeVar("Item", TargetStatus, Change, Statement, ReportedProblem)


def of_department(document: BulletinDocument, code: str) -> BulletinDocument:
    """A department's part; raises KeyError for one that answers for nothing.

    For a county: only its own assignments, in place of the targets. For another department: the
    projects it leads or supports, with all that belongs to them.
    """
    item = document.department_by_code[code]
    return _of_county(document, item) if item.is_county else _of_department(document, item)


def of_project(document: BulletinDocument, number: int) -> BulletinDocument:
    """A project's part; raises KeyError for one that the plan does not have.

    What a bulletin kept of all projects together, as earlier formats did of reporting, is left out.
    """
    project = next((item for item in document.projects if item.number == number), None)
    if project is None:
        raise KeyError(number)
    kept = _of_projects(document, {number})
    return replace(
        kept,
        about=f"项目{project.number} {project.name}",
        counts=tuple(_counts(kept)),
        punctuality=tuple(_punctuality(document, number)),
    )


def _punctuality(document: BulletinDocument, number: int) -> Iterator[DepartmentPunctuality]:
    """How each department reports on a project."""
    own: dict[tuple[str, str], ProjectPunctuality] = {
        (item.department, item.kind): item
        for item in document.project_punctuality or ()
        if item.project == number
    }
    for row in document.punctuality:
        item = own.get((row.department, row.kind))
        if item is not None:
            missing = tuple(project for project in row.missing if project == number)
            yield replace(row, newest=item.newest, year=item.year, missing=missing)


def _counts(kept: BulletinDocument) -> Iterator[CountsOf]:
    """The counts in the projects that a document was narrowed to, and their sums."""
    numbers = {project.number for project in kept.projects}
    of_projects = [item for item in kept.counts if item.project in numbers]
    for code in dict.fromkeys(item.department for item in of_projects):
        counts = added(item.counts for item in of_projects if item.department == code)
        yield CountsOf(ALL_PROJECTS, code, "", counts)
    yield from of_projects


def _of_county(document: BulletinDocument, county: DepartmentInfo) -> BulletinDocument:
    own = tuple(status for status in document.assignments if status.department == county.code)
    kept = _of_projects(document, {status.project for status in own})
    return replace(
        kept,
        about=county.short,
        department=county.code,
        owner=county.code,
        targets=own,
        assignments=own,
        statements=tuple(item for item in kept.statements if item.department == county.code),
        problems=tuple(item for item in document.problems if item.department == county.code),
        punctuality=tuple(item for item in document.punctuality if item.department == county.code),
        changes=kept.changes
        and replace(
            kept.changes, targets=_own(document, kept.changes, county.code), assignments=()
        ),
    )


def _own(document: BulletinDocument, changes: Comparison, code: str) -> tuple[Change, ...]:
    """A department's changes; for a target it alone answers for, the target's change."""
    own = tuple(item for item in changes.assignments if item.department == code)
    alone = {
        key
        for key, statuses in document.assignments_of.items()
        if len(statuses) == 1 and statuses[0].department == code
    }
    return own + tuple(item for item in changes.targets if item.key in alone)


def _of_department(document: BulletinDocument, department: DepartmentInfo) -> BulletinDocument:
    numbers = {
        project.number
        for project in document.projects
        if department.code in {*project.leads, *project.supports}
    }
    kept = _of_projects(document, numbers)
    return replace(
        kept,
        about=department.name,
        owner=department.code,
        counts=tuple(_counts(kept)),
        punctuality=tuple(
            item for item in document.punctuality if item.department == department.code
        ),
    )


def _of_projects(document: BulletinDocument, numbers: Collection[int]) -> BulletinDocument:
    def own(items: Collection[Item]) -> tuple[Item, ...]:
        return tuple(item for item in items if item.project in numbers)

    changes = document.changes
    return replace(
        document,
        projects=tuple(item for item in document.projects if item.number in numbers),
        targets=own(document.targets),
        assignments=own(document.assignments),
        statements=own(document.statements),
        problems=own(document.problems),
        changes=changes
        and replace(changes, targets=own(changes.targets), assignments=own(changes.assignments)),
    )
