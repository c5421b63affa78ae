"""An officer's due days and checkpoints, for the calendar page and its .ics file.

Officers see those of their own department, the bureau's reviewers and leaders see all. The number
of queries does not depend on the number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse

from departments.models import Department, Officer
from departments.permissions import Capability
from projects import wording
from projects.change_requests.models import ChangeRequest, extended_days
from projects.models import Amendments, Assignment, Plan, Responsibility, Target
from projects.rules.values import Goal, Scope
from reports.models import Period, Unlock
from reports.obligations import Obligation, obligations, punctuality


class EventKind(StrEnum):
    DUE = "due"
    CHECKPOINT = "checkpoint"


KIND_WORDS = {EventKind.DUE: "报送截止", EventKind.CHECKPOINT: "节点"}


@dataclass(frozen=True, slots=True)
class Event:
    """One due day or checkpoint; ``key`` stays the same if its day or texts change.

    ``department`` is set on a calendar of all departments if the event concerns only one.
    """

    day: date
    kind: EventKind
    key: str
    title: str
    detail: str
    path: str
    is_late: bool = False
    department: Department | None = None

    @property
    def whole_title(self) -> str:
        """The title with its department, for texts without a link."""
        return f"{self.department} {self.title}" if self.department else self.title

    @property
    def kind_word(self) -> str:
        """``报送截止`` or ``节点``."""
        return KIND_WORDS[self.kind]


def agenda(user: Officer, on: date) -> list[Event]:
    """All due days and checkpoints of an officer as of a day, sorted."""
    events = [*due_days(user, on), *checkpoint_days(user, on)]
    return sorted(events, key=lambda event: (event.day, event.kind != EventKind.DUE))


def due_days(user: Officer, on: date) -> Iterator[Event]:
    """The due days of the periods the officer's departments report for."""
    responsibilities = Responsibility.objects.all()
    unlocks = Unlock.objects.none()
    if not user.can(Capability.SEE_CITY):
        responsibilities = responsibilities.filter(department=user.department_id)
        unlocks = Unlock.objects.in_force(on).filter(department=user.department_id)
    owed: dict[Period, list[Obligation]] = defaultdict(list)
    for item in obligations(list(responsibilities), Period.objects.all(), on):
        owed[item.period].append(item)
    until = dict(unlocks.values_list("period", "until"))
    scope = "全市" if user.can(Capability.SEE_CITY) else ""
    for period, items in owed.items():
        unlocked = until.get(period.pk)
        counts = punctuality(items)
        text = f"{scope}应报 {counts.due} 份，{_missing_text(period, on, counts.missing)}"
        path = _reports_path(user, period, on, is_unlocked=unlocked is not None)
        key, title = f"due-{period.code}", f"{period}报告截止"
        is_late = any(item.is_overdue for item in items)
        yield Event(period.due, EventKind.DUE, key, title, text, path, is_late)
        if unlocked is not None:
            key, title = f"unlocked-{period.code}", f"{period}报告补报截止（已解锁）"
            yield Event(unlocked, EventKind.DUE, key, title, text, path)


def _missing_text(period: Period, on: date, missing: int) -> str:
    if on < period.opens:
        return f"{period.opens:%Y-%m-%d} 起填报"
    return f"还有 {missing} 份未报" if missing else "已全部报送"


def _reports_path(user: Officer, period: Period, on: date, *, is_unlocked: bool) -> str:
    is_open = period.opens <= on and (is_unlocked or not period.is_locked)
    if is_open and user.can(Capability.REPORT):
        return reverse("worklist")
    return f"{reverse('report_list')}?period={period.code}"


def checkpoint_days(user: Officer, on: date) -> Iterator[Event]:
    """The checkpoints of the officer's department, or of all targets.

    Extensions (延期) accepted by ``on`` count; closed assignments (办结) have no checkpoints.
    """
    accepted = ChangeRequest.objects.accepted_by(on)
    granted = _Granted(extended_days(accepted), on)
    assignments = (
        Assignment.objects.current()
        .filter(exemption_reason="")
        .select_related("target__project__plan", "department")
        .prefetch_related("target__checkpoints")
        .order_by("target__project__number", "target__number", "department__order")
    )
    if user.can(Capability.SEE_CITY):
        changed = assignments.filter(pk__in=accepted.values("assignment"))
        yield from _of_city(changed, granted)
        return
    for item in assignments.filter(department=user.department_id):
        yield from _of_goal(item.target, granted.goal(item))


@dataclass(frozen=True, slots=True)
class _Granted:
    """The extensions and closings in force on a day."""

    extended: Mapping[int, Mapping[int, date]]
    on: date

    def goal(self, assignment: Assignment) -> Goal:
        own = Amendments(self.extended.get(assignment.pk, {}), assignment.is_closed(self.on))
        target = assignment.target
        return target.goal(target.project.plan, assignment, own)


def _of_city(changed: Iterable[Assignment], granted: _Granted) -> Iterator[Event]:
    """All targets' checkpoints, and extended days of single departments with their names.

    A change granted to the one department responsible for the whole city applies to the target.
    """
    alone = {item.target_id: item for item in changed if item.target.scope == Scope.CITY}
    targets = (
        Target.objects.filter(ended_on__isnull=True)
        .select_related("project__plan")
        .prefetch_related("checkpoints")
        .order_by("project__number", "number")
    )
    for target in targets:
        own = alone.get(target.pk)
        goal = granted.goal(own) if own else target.goal(target.project.plan)
        yield from _of_goal(target, goal)
    for item in changed:
        if item.target_id not in alone:
            yield from _of_goal(item.target, granted.goal(item), item.department)


def _inferred(due: date, plan: Plan) -> str:
    whence = "按方案结束日" if due == plan.end else "时限为推定"
    return f"；原文没有写明时限，{whence}"


def _of_goal(target: Target, goal: Goal, extended_for: Department | None = None) -> Iterator[Event]:
    """A goal's checkpoints, or with ``extended_for`` only that department's extended ones."""
    if goal.is_closed:
        return
    pairs = zip(target.checkpoints.all(), goal.checkpoints, strict=True)
    for checkpoint, promised in pairs:
        if extended_for and promised.original_due is None:
            continue
        detail = wording.goal(goal, target.unit, promised)
        if promised.original_due:
            detail += f"；已同意延期，原时限 {promised.original_due:%Y-%m-%d}"
        elif checkpoint.is_inferred:
            detail += _inferred(promised.due, target.project.plan)
        key = f"checkpoint-{target.code}-{checkpoint.pk}"
        yield Event(
            promised.due,
            EventKind.CHECKPOINT,
            f"{key}-{extended_for.code}" if extended_for else key,
            str(target),
            detail,
            reverse("target_detail", args=[target.project.number, target.number]),
            department=extended_for,
        )
