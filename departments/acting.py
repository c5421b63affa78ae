"""Act as a department's reporter or approver for the length of a request."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from departments.models import Delegation, Officer

ON_BEHALF_OF = "on_behalf_of"
"""Session key that holds the primary key of the delegation in use."""

ONES_OWN_PAGES = ("/accounts/", "/admin/")
"""Pages on which officers are always themselves: a password belongs to the person."""

SWITCHES = "/delegations/"
"""Pages that start or end a delegation: posts to them hold no data of a department."""

ENDED = "您的代填或代审已经结束，现在是您本人的身份。"
NOT_SAVED = f"{ENDED}刚才提交的内容没有保存；如需保留，请按浏览器的“后退”复制下来，交给该部门。"


class ActingMiddleware:
    """Replaces ``request.user`` by a copy with the role and department of the delegation.

    All visibility rules then apply unchanged. Sessions that act for a department take one query
    per request to check that the delegation is still in force; others take none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a form sent after the delegation ended is refused with 409."""
        key = request.session.get(ON_BEHALF_OF)
        is_own = request.path_info.startswith(ONES_OWN_PAGES)
        if key is None or is_own or not isinstance(request.user, Officer):
            return self.get_response(request)
        delegation = (
            Delegation.objects.open_to(request.user, timezone.localdate()).filter(pk=key).first()
        )
        if delegation is not None:
            delegation.officer = request.user
            request.user = delegation.acting_officer()
            return self.get_response(request)
        del request.session[ON_BEHALF_OF]
        # Data typed for the other department must not be saved for the officer's own.
        if request.method == "POST" and not request.path_info.startswith(SWITCHES):
            context = {"title": "代填或代审已经结束", "sentence": NOT_SAVED}
            return render(request, "tracker/refused.html", context, status=409)
        messages.warning(request, ENDED)
        return self.get_response(request)
