"""待审核: the reports that wait for an officer's decision, and passing many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.lists import list_response
from departments.models import Officer
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip, require_press
from reports.filters import QueueFilter
from reports.models import Report
from reports.review_queue import QueueItem, queued_for, summed_up
from reports.tables import QueueTable
from reports.workflow import passing_step, transition

PAGE_SIZE = 100
PASSED = {
    True: "已审核通过 {} 份，数据已计入看板。",
    False: "单位审核已通过 {} 份，已转市教育局审核。",
}
"""What is told of reports passed at once, by whether the bureau passed them."""
CAME_FROM = "from"
"""The query with the queue's filters and order, kept by pages opened from it."""
NO_MATCH = "没有符合条件的报告。可以清除筛选条件再看。"
NOTHING_WAITS = "现在没有等您审核的报告。"


@dataclass(frozen=True, slots=True)
class Count:
    """How many reports a filter choice leaves, and its link."""

    label: str
    number: int
    link: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """A report's position in the queue it was opened from; ``number`` is 0 outside of it."""

    number: int
    total: int
    previous: Report | None
    following: Report | None
    queue: "Queue"

    @property
    def next_link(self) -> str:
        """The next report's page, or the queue when there is none."""
        return self.queue.link_to(self.following) if self.following else self.queue.link

    @property
    def back_link(self) -> str:
        """The queue, on the page with the report."""
        return self.queue.page_link((self.number - 1) // PAGE_SIZE + 1)

    @property
    def previous_link(self) -> str:
        """The previous report's page; empty when there is none."""
        return self.queue.link_to(self.previous) if self.previous else ""


class Queue:
    """An officer's queue, filtered and sorted by ``query``."""

    def __init__(self, user: Officer, query: QueryDict) -> None:
        self.shown = QueueFilter(query, queued_for(user), user)
        self.narrowed = summed_up(self.shown.qs, user, timezone.localdate())
        self.kept = QueryDict(mutable=True)
        for name in (*self.shown.filters, "sort"):
            if any(query.getlist(name)):
                self.kept.setlist(name, query.getlist(name))
        self.table = QueueTable(
            [row for row in self.narrowed if self.shown.keeps(row)],
            order_by=query.getlist("sort") or None,
            exclude=() if user.can(Capability.REVIEW) else QueueFilter.FOR_REVIEWERS,
            empty_text=NO_MATCH if self.kept else NOTHING_WAITS,
        )

    @property
    def link(self) -> str:
        return self.page_link(1)

    def page_link(self, page: int) -> str:
        query = self.kept.copy()
        if page > 1:
            query["page"] = str(page)
        return f"{reverse('queue')}?{query.urlencode()}" if query else reverse("queue")

    @property
    def came_from(self) -> str:
        """The query by which a page opened from here links back."""
        return f"?{urlencode({CAME_FROM: self.kept.urlencode()})}"

    def link_to(self, report: Report) -> str:
        """A report's page, with a query that links back to this queue."""
        return reverse("report_detail", args=[report.pk]) + self.came_from

    def place_of(self, report: Report) -> QueuePosition:
        """A report's position; after one that has left the queue, the first follows."""
        reports = [row.record.report for row in self.table.rows]
        if report not in reports:
            return QueuePosition(0, len(reports), None, reports[0] if reports else None, self)
        number = reports.index(report) + 1
        before, _, after = [None, *reports, None][number - 1 : number + 2]
        return QueuePosition(number, len(reports), before, after, self)

    def counts(self) -> list[Count]:
        """The counts of the most used choices, among the filtered reports."""
        choices = [
            ("待审", {}),
            ("有异常", {"anomalies": "yes"}),
            ("未说明原因", {"anomalies": "unexplained"}),
            ("待评定", {"rated": "yes"}),
            ("可批量", {"bulk": "yes"}),
        ]
        return [
            self._count(label, choice)
            for label, choice in choices
            if set(choice) <= set(self.shown.filters)
        ]

    def _count(self, label: str, choice: dict[str, str]) -> Count:
        query = self.kept.copy()
        for name in self.shown.found:
            del query[name]
        query.update(choice)
        number = sum(row.matches(choice) for row in self.narrowed)
        return Count(label, number, f"?{query.urlencode()}", self.shown.found == choice)


def came_from(request: OfficerRequest) -> Queue | None:
    if CAME_FROM not in request.GET or passing_step(request.user) is None:
        return None
    return Queue(request.user, QueryDict(request.GET[CAME_FROM]))


@require_GET
@requires(Capability.ENDORSE, Capability.REVIEW)
def queue(request: OfficerRequest) -> HttpResponseBase:
    """待审核: the reports that wait for this officer's decision."""
    current = Queue(request.user, request.GET)
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(current.table)
    context = {
        "queue": current,
        "filter": current.shown,
        "counts": current.counts(),
        "can_pass_many": any(not row.record.flags for row in current.table.page),
    }
    template = "reports/queue/queue.html"
    return list_response(request, current.table, template, context, page_size=PAGE_SIZE)


@require_press
@requires(Capability.ENDORSE, Capability.REVIEW)
def queue_approve(request: OfficerRequest) -> HttpResponse:
    """Pass the reports ticked in the queue one by one, and show which were left out."""
    rows = summed_up(queued_for(request.user), request.user, timezone.localdate())
    waiting = {str(row.report.pk): row for row in rows}
    left_out: dict[str, list[str]] = {}
    chosen = dict.fromkeys(request.POST.getlist("report"))
    for choice in chosen:
        key, _, version = choice.partition(":")
        row = waiting.get(key)
        reason = pass_one(request, row, version)
        if reason:
            left_out.setdefault(reason, []).append(str(row.report) if row else "")
    tell(request, len(chosen) - sum(map(len, left_out.values())), left_out)
    back = came_from(request)
    return redirect(back.link if back else "queue")


def pass_one(
    request: OfficerRequest,
    row: QueueItem | None,
    version: str,
    ratings: Mapping[int, str] | None = None,
) -> str:
    """Pass one report if it is still as listed; otherwise return the reason.

    ``ratings`` are those of its rated targets, by assignment key; None where there are none.
    """
    step = passing_step(request.user)
    if row is None or step is None:
        return "不在您的待审核中，可能已由他人处理"
    if version != str(row.report.version):
        return "在您打开列表之后有改动，请打开核对"
    flags = row.flags if ratings is None else row.flags_beside_rating
    if flags:
        return f"{'、'.join(flags)}，须打开办理"
    try:
        transition(
            row.report, step.name, request.user, ratings=ratings, client_ip=client_ip(request)
        )
    except (EditConflict, ActionNotAllowed) as refusal:
        return str(refusal).rstrip("。")
    return ""


def tell(request: OfficerRequest, passed: int, left_out: Mapping[str, Sequence[str]]) -> None:
    if passed:
        messages.success(request, PASSED[request.user.can(Capability.REVIEW)].format(passed))
    for reason, names in left_out.items():
        known = "；".join(name for name in names if name)
        messages.warning(
            request, f"{len(names)} 份没有通过，{reason}{f'：{known}' if known else ''}。"
        )
    if not passed and not left_out:
        messages.error(request, "还没有选择报告：请先勾选，再批量通过。")
