"""One report: side by side with the one before, and the steps open to an officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from departments.permissions import Capability, for_readers
from departments.requests import OfficerRequest
from reports.actions.save_report import TEXTS
from reports.comparison import ComparedMeasurement, previous_report, report_lines
from reports.differences import Difference, difference, plain
from reports.forms.review import RatingsForm, ReasonForm, ReplyForm
from reports.models import Reply, Report
from reports.problems import names_problem
from reports.views.queue import came_from
from reports.workflow import OWN_WORK, available, is_own_work, may_reply, passing_step


@dataclass(frozen=True, slots=True)
class Telling:
    """One of a report's texts, with what differs from the period before."""

    name: str
    difference: Difference


@require_GET
@for_readers
def report_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One revision of a report beside the previous period's, with the steps open to one."""
    report = get_object_or_404(Report.objects.visible_to(request.user).with_names(), pk=pk)
    return detail_page(request, report)


def detail_page(
    request: OfficerRequest,
    report: Report,
    reason_form: ReasonForm | None = None,
    ratings_form: RatingsForm | None = None,
    reply_form: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a report, with forms as they were sent when something is in their way."""
    revisions = list(
        Report.objects.visible_to(request.user)
        .filter(project=report.project, department=report.department, period=report.period)
        .order_by("-revision")
    )
    steps = available(report, request.user) if report == revisions[0] else []
    previous = previous_report(report, request.user)
    corrected = next((item for item in revisions if item.revision < report.revision), None)
    lines = report_lines(report, previous, corrected)
    queue = came_from(request)
    context = {
        "report": report,
        "lines": lines,
        "tellings": tellings(report, previous),
        "evidence": report.evidence.all(),
        "previous": previous,
        "corrected": corrected,
        "revisions": revisions,
        "steps": {step.name: step for step in steps},
        "passing": next((step for step in steps if step == passing_step(request.user)), None),
        "own_work": OWN_WORK if is_own_work(report, request.user) else "",
        "queue": queue,
        "place": queue.place_of(report) if queue else None,
        "can_edit": report.is_editable and request.user.can(Capability.REPORT),
        "reason_form": reason_form or ReasonForm(),
        "ratings_form": ratings_form or ratings_of(lines),
        "replies": list(Reply.objects.filter(report__in=revisions).select_related("officer")),
        "names_problem": names_problem(report.problems),
        "may_reply": may_reply(report, request.user),
        "reply_form": reply_form or ReplyForm(),
    }
    return render(request, "reports/detail/report_detail.html", context, status=status)


def ratings_of(
    lines: Sequence[ComparedMeasurement], data: Mapping[str, Any] | None = None
) -> RatingsForm:
    """The form that judges a report's rated targets, beside the last period's judgements."""
    rated = {line.assignment: line.previous for line in lines if line.is_to_rate}
    return RatingsForm(rated, data)


def tellings(report: Report, previous: Report | None) -> list[Telling]:
    """A report's texts; without a report before nothing in them is marked."""
    earlier = previous or report
    return [
        Telling(
            str(field.verbose_name),
            difference(plain(getattr(earlier, field.name)), plain(getattr(report, field.name))),
        )
        for field in Report._meta.fields
        if field.name in TEXTS
    ]
