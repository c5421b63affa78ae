"""The menu: the pages an officer may open, with the numbers of what awaits them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from departments.models import Officer
from departments.permissions import Capability
from home.worklists.worklist import number_in_hand, number_of
from projects.change_requests.models import ChangeRequest
from reports.review_queue import queued_for


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of the menu; ``view`` is its URL name.

    Officers with any of the capabilities ``needs`` see it; all officers if that is empty.
    """

    view: str
    label: str
    icon: str
    needs: tuple[Capability, ...] = ()
    details: tuple[str, ...] = ()
    """The URL names of its detail pages."""
    counted: str = ""
    """The key of ``menu_counts`` whose number is shown beside it, or ``unread``."""
    keeps_day: bool = False
    """Whether the link keeps the past day that the current page shows."""


_READ: Final = (Capability.READ,)
PAGES: Final = (
    MenuItem(
        "worklist",
        "我的待办",
        "list-task",
        details=("report_edit", "excel_import", "worklist_submit"),
        counted="worklist",
    ),
    MenuItem("message_list", "消息", "envelope", _READ, counted="unread"),
    MenuItem(
        "queue",
        "待审核",
        "inbox",
        (Capability.ENDORSE, Capability.REVIEW),
        ("rating_grid", "rating_approve"),
        counted="queue",
    ),
    MenuItem("audit_log", "审计日志", "journal-text", (Capability.AUDIT,)),
    MenuItem("admin:index", "系统管理", "gear", (Capability.ADMINISTER,)),
    MenuItem("reminder_list", "催报", "bell", (Capability.SEE_EVERYTHING,)),
    MenuItem("burden_list", "负担账", "clipboard-data", (Capability.SEE_EVERYTHING,)),
    MenuItem(
        "period_list", "报告期", "calendar-range", (Capability.MANAGE_PERIODS,), ("period_edit",)
    ),
    MenuItem("overview", "总览", "house", _READ, keeps_day=True),
    MenuItem("project_list", "项目", "table", _READ, ("project_detail",), keeps_day=True),
    MenuItem("county_list", "县区", "diagram-3", _READ, ("county_detail",), keeps_day=True),
    MenuItem("department_list", "部门", "building", _READ, ("department_detail",), keeps_day=True),
    MenuItem(
        "target_list",
        "目标明细",
        "check-circle",
        _READ,
        ("target_detail", "counting_edit"),
        keeps_day=True,
    ),
    MenuItem(
        "plan_change_list",
        "方案调整",
        "file-earmark-diff",
        (Capability.READ, Capability.ADMINISTER, Capability.AUDIT),
    ),
    MenuItem(
        "report_list",
        "进展报告",
        "journal-text",
        _READ,
        ("report_detail", "signature_sheet", "signature_check"),
    ),
    MenuItem(
        "change_request_list",
        "延期与办结",
        "clock",
        _READ,
        ("change_request_detail", "change_request_new"),
        "requests",
    ),
    MenuItem(
        "bulletin_list",
        "会议材料",
        "journals",
        _READ,
        ("bulletin_detail", "bulletin_changes", "bulletin_new"),
    ),
    MenuItem("calendar", "日历", "calendar3", _READ),
)
OWN_PAGES: Final = (
    MenuItem("delegation_list", "代填代审", "people", _READ),
    MenuItem("account_change_password", "修改密码", "key"),
)


def place_in_menu(view: str, *, is_from_queue: bool) -> str:
    """The menu page that a page belongs to: its own, the list of its kind, or 待审核."""
    if view == "report_detail" and is_from_queue:
        return "queue"
    return next(
        (item.view for item in PAGES + OWN_PAGES if view in {item.view, *item.details}), view
    )


def menu(user: Officer, on: date) -> dict[str, object]:
    """Context: ``menu_pages`` and ``own_pages``, pairs of item and number; ``menu_counts``."""
    counts = menu_counts(user, on)
    numbers = {**counts, "unread": user.unread}

    def with_numbers(items: tuple[MenuItem, ...]) -> list[tuple[MenuItem, int]]:
        return [
            (item, numbers.get(item.counted, 0))
            for item in items
            if not item.needs or any(map(user.can, item.needs))
        ]

    pages, own_pages = with_numbers(PAGES), with_numbers(OWN_PAGES)
    return {"menu_pages": pages, "own_pages": own_pages, "menu_counts": counts}


def menu_counts(user: Officer, on: date) -> Mapping[str, int]:
    """The numbers ``worklist``, ``queue`` and ``requests``, as far as the role has these pages.

    One query for reporters, approvers and reviewers, none for others.
    """
    if user.can(Capability.REPORT) and user.department is not None:
        return {"worklist": number_in_hand(user.department, on)}
    if user.can(Capability.ENDORSE):
        waiting = queued_for(user).count()
        return {"worklist": waiting, "queue": waiting}
    if user.can(Capability.REVIEW):
        requests = ChangeRequest.objects.visible_to(user).waiting()
        numbers = Officer.objects.filter(pk=user.pk).values_list(
            number_of(queued_for(user), "state"), number_of(requests, "state")
        )
        queued, requested = numbers.get()
        return {"worklist": queued + requested, "queue": queued, "requests": requested}
    return {}
