"""Who may open a page at all; objects are guarded by their querysets."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from departments.models import Officer
from departments.permissions import Capability, roles_with

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    """A request of a signed-in officer."""

    user: Officer


View = Callable[Concatenate[OfficerRequest, P], HttpResponseBase]


def for_roles(*roles: str) -> Callable[[View[P]], View[P]]:
    """Let only officers of these roles open a view; for all others it does not exist."""

    def decorate(view: View[P]) -> View[P]:
        def guarded(
            request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.user.role not in roles:
                raise Http404("page of another role")
            return view(request, *args, **kwargs)

        update_wrapper(guarded, view)
        return guarded

    return decorate


for_readers = for_roles(*roles_with(Capability.READ))
"""Pages of approved standings: for all but the administrator and the auditor."""

PRESSES = "takes_only_presses"


def require_press(view: View[P]) -> View[P]:
    """Take only what a page's button sends, by POST; nobody is ever led to its address."""
    pressed = require_POST(view)
    vars(pressed)[PRESSES] = True
    return pressed


def takes_only_presses(view: Callable[..., Any]) -> bool:
    """Whether a view is no page."""
    return getattr(view, PRESSES, False)


def address(request: HttpRequest) -> str | None:
    """The address a request came from, for the audit log."""
    return request.META.get("REMOTE_ADDR") or None
