"""Find the page to which a request can be led back, never a view that only takes POST."""

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from departments.requests import takes_only_presses


def is_from_script(request: HttpRequest) -> bool:
    """Whether a page's script sent the request: it accepts JSON rather than HTML."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def came_from(request: HttpRequest) -> str | None:
    """The page of this site that sent the request, if the browser names it.

    A form shown again with its errors has the address it was sent to; if that only takes POST,
    the page above it is returned.
    """
    referer = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(referer, hosts, require_https=request.is_secure()):
        return None
    url = urlsplit(referer)
    page = page_of(url.path)
    return f"{page}?{url.query}" if url.query else page


def page_of(path: str) -> str:
    """``path`` if it is a page's, else the nearest page above it, at last the home page."""
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
    """The page that sent the request, or else the page its address belongs to."""
    return came_from(request) or page_of(request.path)
