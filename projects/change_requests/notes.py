"""The messages that requests cause, written in the step's transaction."""

from departments.models import Officer
from departments.permissions import Capability, roles_with
from inbox.actions import Note, post
from inbox.models import Message
from projects.change_requests.models import ChangeRequest

PAGE = "change_request_detail"


def post_request(request: ChangeRequest) -> None:
    """Ask the bureau's reviewers to decide."""
    reviewers = Officer.objects.filter(role__in=roles_with(Capability.REVIEW), is_active=True)
    post(request_note(request), reviewers.exclude(pk=request.asked_by_id))


def post_decision(request: ChangeRequest) -> None:
    """Bring the bureau's decision, or its revocation, to the officer who asked."""
    post(decision_note(request), [request.asked_by])


def request_note(request: ChangeRequest) -> Note:
    department = request.assignment.department
    return Note(
        kind=Message.Kind.ASKED,
        key=f"request:{request.pk}",
        subject=f"{department}申请{request}",
        text=f"理由：{request.reason}",
        request="请作出决定",
        view=PAGE,
        arguments=(request.pk,),
        department=department,
    )


def decision_note(request: ChangeRequest) -> Note:
    opinion = request.revocation or request.decision
    return Note(
        kind=Message.Kind.ANSWERED,
        key=f"{request.state}:{request.pk}",
        subject=f"市教育局{request.get_state_display()}：{request}",
        text=f"意见：{opinion}" if opinion else "没有另附意见。",
        request="申请见",
        view=PAGE,
        arguments=(request.pk,),
        department=request.assignment.department,
    )
