"""What every page's template may ask for."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone

from departments.models import Delegation, Officer
from home.menu import menu as officers_menu


def site(request: HttpRequest) -> dict[str, object]:
    """``is_demo``: whether the page shows 演示数据, which it then has to say.

    ``can``: the officer's capabilities by name, as in ``can.review``. ``delegations``: those the
    officer may act on, for the menu; only asked for a delegate's own pages. A demo officer's own
    mark is enough; only before sign-in is the database asked.
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
    """The menu's pages and numbers, made once for a request.

    Tables render templates of their own in the same request, one for many a cell.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, Officer):
        return {}
    known = vars(request)
    if "menu" not in known:
        known["menu"] = officers_menu(user, timezone.localdate())
    shown: Mapping[str, object] = known["menu"]
    return shown


def _delegations(user: Officer) -> list[Delegation]:
    if user.on_behalf_of or not user.is_delegate:
        return []
    return list(Delegation.objects.open_to(user, timezone.localdate()))
