"""Where a request came from, and where it can be led back to: never to what only takes POST."""

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from departments.requests import takes_only_presses


def is_from_script(request: HttpRequest) -> bool:
    """Whether a page's script sent it, which reads status and JSON and shows no page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def came_from(request: HttpRequest) -> str | None:
    """The page of this site that a request was sent from, if the browser says.

    A form that is shown again with what is wrong in it stands at the address it was sent to,
    which only takes POST: it is led back to the page above.
    """
    referer = request.headers.get("Referer", "")
    own = {request.get_host()}
    if not url_has_allowed_host_and_scheme(referer, own, require_https=request.is_secure()):
        return None
    sent_from = urlsplit(referer)
    page = page_of(sent_from.path)
    return f"{page}?{sent_from.query}" if sent_from.query else page


def page_of(path: str) -> str:
    """The address itself where it is a page's, else that of the nearest page above it."""
    address = path
    while address.strip("/"):
        try:
            view = resolve(unquote(address)).func
        except Resolver404:
            view = None
        if view is not None and not takes_only_presses(view):
            return address
        address = address.rstrip("/").rpartition("/")[0] + "/"
    return reverse("home")


def page_behind(request: HttpRequest) -> str:
    """The page that a request was sent from, or that its address belongs to."""
    return came_from(request) or page_of(request.path)
