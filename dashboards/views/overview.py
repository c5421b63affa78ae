"""总览, and what changed since another day."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import summaries
from dashboards.boards import boards_on
from dashboards.changes import Comparison, grouped
from dashboards.contents.entries import judged
from dashboards.days import MONTHS
from dashboards.forms import MatrixForm, SinceForm
from dashboards.lamp_trends import lamp_trend
from dashboards.standings import Board
from dashboards.views.asking import board_asked, boards_asked
from departments.access import OfficerRequest, for_readers
from projects import wording
from reports.discipline import discipline

DEADLINES = 10


@require_GET
@for_readers
def overview(request: OfficerRequest) -> HttpResponse:
    """总览: where the city stands, where the trouble is, who owes what, what comes next.

    What a board alone decides is kept as rendered, under its token: the template calls for
    ``city``, ``trend``, ``groups``, ``matrix`` and ``deadlines`` only where nothing is kept.
    """
    past, context = boards_asked(request, MONTHS)
    board, since = past[-1], past[-2] if len(past) > 1 else past[-1]
    form = MatrixForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = discipline(board.responsibilities, board.on, board.book.periods)
    context |= {
        "since": since,
        "city": lambda: _city(board),
        "trend": lambda: lamp_trend(past, lambda day: day.lines.values(), "全市目标"),
        "groups": lambda: grouped(Comparison(judged(since), judged(board)).of_targets()),
        "filter_form": form,
        "asked": asked,
        "matrix": lambda: _matrix(board, asked),
        "counties": lambda: summaries.of_counties(board),
        "deadlines": lambda: board.deadlines(DEADLINES),
        "discipline": rows,
        "missing": [row for row in rows if row.missing],
        "reported": [(row.on_time, row.late, row.due) for row in rows],
    }
    return render(request, "dashboards/overview.html", context)


@require_GET
@for_readers
def change_list(request: OfficerRequest) -> HttpResponse:
    """变化对比: what differs between the day shown and an earlier one, each with its cause.

    Context: ``since`` (the earlier board), ``since_form``, ``groups`` of targets and
    ``part_groups`` of departments' parts, ``lamps`` (the city's counts then and now).
    """
    board, context = board_asked(request)
    form = SinceForm(board.plan, board.on, request.GET)
    since = boards_on(board.book, [form.day])[form.day]
    comparison = Comparison(judged(since), judged(board))
    context |= {
        "since": since,
        "since_form": form,
        "groups": grouped(comparison.of_targets()),
        "part_groups": grouped(comparison.of_parts()),
        "lamps": summaries.side_by_side(since, board),
    }
    return render(request, "dashboards/change_list.html", context)


def _city(board: Board) -> dict[str, Any]:
    """The city's ``tally``, ``rate`` in words and ``counts`` by lamp."""
    tally = summaries.of_city(board)
    return {
        "tally": tally,
        "rate": wording.share(tally.rate),
        "counts": summaries.lamp_counts(tally),
    }


def _matrix(board: Board, asked: Mapping[str, str]) -> list[summaries.MatrixRow]:
    rows = [
        row
        for row in summaries.matrix(board)
        if row.has(asked.get("lamp", "")) and asked.get("theme", "") in {"", row.project.theme}
    ]
    if asked.get("order") == MatrixForm.BY_TROUBLE:
        rows.sort(key=lambda row: row.trouble)
    return rows
