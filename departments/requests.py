"""Types and helpers for requests of signed-in officers."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from departments.models import Officer

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    user: Officer


View = Callable[Concatenate[OfficerRequest, P], HttpResponseBase]

PRESSES = "takes_only_presses"


def require_press(view: View[P]) -> View[P]:
    """Accept POST only, and mark the view so that no redirect leads to its address."""
    pressed = require_POST(view)
    vars(pressed)[PRESSES] = True
    return pressed


def takes_only_presses(view: Callable[..., Any]) -> bool:
    """Whether a view is marked by :func:`require_press`."""
    return getattr(view, PRESSES, False)


def client_ip(request: HttpRequest) -> str | None:
    """The client's IP address, for the audit log."""
    return request.META.get("REMOTE_ADDR") or None
