"""What every dashboard is asked with: the board for a day."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from dashboards.forms import AsOfForm
from dashboards.standings import Board
from departments.access import OfficerRequest
from projects import wording
from projects.models import Plan


def board_asked(request: OfficerRequest) -> tuple[Board, dict[str, Any]]:
    """The board for the day asked for, and what every dashboard's template needs.

    Context: ``plan``, ``on`` (the day shown), ``is_past``, ``as_of_form``, ``as_of_query``
    (``?as_of=…`` to hand on in links, or empty), ``rules`` (the lamps' rules in words).
    """
    plan = Plan.objects.order_by("pk").first()
    if plan is None:
        raise Http404("还没有载入行动方案，请管理员先运行 loaddata plan。")
    form = AsOfForm(plan, request.GET)
    today = timezone.localdate()
    asked = form.cleaned_data.get("as_of") if form.is_valid() else None
    on = asked or today
    board = Board(plan, on, request.user)
    return board, {
        "plan": plan,
        "on": on,
        "is_past": on < today,
        "as_of_form": form,
        "as_of_query": f"?as_of={on:%Y-%m-%d}" if on < today else "",
        "rules": wording.rule_sentences(board.thresholds),
    }
