"""Dashboards: fetch a board for a day, sum it up, render."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from dashboards import summaries
from dashboards.desks import desk_of
from dashboards.forms import AsOfForm, DepartmentFilterForm, LineFilterForm, ProjectFilterForm
from dashboards.standings import Board, Line, by_trouble
from dashboards.tables import CountyTable, DepartmentTable, LineTable, ProjectTable
from dashboards.workbook import summary_workbook
from departments.access import OfficerRequest, for_readers
from departments.models import Department, Officer
from projects import wording
from projects.models import Plan, Responsibility
from reports.discipline import discipline

DEADLINES = 10
LINES_PER_PAGE = 50
HOMES = {
    Officer.Role.REPORTER: "worklist",
    Officer.Role.APPROVER: "queue",
    Officer.Role.REVIEWER: "queue",
    Officer.Role.LEADER: "overview",
    Officer.Role.ADMINISTRATOR: "admin:index",
    Officer.Role.AUDITOR: "audit_log",
}


def _board(request: OfficerRequest) -> tuple[Board, dict[str, Any]]:
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


@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """Send each role to the page it works on."""
    return redirect(HOMES[Officer.Role(request.user.role)])


@require_GET
def worklist(request: OfficerRequest) -> HttpResponse:
    """我的待办: what lies in the officer's hands; ``today``, and what the role's desk needs."""
    today = timezone.localdate()
    context = {"today": today, **desk_of(request.user, today)}
    return render(request, f"dashboards/desks/{request.user.role}.html", context)


@require_GET
@for_readers
def overview(request: OfficerRequest) -> HttpResponse:
    """总览: where the city stands, where the trouble is, who owes what, what comes next.

    Context: ``city`` (tally), ``city_rate``, ``headline`` (lamp counts), ``matrix``,
    ``counties``, ``deadlines``, ``discipline``, ``missing`` (its rows with missing reports).
    """
    board, context = _board(request)
    rows = discipline(board.responsibilities, board.on)
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
def project_list(request: OfficerRequest) -> HttpResponse:
    """All projects with their tallies: ``table``, ``filter_form``."""
    board, context = _board(request)
    form = ProjectFilterForm(request.GET)
    shown = []
    if form.is_valid():
        words, lamp = form.cleaned_data["words"], form.cleaned_data["lamp"]
        shown = [
            summaries.of_project(board, project)
            for project in board.projects
            if project.mentions(words)
        ]
        shown = [item for item in shown if lamp in {"", item.lamp.value}]
    table = ProjectTable(shown)
    RequestConfig(request, paginate=False).configure(table)
    context |= {"table": table, "filter_form": form}
    return render(request, "dashboards/project_list.html", context)


@require_GET
@for_readers
def project_detail(request: OfficerRequest, number: int) -> HttpResponse:
    """One project: its words with every promise marked, and each promise's figures.

    Context: ``project``, ``summary``, ``segments``, ``departments`` × ``rows`` (targets),
    ``leads`` and ``supports``, ``missing``.
    """
    board, context = _board(request)
    project = next((item for item in board.projects if item.number == number), None)
    if project is None:
        raise Http404("没有这个序号的项目。")
    lines = board.of_project(project)
    departments, rows = summaries.target_rows(board, project)
    own = [item for item in board.responsibilities if item.project_id == project.pk]
    context |= {
        "project": project,
        "summary": summaries.of_project(board, project),
        "segments": summaries.segments(project, lines),
        "departments": departments,
        "rows": rows,
        "leads": [item.department for item in own if item.role == Responsibility.Role.LEAD],
        "supports": [item.department for item in own if item.role == Responsibility.Role.SUPPORT],
        "missing": [row for row in discipline(own, board.on) if row.missing],
    }
    return render(request, "dashboards/project_detail.html", context)


@require_GET
@for_readers
def county_list(request: OfficerRequest) -> HttpResponse:
    """The counties with their tallies: ``table``."""
    board, context = _board(request)
    table = CountyTable(summaries.of_counties(board))
    RequestConfig(request, paginate=False).configure(table)
    return render(request, "dashboards/county_list.html", context | {"table": table})


@require_GET
@for_readers
def county_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One county, its own trouble first.

    Context: ``department``, ``summary`` (all its lines), ``projects`` (a summary for each
    project with the county's lines), ``trouble`` (its lines behind or overdue), ``discipline``.
    """
    board, context = _board(request)
    county = next((item for item in board.counties if item.code == code), None)
    if county is None:
        raise Http404("没有这个县区。")
    summary = next(item for item in summaries.of_counties(board) if item.subject == county)
    own = [item for item in board.responsibilities if item.department_id == county.pk]
    context |= {
        "department": county,
        "summary": summary,
        "projects": summaries.of_county(board, county),
        "trouble": [line for line in by_trouble(summary.lines) if line.is_trouble],
        "discipline": discipline(own, board.on),
    }
    return render(request, "dashboards/county_detail.html", context)


@require_GET
@for_readers
def department_list(request: OfficerRequest) -> HttpResponse:
    """All departments that answer for a project: ``table``, ``filter_form``."""
    board, context = _board(request)
    form = DepartmentFilterForm(request.GET)
    shown = []
    if form.is_valid():
        shown = [
            item
            for item in summaries.of_departments(board)
            if form.cleaned_data["kind"] in {"", item.department.kind}
        ]
    table = DepartmentTable(shown)
    RequestConfig(request, paginate=False).configure(table)
    context |= {"table": table, "filter_form": form}
    return render(request, "dashboards/department_list.html", context)


@require_GET
@for_readers
def department_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One department, what it leads and what it supports apart.

    Context: ``department``, ``led`` and ``supported`` (project summaries), ``own`` (the lines
    it reports itself), ``discipline``.
    """
    department = get_object_or_404(Department, code=code)
    if department.is_county:
        return redirect("county_detail", code=code)
    board, context = _board(request)
    own = [item for item in board.responsibilities if item.department_id == department.pk]
    context |= {
        "department": department,
        "led": summaries.answered_for(board, department, Responsibility.Role.LEAD),
        "supported": summaries.answered_for(board, department, Responsibility.Role.SUPPORT),
        "own": by_trouble(board.of_department(department)),
        "discipline": discipline(own, board.on),
    }
    return render(request, "dashboards/department_detail.html", context)


@require_GET
@for_readers
def target_list(request: OfficerRequest) -> HttpResponse:
    """目标明细: every assignment's line, or each target's: ``table``, ``filter_form``."""
    board, context = _board(request)
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
    return render(request, "dashboards/target_list.html", context)


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


@require_GET
@for_readers
def summary_download(request: OfficerRequest) -> FileResponse:
    """The Excel summary of the day asked for, with what the officer may see."""
    board, _ = _board(request)
    return FileResponse(
        summary_workbook(board, request.user),
        as_attachment=True,
        filename=f"项目进展汇总表_{board.on:%Y-%m-%d}.xlsx",
    )
