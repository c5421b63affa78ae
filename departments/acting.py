"""Acting for another department: for each request the officer is that department's reporter."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from departments.models import Delegation, Officer

ON_BEHALF_OF = "on_behalf_of"
"""What the session calls the key of the delegation that is acted on."""

ONES_OWN_PAGES = ("/accounts/", "/admin/")
"""Where one is always oneself: a password is the person's, not the post's."""

SWITCHES = "/delegations/"
"""Where nothing is typed for a department stood in for."""

ENDED = "您的代填已经结束，现在是您本人的身份。"
NOT_SAVED = f"{ENDED}刚才提交的内容没有保存；如需保留，请按浏览器的“后退”复制下来，交给该部门。"


class ActingMiddleware:
    """Puts the delegate's copy, role and department swapped, in the place of the request's officer.

    Every rule of visibility then holds unchanged. Whether the delegation is in force is asked
    anew each time, in one query, and only of sessions that act for somebody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the reporter stood in for, as oneself, or refuse what came too late."""
        key = request.session.get(ON_BEHALF_OF)
        is_own = request.path_info.startswith(ONES_OWN_PAGES)
        if key is None or is_own or not isinstance(request.user, Officer):
            return self.get_response(request)
        delegation = (
            Delegation.objects.open_to(request.user, timezone.localdate()).filter(pk=key).first()
        )
        if delegation is not None:
            request.user = delegation.acting_officer()
            return self.get_response(request)
        del request.session[ON_BEHALF_OF]
        # What was typed for one department must not be saved for one's own.
        if request.method == "POST" and not request.path_info.startswith(SWITCHES):
            told = {"title": "代填已经结束", "sentence": NOT_SAVED}
            return render(request, "tracker/refused.html", told, status=409)
        messages.warning(request, ENDED)
        return self.get_response(request)
