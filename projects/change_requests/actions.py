"""Request an extension (延期) or a closing (办结) of an assignment, and decide on requests.

Each change is a compare-and-swap on the request's state and writes an audit row in its transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Officer
from departments.permissions import Capability
from projects.change_requests.models import (
    DECISION_LIMIT,
    ChangeRequest,
    RequestFile,
    extended_days,
)
from projects.change_requests.notes import post_decision, post_request
from projects.models import Assignment, Checkpoint
from uploads.store import CheckedFile, open_file_store

Kind = ChangeRequest.Kind
State = ChangeRequest.State
STEPS = {"accept": State.ACCEPTED, "refuse": State.REFUSED, "withdraw": State.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Wish:
    """A request's content: an extension has a checkpoint and a new due day, a closing neither."""

    kind: str
    reason: str
    checkpoint: Checkpoint | None = None
    new_due: date | None = None


def ask(
    assignment: Assignment,
    wish: Wish,
    files: Sequence[CheckedFile],
    user: Officer,
    client_ip: str | None,
) -> ChangeRequest:
    """Save a request of the officer's department with its checked files.

    Raises ActionNotAllowed if the officer may not request it or it cannot be granted, EditConflict
    if a request of this kind is waiting, SameFile if two files are the same, and NotStored.
    """
    if not may_request_change(assignment, user):
        raise ActionNotAllowed("只能为本部门承担的目标提出申请。")
    if assignment.exemption_reason:
        raise ActionNotAllowed("该目标对本部门不适用，无需申请。")
    if wish.new_due is not None and wish.new_due <= timezone.localdate():
        raise ActionNotAllowed("新的时限应晚于今天。")
    request = ChangeRequest(
        kind=wish.kind,
        assignment=assignment,
        checkpoint=wish.checkpoint,
        original_due=wish.checkpoint.due if wish.checkpoint else None,
        new_due=wish.new_due,
        reason=wish.reason,
        asked_by=user,
    )
    try:
        with open_file_store() as file_store:
            check_wish(_locked(assignment.pk), wish)
            request.save()
            for checked in files:
                file_store.put(RequestFile(request=request), checked, user, request.files.all())
            _audit(request, f"申请{request.get_kind_display()}", user, client_ip)
            post_request(request)
    except IntegrityError as error:
        raise EditConflict(
            f"该目标已有一份{request.get_kind_display()}申请等待市局决定，请等决定后再提。"
        ) from error
    return request


def may_request_change(assignment: Assignment, user: Officer) -> bool:
    """Whether an officer may request changes of an assignment and withdraw the requests."""
    is_own = assignment.department_id == user.department_id
    return is_own and user.can(Capability.REQUEST_CHANGES)


def _locked(key: int) -> Assignment:
    """The assignment's current row, locked so that decisions see those made before them."""
    return Assignment.objects.select_for_update(of=("self",)).get(pk=key)


def days_agreed(assignment: Assignment) -> dict[int, date]:
    """The extended due days agreed to for an assignment, by checkpoint pk."""
    accepted = assignment.requests.accepted_by(timezone.localdate())
    return extended_days(accepted)[assignment.pk]


def check_wish(assignment: Assignment, wish: Wish) -> None:
    """Raise ActionNotAllowed unless the wish fits the extensions and closing agreed to before.

    A checkpoint may move to any later day before the next checkpoint, and no later than the
    plan's end.
    """
    if assignment.closed_on is not None:
        raise ActionNotAllowed("该目标已办结，不能再申请。")
    if assignment.ended_on is not None:
        raise ActionNotAllowed(
            f"方案调整后，本部门自{assignment.ended_on:%Y-%m-%d}起不再承担该目标，不能再延期或办结。"
        )
    if wish.checkpoint is None or wish.new_due is None:
        return
    agreed = days_agreed(assignment)
    current = agreed.get(wish.checkpoint.pk, wish.checkpoint.due)
    if wish.new_due <= current:
        raise ActionNotAllowed(f"新的时限应晚于现在的时限 {current:%Y-%m-%d}。")
    end = assignment.target.project.plan.end
    if wish.new_due > end:
        raise ActionNotAllowed(f"新的时限不能晚于方案结束日 {end:%Y-%m-%d}。")
    later = [
        agreed.get(item.pk, item.due)
        for item in assignment.target.checkpoints.all()
        if item.due > wish.checkpoint.due
    ]
    if later and wish.new_due >= min(later):
        raise ActionNotAllowed(f"新的时限应早于下一个节点 {min(later):%Y-%m-%d}。")


def settle(
    request: ChangeRequest, name: str, user: Officer, decision: str, client_ip: str | None
) -> None:
    """Take the step ``name`` (accept, refuse, withdraw) with a waiting request.

    Raises ActionNotAllowed if the officer may not take it or its reason is missing, EditConflict if
    the request has been settled meanwhile.
    """
    decision = decision.strip()
    _check_step(request, name, user, decision)
    decided_at = timezone.now()
    changes = {
        "state": STEPS[name],
        "decided_by": user,
        "decided_at": decided_at,
        "decision": decision,
    }
    with transaction.atomic():
        assignment = _locked(request.assignment_id)
        if name == "accept":
            check_wish(assignment, wish_of(request))
        _swap(request, State.ASKED, changes, "这份申请已有决定或已撤回，请刷新后查看。")
        if name == "accept" and request.kind == Kind.CLOSING:
            assignment.closed_on = timezone.localdate(decided_at)
            assignment.save()
        _audit(request, f"{request.get_kind_display()}{_step_text(name)}", user, client_ip)
        if name != "withdraw":
            post_decision(request)


def revoke(request: ChangeRequest, user: Officer, reason: str, client_ip: str | None) -> None:
    """Take an accepted request back: from now on the plan's own terms hold, or older extensions.

    The days before answer as they did. Raises ActionNotAllowed if the officer may not, the reason
    is missing or a later extension has replaced this one; EditConflict if it is no longer accepted.
    """
    with transaction.atomic():
        _revoke(request, user, reason, client_ip)
        post_decision(request)


def put_right(
    request: ChangeRequest, new_due: date, user: Officer, reason: str, client_ip: str | None
) -> ChangeRequest:
    """Replace the day of an accepted extension from now on, and return the request that holds it.

    The mistaken one is revoked; raises as :func:`revoke` and :func:`check_wish` do.
    """
    if request.kind != Kind.EXTENSION:
        raise ActionNotAllowed("只有延期可以更正时限；办结有误的，请撤销。")
    if new_due == request.new_due:
        raise ActionNotAllowed("更正后的时限与原来同意的相同。")
    with transaction.atomic():
        _revoke(request, user, reason, client_ip)
        wish = Wish(request.kind, request.reason, request.checkpoint, new_due)
        check_wish(request.assignment, wish)
        corrected = ChangeRequest.objects.create(
            kind=request.kind,
            state=State.ACCEPTED,
            assignment=request.assignment,
            checkpoint=request.checkpoint,
            original_due=request.original_due,
            new_due=new_due,
            reason=request.reason,
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            decided_by=user,
            decided_at=request.revoked_at,
            decision=f"更正：{reason.strip()}"[:DECISION_LIMIT],
        )
        _audit(corrected, "延期更正", user, client_ip)
        post_decision(corrected)
    return corrected


def _revoke(request: ChangeRequest, user: Officer, reason: str, client_ip: str | None) -> None:
    reason = reason.strip()
    if "revoke" not in steps_for(request, user):
        if request.state != State.ACCEPTED:
            raise EditConflict(f"这份申请现为“{request.get_state_display()}”，不能撤销。")
        raise ActionNotAllowed("您的角色不能进行这一步操作。")
    if not reason:
        raise ActionNotAllowed("请写明理由，以便对方知道为什么撤销或更正。")
    changes = {
        "state": State.REVOKED,
        "revoked_by": user,
        "revoked_at": timezone.now(),
        "revocation": reason,
    }
    assignment = _locked(request.assignment_id)
    if is_replaced(request):
        raise ActionNotAllowed("这次延期已由后来的延期代替，请撤销或更正后来的那一次。")
    _swap(request, State.ACCEPTED, changes, "这份申请已经撤销，请刷新后查看。")
    if request.kind == Kind.CLOSING:
        assignment.closed_on = None
        assignment.save()
        request.assignment.closed_on = None
    _audit(request, f"{request.get_kind_display()}撤销", user, client_ip)


def _swap(request: ChangeRequest, source: str, changes: Mapping[str, Any], overtaken: str) -> None:
    """Change a request still in the state ``source``; EditConflict with a sentence if it is not."""
    if not ChangeRequest.objects.filter(pk=request.pk, state=source).update(**changes):
        raise EditConflict(overtaken)
    for field, value in changes.items():
        setattr(request, field, value)


def is_replaced(request: ChangeRequest) -> bool:
    """Whether a later extension of the same checkpoint is in force instead of this one."""
    later = ChangeRequest.objects.filter(
        assignment=request.assignment_id,
        checkpoint=request.checkpoint_id,
        kind=Kind.EXTENSION,
        state=State.ACCEPTED,
        decided_at__gt=request.decided_at,
    )
    return request.kind == Kind.EXTENSION and later.exists()


def wish_of(request: ChangeRequest) -> Wish:
    """The wish that a saved request contains."""
    return Wish(request.kind, request.reason, request.checkpoint, request.new_due)


def steps_for(request: ChangeRequest, user: Officer) -> list[str]:
    """The steps an officer may take with a request in its present state."""
    if request.state == State.ACCEPTED and user.can(Capability.REVIEW):
        return ["revoke"] if user.pk != request.asked_by_id else []
    if request.state != State.ASKED:
        return []
    if user.can(Capability.REVIEW) and user.pk != request.asked_by_id:
        return ["accept", "refuse"]
    return ["withdraw"] if may_request_change(request.assignment, user) else []


def _check_step(request: ChangeRequest, name: str, user: Officer, decision: str) -> None:
    if request.state != State.ASKED:
        raise EditConflict(f"这份申请现为“{request.get_state_display()}”，不能再处理。")
    if name not in steps_for(request, user):
        raise ActionNotAllowed("您的角色不能进行这一步操作。")
    if name == "refuse" and not decision:
        raise ActionNotAllowed("不同意时请写明意见，以便对方知道怎么办。")


def _step_text(name: str) -> str:
    return {"accept": "同意", "refuse": "不同意", "withdraw": "撤回"}[name]


def _audit(request: ChangeRequest, action: str, user: Officer, client_ip: str | None) -> None:
    is_new = request.state == State.ASKED
    is_revoked = request.state == State.REVOKED
    before = State.ACCEPTED if is_revoked else State.ASKED
    said = request.revocation if is_revoked else request.decision
    days = {"原完成时限": request.original_due, "申请延至": request.new_due}
    AuditEntry.objects.create(
        officer=user,
        action=action,
        subject=str(request)[:200],
        subject_key=f"request:{request.pk}",
        before={} if is_new else {"状态": before.label},
        after={
            "状态": request.get_state_display(),
            **{name: f"{day:%Y-%m-%d}" for name, day in days.items() if day},
        },
        reason=request.reason if is_new else said,
        client_ip=client_ip,
    )
