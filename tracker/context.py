"""Context processors for every page."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone

from departments.models import Delegation, Officer
from home.menu import menu as officers_menu
from home.menu import place_in_menu


def site(request: HttpRequest) -> dict[str, object]:
    """``is_demo``: whether the page must carry the notice 演示数据.

    ``can``: the officer's capabilities by name, as in ``can.review``. ``delegations``: those the
    officer may act on, for the menu. For officers ``is_demo`` takes no query, and ``delegations``
    takes one for delegates who are not acting.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, Officer):
        return {"is_demo": Officer.objects.filter(is_demo=True).exists()}
    return {
        "is_demo": user.is_demo,
        "can": dict.fromkeys(user.capabilities, True),
        "delegations": _delegations(user),
    }


def menu(request: HttpRequest) -> Mapping[str, object]:
    """The menu's pages and numbers, computed once per request.

    Template columns of tables render a template per cell in the same request.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, Officer):
        return {}
    cache = vars(request)
    if "menu" not in cache:
        match = request.resolver_match
        view = match.view_name if match else ""
        cache["menu"] = officers_menu(user, timezone.localdate()) | {
            "menu_at": place_in_menu(view, is_from_queue="from" in request.GET)
        }
    context: Mapping[str, object] = cache["menu"]
    return context


def _delegations(user: Officer) -> list[Delegation]:
    if user.on_behalf_of or not user.is_delegate:
        return []
    return list(Delegation.objects.open_to(user, timezone.localdate()))
