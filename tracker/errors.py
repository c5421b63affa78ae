"""Error pages that say whether submitted data were saved and where to find them."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from tracker.middleware import SAFE_METHODS, note_unsent, sign_in_again
from tracker.places import came_from, is_from_script, page_behind

RETRY_AFTER = 60  # seconds


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form opened before the current sign-in, or sent by another site.

    If this site's page sent it, the next page says that nothing was saved.
    """
    page = came_from(request)
    is_sign_in = request.path == reverse("account_login")
    is_own = page is not None and not is_sign_in and not is_from_script(request)
    if is_own and not request.user.is_authenticated:
        return sign_in_again(request)
    back = {"back": page_behind(request)}
    response = render(request, "403_csrf.html", back, status=403)
    return note_unsent(response) if is_own else response


def server_error(request: HttpRequest) -> HttpResponse:
    """500 for a bug, or 503 if the database does not answer; makes no queries itself."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    was_sent = request.method not in SAFE_METHODS
    context = {
        "is_away": is_away,
        "was_sent": was_sent,
        "back": page_behind(request) if was_sent else request.get_full_path(),
    }
    page = render_to_string("500.html", context)
    response = HttpResponse(page, status=503 if is_away else 500)
    if is_away:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
