"""总览, and its Excel summary."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import summaries
from dashboards.views.asking import board_asked
from dashboards.workbook import summary_workbook
from departments.access import OfficerRequest, for_readers
from projects import wording
from reports.discipline import discipline

DEADLINES = 10


@require_GET
@for_readers
def overview(request: OfficerRequest) -> HttpResponse:
    """总览: where the city stands, where the trouble is, who owes what, what comes next.

    Context: ``city`` (tally), ``city_rate``, ``headline`` (lamp counts), ``matrix``,
    ``counties``, ``deadlines``, ``discipline``, ``missing`` (its rows with missing reports).
    """
    board, context = board_asked(request)
    rows = discipline(board.responsibilities, board.on, board.book.periods)
    city = summaries.of_city(board)
    context |= {
        "city": city,
        "city_rate": wording.share(city.rate),
        "headline": summaries.lamp_counts(city),
        "matrix": summaries.matrix(board),
        "counties": summaries.of_counties(board),
        "deadlines": board.deadlines(DEADLINES),
        "discipline": rows,
        "missing": [row for row in rows if row.missing],
    }
    return render(request, "dashboards/overview.html", context)


@require_GET
@for_readers
def summary_download(request: OfficerRequest) -> FileResponse:
    """The Excel summary of the day asked for, with what the officer may see."""
    board, _ = board_asked(request)
    return FileResponse(
        summary_workbook(board, request.user),
        as_attachment=True,
        filename=f"项目进展汇总表_{board.on:%Y-%m-%d}.xlsx",
    )
