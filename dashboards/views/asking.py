"""What every dashboard is asked with: the board for a day."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from dashboards.boards import boards_on, read_book
from dashboards.forms import AsOfForm
from dashboards.standings import Board
from departments.access import OfficerRequest
from projects import wording
from reports.workflow.requests import asks_for


def board_asked(request: OfficerRequest) -> tuple[Board, dict[str, Any]]:
    """The board for the day asked for, and what every dashboard's template needs.

    Context: ``plan``, ``on`` (the day shown), ``is_past``, ``as_of_form``, ``as_of_query``
    (``?as_of=…`` to hand on in links, or empty), ``rules`` (the lamps' rules in words),
    ``asks_for`` (the key of the department the reader asks 延期 and 办结 for) and ``opens``
    (the requests that may be opened). Eight queries.
    """
    found = read_book(reader=request.user)
    if found is None:
        raise Http404("还没有载入行动方案，请管理员先运行 loaddata plan。")
    book, opens = found
    form = AsOfForm(book.plan, request.GET)
    today = timezone.localdate()
    asked = form.cleaned_data.get("as_of") if form.is_valid() else None
    on = asked or today
    board = boards_on(book, [on])[on]
    return board, {
        "plan": book.plan,
        "on": on,
        "is_past": on < today,
        "as_of_form": form,
        "as_of_query": f"?as_of={on:%Y-%m-%d}" if on < today else "",
        "rules": wording.rule_sentences(board.thresholds),
        "asks_for": None if on < today else asks_for(request.user),
        "opens": opens,
    }
