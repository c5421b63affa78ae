"""The site's routes, and a floor under each page that is measured."""

from collections.abc import Callable
from typing import Any

from django.urls import path

from tracker.urls import urlpatterns as site

floors: dict[str, Callable[[Any], Any]] = {}
"""The floor of each page, by its path; filled once its number of cells is known."""


def floor(request: Any, page: str) -> Any:
    """The floor of a page."""
    return floors[f"/{page}"](request)


urlpatterns = [*site, path("floor/<path:page>", floor)]
