"""Build a snapshot's document, and keep the texts that a user may see."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.conf import settings

from bulletins.document.corrections import corrected_figures
from bulletins.document.frozen import (
    ALL_PROJECTS,
    BulletinDocument,
    CountsOf,
    Previous,
    PreviousStatus,
    ProjectText,
)
from bulletins.document.texts import problems, punctuality, statements
from dashboards.changes.compare import compare
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.corrected_days import corrected_days
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import CITY
from dashboards.summaries import answered_targets
from departments.models import Officer
from projects import reasons
from projects.models import Project, Responsibility
from projects.rules.values import VERSION
from reports.models import Report


def document_of(
    snapshot: Snapshot,
    user: Officer | None,
    before: BulletinDocument | None = None,
    issue: str = "",
    month_before: Snapshot | None = None,
) -> BulletinDocument:
    """The complete document of the snapshot's day, whoever may read it; see ``seen_by``.

    ``user`` is named as who fills it in; ``before`` is the bulletin that it is compared with;
    ``issue`` is its own number in words. The figures of ``month_before``, or else those of
    ``before``, stand beside its own. Six queries, and one more unless the user's
    department is loaded.
    """
    bureau = next((item.name for item in snapshot.department_infos if item.is_bureau), "")
    of_departments, of_projects = punctuality(snapshot)
    document = BulletinDocument(
        title=snapshot.plan.title,
        document_number=snapshot.plan.document_number,
        on=snapshot.on,
        issue=issue,
        unit=user.department.name if user and user.department else bureau,
        filled_by=user.name if user else "",
        phone=user.phone if user else "",
        is_demo=Officer.objects.filter(is_demo=True).exists(),
        yellow=snapshot.thresholds.yellow,
        red=snapshot.thresholds.red,
        rules=tuple(reasons.rule_sentences(snapshot.thresholds)),
        rules_version=VERSION,
        departments=snapshot.department_infos,
        projects=tuple(_project(snapshot, project) for project in snapshot.projects),
        targets=snapshot.targets,
        assignments=snapshot.assignments,
        counts=tuple(item for item in _counts(snapshot) if item.counts.total),
        statements=statements(snapshot),
        problems=problems(snapshot),
        punctuality=of_departments,
        project_punctuality=of_projects,
        changes=None,
        corrections=corrected_figures(snapshot),
        corrected_terms=tuple(corrected_days([snapshot]).texts),
        ranks_timeliness=settings.RANK_TIMELINESS,
        previous=_previous(month_before or before),
    )
    if before is None:
        return document
    return replace(document, changes=compare(before, document, before.issue))


def seen_by(document: BulletinDocument, user: Officer | None) -> BulletinDocument:
    """The document with only the texts a user may read; all texts without a user. One query."""
    if user is None:
        return document
    keys = {item.report for item in document.statements}
    keys |= {item.report for item in document.problems}
    visible = Report.objects.visible_to(user).filter(pk__in=keys)
    readable = set(visible.order_by().values_list("pk", flat=True))
    return replace(
        document,
        statements=tuple(item for item in document.statements if item.report in readable),
        problems=tuple(item for item in document.problems if item.report in readable),
    )


def _previous(day: Snapshot | BulletinDocument | None) -> Previous | None:
    if day is None:
        return None
    statuses = tuple(
        PreviousStatus(
            project=status.project,
            target=status.target,
            department=status.department,
            value_text=status.shown_text,
            has_data=status.has_data,
            value=status.value,
            rating=status.rating,
            cycle=status.cycle,
            lamp=status.lamp,
            is_met=status.is_met,
        )
        for status in (*day.targets, *day.assignments)
    )
    return Previous(day.issue if isinstance(day, BulletinDocument) else "", day.on, statuses)


def _project(snapshot: Snapshot, project: Project) -> ProjectText:
    own = [item for item in snapshot.responsibilities if item.project_id == project.pk]
    codes = {
        role: tuple(item.department.code for item in own if item.role == role)
        for role in Responsibility.Involvement.values
    }
    return ProjectText(
        number=project.number,
        name=project.name,
        theme=project.get_theme_display() if project.theme else "",
        text=project.text,
        responsibility_text=project.responsibility_text,
        leads=codes[Responsibility.Involvement.LEAD],
        supports=codes[Responsibility.Involvement.SUPPORT],
    )


def _counts(snapshot: Snapshot) -> Iterator[CountsOf]:
    """The counts of the city, of every department, and of each department in every project."""
    yield CountsOf(ALL_PROJECTS, CITY, "", snapshot.city)
    answering = {item.department for item in snapshot.responsibilities}
    departments = sorted(answering, key=lambda item: item.order)
    for item in departments:
        yield _counted(snapshot.of_department(item), department=item.code)
        for role in (Responsibility.Involvement.LEAD, Responsibility.Involvement.SUPPORT):
            answered = answered_targets(snapshot, item, role)
            yield _counted(answered, department=item.code, role=role.value)
    for project in snapshot.projects:
        yield _counted(snapshot.of_project(project), project.number)
        for item in departments:
            yield _counted(snapshot.of_department(item, project), project.number, item.code)


def _counted(
    assessed: Iterable[Assessment],
    project: int = ALL_PROJECTS,
    department: str = CITY,
    role: str = "",
) -> CountsOf:
    counts = count_lamps(item.evaluation for item in assessed)
    return CountsOf(project, department, role, counts)
