"""消息: the officer's messages, and the pages they lead to."""

from django.contrib import messages as notices
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from departments.lists import list_response
from departments.permissions import Capability, for_readers
from departments.requests import OfficerRequest, require_press
from inbox.actions import read, read_all
from inbox.filters import MessageFilter
from inbox.models import Message
from inbox.tables import MessageTable


@require_GET
@for_readers
def message_list(request: OfficerRequest) -> HttpResponseBase:
    """The officer's messages, the newest first. Context: ``table``, ``filter``."""
    filters = MessageFilter(request.GET, Message.objects.visible_to(request.user))
    table = MessageTable(filters.qs)
    return list_response(request, table, "inbox/message_list.html", {"filter": filters})


@require_GET
@for_readers
def message_open(request: OfficerRequest, pk: int) -> HttpResponse:
    """Mark a message as read and lead to its page.

    A delegate who is not acting for the department it concerns is told to begin first.
    """
    visible = Message.objects.visible_to(request.user).select_related("department")
    message = get_object_or_404(visible, pk=pk)
    if _concerns_another(message, request):
        notices.warning(
            request,
            f"这条消息说的是{message.department}：请先切换到该部门（或返回本人身份），再打开。",
        )
        return redirect("delegation_list")
    read(message)
    return redirect(message.path)


def _concerns_another(message: Message, request: OfficerRequest) -> bool:
    user = request.user
    is_own = message.department_id in {None, user.department_id}
    return not (is_own or user.can(Capability.SEE_EVERYTHING))


@require_press
@for_readers
def message_read_all(request: OfficerRequest) -> HttpResponse:
    """Mark all of the officer's messages as read."""
    number = read_all(request.user)
    notices.success(request, f"{number} 条消息已标为已读。" if number else "没有未读的消息。")
    return redirect("message_list")
