"""Contents narrowed to one county, department or project: what its own meeting needs."""

from collections.abc import Collection
from dataclasses import replace

from bulletins.document.values import Body, Contents, Entry, Shift, Shifts


def of_body(contents: Contents, code: str) -> Contents:
    """What concerns a department; raises KeyError for one that answers for nothing.

    A county's: its own parts alone, which stand in the targets' place. Another department's:
    the projects it leads or supports, with all that belongs to them.
    """
    body = contents.body_by_code[code]
    return _of_county(contents, body) if body.is_county else _of_department(contents, body)


def of_project(contents: Contents, number: int) -> Contents:
    """What concerns a project; raises KeyError for one that the plan does not have."""
    project = next((item for item in contents.projects if item.number == number), None)
    if project is None:
        raise KeyError(number)
    kept = _of_projects(contents, {number})
    owing = {*project.leads, *project.supports}
    return replace(
        kept,
        about=f"项目{project.number} {project.name}",
        filings=tuple(item for item in contents.filings if item.body in owing),
    )


def _of_county(contents: Contents, body: Body) -> Contents:
    parts = tuple(entry for entry in contents.parts if entry.body == body.code)
    numbers = {entry.project for entry in parts}
    kept = _of_projects(contents, numbers)
    shifts = kept.shifts and replace(
        kept.shifts, targets=_own(contents, kept.shifts, body.code), parts=()
    )
    return replace(
        kept,
        about=body.short,
        body=body.code,
        targets=parts,
        parts=parts,
        statements=tuple(item for item in kept.statements if item.body == body.code),
        difficulties=tuple(item for item in contents.difficulties if item.body == body.code),
        filings=tuple(item for item in contents.filings if item.body == body.code),
        shifts=shifts,
    )


def _own(contents: Contents, shifts: Shifts, code: str) -> tuple[Shift, ...]:
    """The shifts of a body's parts; of a target it answers for alone, the target's."""
    own = tuple(item for item in shifts.parts if item.body == code)
    alone = {
        key for key, parts in contents.parts_of.items() if len(parts) == 1 and parts[0].body == code
    }
    return own + tuple(item for item in shifts.targets if (item.project, item.target) in alone)


def _of_department(contents: Contents, body: Body) -> Contents:
    numbers = {
        project.number
        for project in contents.projects
        if body.code in {*project.leads, *project.supports}
    }
    return replace(
        _of_projects(contents, numbers),
        about=body.name,
        filings=tuple(item for item in contents.filings if item.body == body.code),
    )


def _of_projects(contents: Contents, numbers: Collection[int]) -> Contents:
    def entries(found: Collection[Entry]) -> tuple[Entry, ...]:
        return tuple(entry for entry in found if entry.project in numbers)

    def shifted(found: Collection[Shift]) -> tuple[Shift, ...]:
        return tuple(item for item in found if item.project in numbers)

    shifts = contents.shifts
    return replace(
        contents,
        projects=tuple(item for item in contents.projects if item.number in numbers),
        targets=entries(contents.targets),
        parts=entries(contents.parts),
        statements=tuple(item for item in contents.statements if item.project in numbers),
        difficulties=tuple(item for item in contents.difficulties if item.project in numbers),
        shifts=shifts
        and replace(shifts, targets=shifted(shifts.targets), parts=shifted(shifts.parts)),
    )
