"""Contents made of a board, and what a reader may see of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bulletins.document.texts import filings, problems, statements
from bulletins.document.values import ALL_PROJECTS, Contents, CountsOf, ProjectText
from dashboards.changes.compare import compare
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.snapshot import Board
from dashboards.snapshots.target_status import CITY
from dashboards.summaries import answered_targets
from departments.models import Officer
from projects import wording
from projects.models import Project, Responsibility
from projects.rules.values import VERSION
from reports.models import Report


def contents_of(
    board: Board, officer: Officer | None, before: Contents | None = None, issue: str = ""
) -> Contents:
    """All that can be told of the board's day, whoever may read it; see ``seen_by``.

    ``officer`` is named as who fills it in; ``before`` is the bulletin that it is compared with;
    ``issue`` is its own number in words. Five queries, and one more where the officer's
    department is not at hand.
    """
    bureau = next((item.name for item in board.department_infos if item.is_bureau), "")
    made = Contents(
        title=board.plan.title,
        document_number=board.plan.document_number,
        on=board.on,
        issue=issue,
        unit=officer.department.name if officer and officer.department else bureau,
        filled_by=officer.name if officer else "",
        phone=officer.phone if officer else "",
        is_demo=Officer.objects.filter(is_demo=True).exists(),
        yellow=board.thresholds.yellow,
        red=board.thresholds.red,
        rules=tuple(wording.rule_sentences(board.thresholds)),
        rules_version=VERSION,
        departments=board.department_infos,
        projects=tuple(_project(board, project) for project in board.projects),
        targets=board.targets,
        assignments=board.assignments,
        counts=tuple(item for item in _counts(board) if item.counts.total),
        statements=statements(board),
        problems=problems(board),
        filings=filings(board),
        changes=None,
    )
    return made if before is None else replace(made, changes=compare(before, made, before.issue))


def seen_by(contents: Contents, officer: Officer | None) -> Contents:
    """Contents with only the texts an officer may read; without an officer all. One query."""
    if officer is None:
        return contents
    keys = {item.report for item in contents.statements}
    keys |= {item.report for item in contents.problems}
    visible = Report.objects.visible_to(officer).filter(pk__in=keys)
    seen = set(visible.order_by().values_list("pk", flat=True))
    return replace(
        contents,
        statements=tuple(item for item in contents.statements if item.report in seen),
        problems=tuple(item for item in contents.problems if item.report in seen),
    )


def _project(board: Board, project: Project) -> ProjectText:
    own = [item for item in board.responsibilities if item.project_id == project.pk]
    codes = {
        role: tuple(item.department.code for item in own if item.role == role)
        for role in Responsibility.Role.values
    }
    return ProjectText(
        number=project.number,
        name=project.name,
        theme=project.get_theme_display() if project.theme else "",
        text=project.text,
        responsibility_text=project.responsibility_text,
        leads=codes[Responsibility.Role.LEAD],
        supports=codes[Responsibility.Role.SUPPORT],
    )


def _counts(board: Board) -> Iterator[CountsOf]:
    """The counts of the city, of every department that reports, of each in every project."""
    yield CountsOf(ALL_PROJECTS, CITY, "", board.city)
    answering = {item.department for item in board.responsibilities}
    departments = sorted(answering, key=lambda item: item.order)
    for item in departments:
        yield _counted(board.of_department(item), department=item.code)
        for role in (Responsibility.Role.LEAD, Responsibility.Role.SUPPORT):
            answered = answered_targets(board, item, role)
            yield _counted(answered, department=item.code, role=role.value)
    for project in board.projects:
        yield _counted(board.of_project(project), project.number)
        for item in departments:
            yield _counted(board.of_department(item, project), project.number, item.code)


def _counted(
    assessed: Iterable[Assessment],
    project: int = ALL_PROJECTS,
    department: str = CITY,
    role: str = "",
) -> CountsOf:
    counts = count_lamps(item.standing for item in assessed)
    return CountsOf(project, department, role, counts)
