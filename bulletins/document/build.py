"""Contents made of a board, and what a reader may see of them."""

from dataclasses import replace

from bulletins.document.compare_documents import shifts
from bulletins.document.statuses import counts, judged
from bulletins.document.texts import difficulties, filings, statements
from bulletins.document.values import Contents, ProjectText
from dashboards.snapshots.snapshot import Board
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
    found = judged(board)
    bureau = next((body.name for body in found.body_by_code.values() if body.is_bureau), "")
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
        bodies=tuple(found.body_by_code.values()),
        projects=tuple(_project(board, project) for project in board.projects),
        targets=found.targets,
        parts=found.parts,
        counts=counts(board),
        statements=statements(board),
        difficulties=difficulties(board),
        filings=filings(board),
        shifts=None,
    )
    return made if before is None else replace(made, shifts=shifts(before, made))


def seen_by(contents: Contents, officer: Officer | None) -> Contents:
    """Contents with only the texts an officer may read; without an officer all. One query."""
    if officer is None:
        return contents
    keys = {item.report for item in contents.statements}
    keys |= {item.report for item in contents.difficulties}
    visible = Report.objects.visible_to(officer).filter(pk__in=keys)
    seen = set(visible.order_by().values_list("pk", flat=True))
    return replace(
        contents,
        statements=tuple(item for item in contents.statements if item.report in seen),
        difficulties=tuple(item for item in contents.difficulties if item.report in seen),
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
