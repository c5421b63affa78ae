"""All changes of a report's state, by the table ``TRANSITIONS``, and replies.

A step is compare-and-swap: of two simultaneous requests one succeeds and the other gets
:class:`EditConflict`. Each step and each changed figure leaves an audit row in its transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Officer
from departments.permissions import Capability
from projects.models import Assignment
from projects.rules.values import Measure, Rating
from reports.actions.save_report import audit_figures, figures_of, locked_to
from reports.carried import contradicts_itself
from reports.models import Evidence, Measurement, Reply, Report
from reports.models.measurement import VALIDITY, assign_validity
from reports.notes import post_approval, post_reply, post_return
from reports.problems import names_problem

State = Report.State
REPORT, ENDORSE, REVIEW = Capability.REPORT, Capability.ENDORSE, Capability.REVIEW


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: who may take a report from one state to another."""

    name: str
    label: str
    source: Report.State
    target: Report.State
    capability: Capability
    own_department: bool
    needs_reason: bool = False
    four_eyes: bool = False
    before_opened: bool = False
    """Whether it is open only until the bureau has opened the report."""

    def is_for(self, report: Report, user: Officer) -> bool:
        """Whether ``user`` may take this step with ``report`` in the right state."""
        is_own = user.department_id == report.department_id
        return user.can(self.capability) and (is_own or not self.own_department)

    def is_barred(self, report: Report, user: Officer) -> bool:
        """Whether ``user`` wrote the report last, and therefore must not pass it."""
        return self.four_eyes and report.author_id == user.pk

    def is_open_to(self, report: Report, user: Officer) -> bool:
        """Whether ``user`` may take this step with ``report`` as it stands."""
        is_theirs = self.is_for(report, user) and not self.is_barred(report, user)
        return report.state == self.source and is_theirs and not self.is_too_late(report)

    def is_too_late(self, report: Report) -> bool:
        """Whether the bureau has opened the report, and the step was for the time before."""
        return self.before_opened and report.opened_at is not None


TRANSITIONS: tuple[Transition, ...] = (
    Transition("submit", "提交", State.DRAFT, State.SUBMITTED, REPORT, True),
    Transition("submit", "提交", State.RETURNED, State.SUBMITTED, REPORT, True),
    Transition("withdraw", "撤回", State.SUBMITTED, State.DRAFT, REPORT, True),
    Transition(
        "endorse", "审核通过", State.SUBMITTED, State.ENDORSED, ENDORSE, True, four_eyes=True
    ),
    Transition("return", "退回", State.SUBMITTED, State.RETURNED, ENDORSE, True, True),
    Transition(
        "recall", "收回", State.ENDORSED, State.SUBMITTED, ENDORSE, True, before_opened=True
    ),
    Transition("approve", "通过", State.ENDORSED, State.APPROVED, REVIEW, False, four_eyes=True),
    Transition("return", "退回", State.ENDORSED, State.RETURNED, REVIEW, False, True),
    Transition("reopen", "重新打开", State.APPROVED, State.RETURNED, REVIEW, False, True),
)


TAKEN_BACK = {"withdraw": "submitted_at", "recall": "endorsed_at"}
"""The moment that a step takes back, by its name."""


def available(report: Report, user: Officer) -> list[Transition]:
    """The steps open to an officer; of an older revision ``transition`` refuses each."""
    return [step for step in TRANSITIONS if step.is_open_to(report, user)]


def is_own_work(report: Report, user: Officer) -> bool:
    """Whether ``report`` waits for this officer's role, but somebody else must pass it."""
    return any(
        step.source == report.state and step.is_for(report, user) and step.is_barred(report, user)
        for step in TRANSITIONS
    )


def passing_step(user: Officer) -> Transition | None:
    """The step by which an officer passes reports; None for officers without a queue."""
    return next(
        (step for step in TRANSITIONS if step.four_eyes and user.can(step.capability)), None
    )


def queue_for(user: Officer) -> Report.State | None:
    step = passing_step(user)
    return step.source if step else None


NOT_THE_SAME = "“进展情况”写的是与上期相同，而数据已与上期不同"
OPENED = "市教育局已打开这份报告，不能收回；如需修改，请联系市教育局退回。"
OWN_WORK = "这份报告由您本人填报，须由另一位审核人通过；如有问题，您可以退回。"


def transition(
    report: Report,
    name: str,
    user: Officer,
    *,
    reason: str = "",
    ratings: Mapping[int, str] | None = None,
    client_ip: str | None = None,
) -> Report:
    """Take the step ``name`` and return the resulting report (a new one when reopened).

    ``ratings`` maps assignments' keys to the reviewer's ratings and is needed when
    approving a report with rated targets. Raises ActionNotAllowed or EditConflict.
    """
    step = _open_step(report, name, user)
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise ActionNotAllowed("请写明理由，以便对方知道如何修改。")
    with transaction.atomic():
        result = _take(report, step, user, reason, ratings or {}, client_ip)
        AuditEntry.objects.create(
            officer=user,
            action=step.label,
            subject=str(report),
            subject_key=report.audit_key,
            before={"状态": step.source.label, "版次": report.revision},
            after={"状态": step.target.label, "版次": result.revision, **user.posts},
            reason=reason,
            client_ip=client_ip,
        )
        if step.needs_reason:
            post_return(result, user, reason)
        if step.name == "approve":
            post_approval(result)
    return result


def _open_step(report: Report, name: str, user: Officer) -> Transition:
    """The step ``name``; raises ActionNotAllowed or EditConflict if it is not open."""
    theirs = [step for step in TRANSITIONS if step.name == name and step.is_for(report, user)]
    if not theirs:
        raise ActionNotAllowed("您的角色不能进行这一步操作。")
    step = next((step for step in theirs if step.source == report.state), None)
    if step is None:
        state = report.get_state_display()
        raise EditConflict(f"该报告现为“{state}”，可能已由他人处理。")
    if step.is_barred(report, user):
        raise ActionNotAllowed(OWN_WORK)
    if step.is_too_late(report):
        raise ActionNotAllowed(OPENED)
    return step


def check_seen(report: Report, version: int | None) -> None:
    """Raise EditConflict when ``report`` has changed since ``version``, which the officer saw."""
    if version is not None and version != report.version:
        raise EditConflict("这份报告在您打开之后已有改动，请核对下面的最新内容后再办理。")


def _take(
    report: Report,
    step: Transition,
    user: Officer,
    reason: str,
    ratings: Mapping[int, str],
    client_ip: str | None,
) -> Report:
    if step.name == "reopen":
        return _reopen(report, reason)
    changes = _changes(report, step, reason)
    # The bureau may open the report in the same moment.
    unopened = Report.objects.filter(opened_at=None) if step.before_opened else Report.objects.all()
    unopened.compare_and_swap(report, step.source, changes)
    if step.name == "approve":
        _rate(report, ratings, user, client_ip)
        _bring_into_force(report)
    return report


def _changes(report: Report, step: Transition, reason: str) -> dict[str, object]:
    """The fields that a step changes; raises ActionNotAllowed if the report is incomplete."""
    changes: dict[str, object] = {"state": step.target}
    if step.name == "submit":
        check_complete(report)
        changes["submitted_at"] = report.submitted_at or timezone.now()
    if step.name == "endorse":
        changes |= {"endorsed_at": report.endorsed_at or timezone.now(), "opened_at": None}
    # A returned or reopened report stays submitted, so that a lock cannot shut it out, and has
    # reached the bureau whatever happens later.
    if step.name in TAKEN_BACK and report.revision == 1 and not report.return_reason:
        changes[TAKEN_BACK[step.name]] = None
    if step.needs_reason:
        changes["return_reason"] = reason
    if step.name == "approve":
        changes |= {"approved_at": timezone.now(), "return_reason": ""}
    return changes


def withdrawal_is_late(report: Report, on: date) -> bool:
    """Whether a report that is withdrawn on a day can only reach the bureau late."""
    return report.endorsed_at is None and report.period.due < on


def note_opened(report: Report, user: Officer) -> None:
    """Keep that the bureau has opened a report that waits for it; its approver recalls it no more.

    One query, the first time alone.
    """
    waits = report.state == State.ENDORSED and report.opened_at is None
    if waits and user.can(REVIEW):
        now = timezone.now()
        Report.objects.filter(pk=report.pk, state=State.ENDORSED, opened_at=None).update(
            opened_at=now
        )
        report.opened_at = now


def check_complete(report: Report) -> None:
    """Raise ActionNotAllowed unless a report may be submitted."""
    if report.is_new and (sentence := locked_to(report.department, report.period)):
        raise ActionNotAllowed(sentence)
    if not report.progress.strip():
        raise ActionNotAllowed("请填写“进展情况”后再提交。")
    if contradicts_itself(report):
        raise ActionNotAllowed(f"{NOT_THE_SAME}。请写明本期的进展后再提交。")


def _reopen(report: Report, reason: str) -> Report:
    """Add an editable revision; the approved one stays as it is."""
    Report.objects.compare_and_swap(report, State.APPROVED, {})
    revision = Report(
        project=report.project,
        department=report.department,
        period=report.period,
        revision=report.revision + 1,
        state=State.RETURNED,
        return_reason=reason,
        # Versions continue, so that a form of an older revision is not taken for one of this.
        version=report.version + 1,
        author=report.author,
        submitted_at=report.submitted_at,
        endorsed_at=report.endorsed_at,
        carried_from_id=report.carried_from_id,
        **report.texts,
    )
    try:
        with transaction.atomic():
            revision.save()
    except IntegrityError as error:
        raise EditConflict("该报告已重新打开，正在修改中。") from error
    copies = list(report.measurements.all())
    for copy in copies:
        copy.pk, copy.report, copy.is_first = None, revision, False
        copy.period_end = copy.valid_from = copy.valid_to = copy.revised_on = None
    Measurement.objects.bulk_create(copies)
    files = list(report.evidence.all())
    for file in files:
        file.pk, file.report = None, revision
    Evidence.objects.bulk_create(files)
    return revision


def _rate(report: Report, ratings: Mapping[int, str], user: Officer, client_ip: str | None) -> None:
    before = figures_of(report)
    for assignment in rated_assignments(report):
        rating = ratings.get(assignment.pk, "")
        if rating not in list(Rating):
            raise ActionNotAllowed(f"请先为目标“{assignment.target.name}”选择评定结果。")
        Measurement.objects.update_or_create(
            report=report, assignment=assignment, defaults={"rating": rating}
        )
    audit_figures(report, before, user, client_ip)


def rated_assignments(report: Report) -> QuerySet[Assignment]:
    return (
        Assignment.objects.reported()
        .filter(
            department=report.department,
            target__project=report.project,
            target__measure=Measure.RATING,
        )
        .select_related("target__project")
        .order_by("target__number")
    )


def _bring_into_force(report: Report) -> None:
    """Replace older figures by the report's, locked against simultaneous approvals."""
    figured = Assignment.objects.filter(measurements__report=report)
    assignments = list(figured.order_by("pk").select_for_update(of=("self",)))
    approved = list(
        Measurement.objects.filter(
            assignment__in=assignments, report__state=State.APPROVED
        ).select_related("report__period")
    )
    assign_validity(approved)
    Measurement.objects.bulk_update(approved, VALIDITY)


def may_reply(report: Report, user: Officer) -> bool:
    """Whether an officer may reply: a reviewer, to a submitted report that names a problem."""
    is_open = not report.is_editable and names_problem(report.problems)
    return user.can(Capability.REVIEW) and is_open


def reply(
    report: Report, text: str, user: Officer, *, version: int | None, client_ip: str | None
) -> Reply:
    """Add a reviewer's reply to the problems of a report as it was seen in ``version``.

    Raises ActionNotAllowed when there is nothing to reply to, EditConflict when the report has
    changed.
    """
    with transaction.atomic():
        now = Report.objects.select_for_update().get(pk=report.pk)
        if now.state != report.state:
            raise EditConflict(f"该报告现为“{now.get_state_display()}”，可能已由他人处理。")
        check_seen(now, version)
        if not may_reply(now, user):
            raise ActionNotAllowed("市局审核只能答复已提交、并写有存在问题的报告。")
        created = Reply.objects.create(report=report, text=text, officer=user)
        AuditEntry.objects.create(
            officer=user,
            action="答复问题",
            subject=str(report),
            subject_key=report.audit_key,
            after={"答复": text},
            client_ip=client_ip,
        )
        post_reply(created)
    return created
