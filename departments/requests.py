"""Requests of signed-in officers: their type, their address, and those that only buttons send."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from departments.models import Officer

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    """A request of a signed-in officer."""

    user: Officer


View = Callable[Concatenate[OfficerRequest, P], HttpResponseBase]

PRESSES = "takes_only_presses"


def require_press(view: View[P]) -> View[P]:
    """Take only what a page's button sends, by POST; nobody is ever led to its address."""
    pressed = require_POST(view)
    vars(pressed)[PRESSES] = True
    return pressed


def takes_only_presses(view: Callable[..., Any]) -> bool:
    """Whether a view is no page."""
    return getattr(view, PRESSES, False)


def client_ip(request: HttpRequest) -> str | None:
    """The address a request came from, for the audit log."""
    return request.META.get("REMOTE_ADDR") or None
