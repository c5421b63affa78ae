"""评定: all waiting reports with targets to rate, one below the other, rated and passed at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, require_press
from projects import wording
from reports.comparison import ComparedMeasurement
from reports.review_queue import QueueItem, queued_for, summed_up
from reports.views.queue import PAGE_SIZE, pass_one, tell

NOTHING_RATED: Final = "还没有评定：请至少评定一份报告，再通过。"
HALF_RATED: Final = "还有目标没有评定"
CHOICES: Final = [
    (key, value, label)
    for key, (value, label) in enumerate(wording.choices(wording.RATING_LABELS), start=1)
]
"""The digit that chooses a rating, its value and its word."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A waiting report with targets to rate, and the ratings chosen so far, by assignment key."""

    item: QueueItem
    chosen: Mapping[int, str] = field(default_factory=dict)

    @property
    def lines(self) -> Sequence[tuple[ComparedMeasurement, str]]:
        """The lines to rate, each with what is chosen."""
        return [
            (line, self.chosen.get(line.assignment.pk, ""))
            for line in self.item.lines
            if line.is_to_rate
        ]

    @property
    def blocked(self) -> str:
        """Why the report has to be opened; empty if it can be rated here."""
        return "、".join(self.item.flags_beside_rating)

    @property
    def is_whole(self) -> bool:
        return len(self.chosen) == self.item.to_rate


@require_GET
@requires(Capability.REVIEW)
def rating_grid(request: OfficerRequest) -> HttpResponse:
    """The reports to rate, with their texts."""
    return _grid(request, _rows(request))


def _rows(request: OfficerRequest, sent: QueryDict | None = None) -> list[GridRow]:
    items = summed_up(queued_for(request.user), request.user, timezone.localdate())
    return [GridRow(item, _chosen(item, sent) if sent else {}) for item in items if item.to_rate]


def _chosen(item: QueueItem, sent: QueryDict) -> dict[int, str]:
    """The ratings sent for a report; made-up ones are left out."""
    found = {
        line.assignment.pk: sent.get(f"rating-{line.assignment.pk}", "")
        for line in item.lines
        if line.is_to_rate
    }
    values = {value for _, value, _ in CHOICES}
    return {key: rating for key, rating in found.items() if rating in values}


def _grid(request: OfficerRequest, rows: Sequence[GridRow], status: int = 200) -> HttpResponse:
    """The page. Context: ``rows``, ``choices``, and ``more``, how many reports are left out."""
    context = {
        "rows": rows[:PAGE_SIZE],
        "more": max(len(rows) - PAGE_SIZE, 0),
        "choices": CHOICES,
        "can_pass": any(not row.blocked for row in rows),
    }
    return render(request, "reports/queue/ratings.html", context, status=status)


@require_press
@requires(Capability.REVIEW)
def rating_approve(request: OfficerRequest) -> HttpResponse:
    """Pass each report whose targets are all rated; those without a rating are left alone.

    If any is refused, the page comes again with what was chosen.
    """
    versions = dict(
        choice.split(":", 1) for choice in request.POST.getlist("report") if ":" in choice
    )
    rows, passed = _rows(request, request.POST), set[int]()
    left_out: dict[str, list[str]] = {}
    for row in rows:
        report = row.item.report
        if not row.chosen:
            continue
        reason = HALF_RATED
        if row.is_whole:
            reason = pass_one(request, row.item, versions.get(str(report.pk), ""), row.chosen)
        if reason:
            left_out.setdefault(reason, []).append(str(report))
        else:
            passed.add(report.pk)
    if not passed and not left_out:
        messages.error(request, NOTHING_RATED)
        return redirect("rating_grid")
    tell(request, len(passed), left_out)
    left = [row for row in rows if row.item.report.pk not in passed]
    if left_out:
        return _grid(request, left, status=409)
    return redirect("rating_grid" if left else "queue")
