"""目标明细."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from dashboards.forms import LineFilterForm
from dashboards.lines import Line
from dashboards.tables import LineTable
from dashboards.views.asking import board_asked
from departments.access import OfficerRequest, for_readers
from departments.models import Department

LINES_PER_PAGE = 50


@require_GET
@for_readers
def target_list(request: OfficerRequest) -> HttpResponse:
    """目标明细: every assignment's line, or each target's: ``table``, ``filter_form``."""
    board, context = board_asked(request)
    parts = [line for lines in board.parts.values() for line in lines]
    departments = sorted({line.department for line in parts if line.department}, key=_order)
    form = LineFilterForm(request.GET, board.projects, departments)
    shown = []
    if form.is_valid():
        of_city = form.cleaned_data["level"] == "city"
        shown = _narrowed(list(board.lines.values()) if of_city else parts, form)
    table = LineTable(shown)
    RequestConfig(request, paginate={"per_page": LINES_PER_PAGE}).configure(table)
    context |= {"table": table, "filter_form": form}
    return TemplateResponse(request, "dashboards/target_list.html", context)


def _order(department: Department) -> int:
    return department.order


def _narrowed(lines: list[Line], form: LineFilterForm) -> list[Line]:
    wanted = form.cleaned_data
    return [
        line
        for line in lines
        if wanted["project"] in {None, line.target.project.number}
        and wanted["department"] in {"", line.department.code if line.department else ""}
        and wanted["lamp"] in {"", line.lamp.value}
        and wanted["measure"] in {"", line.target.measure}
    ]
