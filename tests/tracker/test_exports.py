"""Every list as a workbook: the same rows in the same order as on its page, for the same reader."""

import pytest
from django.test import Client
from django.urls import reverse
from django_tables2 import Table

from departments.models import AuditEntry, Department, Officer
from projects.models import Project
from reports.models import Period
from tests.factories import make_officer, make_report
from tests.tracker.exports import body, export, fill, headings, officer_of, signed_in
from tests.tracker.test_access import ARGUMENTS, PAGES

Role = Officer.Role

LISTS: dict[str, tuple[str, str, int]] = {
    "target_list": (Role.LEADER, "measure=ratio&sort=-due&sort=target&sort=department", 10),
    "project_list": (Role.LEADER, "words=教师&sort=-number", 10),
    "county_list": (Role.LEADER, "sort=-timeliness&sort=name", 11),
    "bulletin_list": (Role.REVIEWER, "state=standing&sort=-on", 7),
    "department_list": (Role.LEADER, "kind=county&sort=-name", 10),
    "report_list": (Role.REVIEWER, "state=approved&sort=-department&sort=project", 6),
    "queue": (Role.REVIEWER, "department=puning&sort=-project", 16),
    "change_request_list": (Role.REVIEWER, "kind=extension&sort=-target&sort=department", 6),
    "reminder_list": (Role.REVIEWER, "kind=automatic&sort=sent_at&sort=department", 13),
    "message_list": (Role.REPORTER, "kind=reminded&sort=created_at", 6),
    "burden_list": (Role.REVIEWER, "period=2026-10&sort=-typed", 9),
    "audit_log": (Role.AUDITOR, "action=提交&sort=-subject", 6),
    "plan_change_list": (Role.AUDITOR, "document=2026]&sort=-recorded", 8),
    "delegation_list": (Role.REVIEWER, "sort=days&sort=department", 9),
    "holiday_list": (Role.ADMINISTRATOR, "sort=-name", 7),
}
"""Of each list a role that sees all of it, filters with an order, and its export's queries.

The list's own, the demonstration's mark, and where no snapshot is shown the plan."""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("plan"),
    pytest.mark.on("2026-11-23 09:00", tick=False),
]


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("undrawn")
def test_every_page_with_a_table_is_among_the_lists() -> None:
    found = set()
    clients = {role: signed_in(role) for role in Role}
    for name, roles in PAGES.items():
        response = clients[min(roles)].get(reverse(name, kwargs=ARGUMENTS.get(name)))
        context = None if response.streaming else response.context
        if context and isinstance(context.get("table"), Table):
            found.add(name)

    assert found == set(LISTS)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("role", sorted(Role))
def test_an_export_opens_to_those_its_list_opens_to(name: str, role: str) -> None:
    response = signed_in(role).get(reverse(name), {"format": "xlsx"})

    assert response.status_code == (200 if role in PAGES[name] else 404)
    assert response.streaming is (role in PAGES[name])
    if response.streaming:
        response.getvalue()  # which closes it


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_links_to_its_workbook_with_filters_and_order_and_all_pages(name: str) -> None:
    role, query, _ = LISTS[name]
    page = signed_in(role).get(f"{reverse(name)}?{query}&page=2").content.decode()

    link = page.partition('id="export"')[2].partition('href="')[2].partition('"')[0]
    assert "format=xlsx" in link
    assert "page=" not in link
    assert link.count("sort=") == query.count("sort=")


def test_an_approver_s_queue_leaves_out_what_the_page_leaves_out() -> None:
    fill(1)
    sheet = export(signed_in(Role.APPROVER), "/queue/")
    assert {"部门", "待评定项数"}.isdisjoint(headings(sheet))


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("role", "path", "query"),
    [
        (Role.REVIEWER, "/reports/", "period=1999-01"),
        (Role.REVIEWER, "/change-requests/", "state=nonsense"),
        (Role.REVIEWER, "/reminders/", "department=nowhere"),
        (Role.REVIEWER, "/queue/", "lamp=pink"),
        (Role.AUDITOR, "/audit/", "since=yesterday"),
        (Role.ADMINISTRATOR, "/plan-changes/", "state=nonsense"),
        (Role.LEADER, "/targets/", "project=99"),
        (Role.LEADER, "/departments/", "kind=nonsense"),
        (Role.LEADER, "/projects/", "as_of=2036-01-01"),
        (Role.LEADER, "/counties/", "as_of=someday"),
    ],
)
def test_a_wrong_filter_is_shown_by_the_list_and_nothing_exported(
    role: str, path: str, query: str
) -> None:
    response = signed_in(role).get(f"{path}?{query}&format=xlsx", follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(f"{path}?{query}", 302)]
    assert "field-errors" in page or 'id="id_as_of_error"' in page


@pytest.mark.databases("sqlite")
def test_another_format_is_no_export() -> None:
    response = signed_in(Role.AUDITOR).get("/audit/", {"format": "csv"})
    assert response.headers["Content-Type"].startswith("text/html")


def test_what_stands_above_a_list_shows_day_maker_filters_and_order() -> None:
    client = signed_in(Role.LEADER)
    sheet = export(
        client, "/targets/", "as_of=2026-10-31&project=3&department=puning&sort=-due&lamp=red"
    )
    notes = str(sheet["A3"].value)

    assert str(sheet["A1"].value).endswith("\n目标明细")
    assert "统计截止日期：2026-10-31" in notes
    assert "导出时间：2026-11-23 09:00" in notes
    assert "导出人：" in notes
    assert "（市教育局）" in notes
    project = Project.objects.get(number=3)
    assert f"筛选：项目：{project}；部门：普宁市人民政府；亮灯：红·严重滞后" in notes
    assert "排序：要求和时限（降序）" in notes


def test_choices_of_objects_are_shown_by_their_names() -> None:
    fill(1)
    client = signed_in(Role.REVIEWER)
    notes = str(export(client, "/reports/", "period=2026-10&department=huilai")["A3"].value)

    period = Period.objects.get(code="2026-10")
    assert f"筛选：报告期：{period}；部门：惠来县人民政府" in notes
    assert "共 1 条" in notes
    assert "统计截止日期" not in notes


def test_demonstration_data_are_marked_on_the_sheet_and_each_page() -> None:
    Officer.objects.filter(pk=officer_of(Role.LEADER).pk).update(is_demo=True)
    sheet = export(signed_in(Role.LEADER), "/projects/")

    assert str(sheet["A2"].value).startswith("演示数据")
    assert sheet.oddHeader.center.text == "演示数据"


def test_an_empty_list_says_so_below_its_headings() -> None:
    sheet = export(signed_in(Role.REVIEWER), "/change-requests/")
    assert [cells[0].value for cells in body(sheet)] == ["没有符合条件的申请。"]


@pytest.mark.databases("sqlite")
def test_the_file_is_named_in_chinese_with_its_day() -> None:
    client = signed_in(Role.LEADER)
    response = client.get("/targets/", {"as_of": "2026-10-31", "format": "xlsx"})
    response.getvalue()  # which closes it

    name = "%E7%9B%AE%E6%A0%87%E6%98%8E%E7%BB%86_2026-10-31.xlsx"
    assert response.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_moments_are_those_of_the_clock_on_the_wall() -> None:
    fill(1)
    sheet = export(signed_in(Role.AUDITOR), "/audit/", "action=提交")
    assert f"{sheet['A5'].value}" == "2026-11-05 10:00:00"


def test_a_list_longer_than_a_sheet_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("departments.lists.MOST_ROWS", 1)
    fill(1)
    response = signed_in(Role.AUDITOR).get("/audit/", {"format": "xlsx"}, follow=True)

    assert "这个列表有 2 条，超过一张工作表能放下的 1 条；请先筛选，再导出。" in (
        response.content.decode()
    )


@pytest.mark.databases("sqlite")
def test_formulas_and_control_characters_in_names_stay_text(client: Client) -> None:
    for words in ("=1+1", "+86", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "bell\x07_x0041_"):
        AuditEntry.objects.create(action="提交", subject=words, subject_key="report:1")
    sheet = export(signed_in(Role.AUDITOR), "/audit/", "sort=at")

    cells = [row[3] for row in body(sheet)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {str(cell.value): bool(cell.quotePrefix) for cell in cells} == {
        "=1+1": True,
        "+86": True,
        "-1": True,
        "@SUM(A1)": True,
        "=cmd|' /C calc'!A0": True,
        "bell_x005F_x0041_": False,
    }


def test_a_delegate_exports_what_the_department_stood_in_for_may_see(client: Client) -> None:
    fill(1)
    huilai = Department.objects.get(code="huilai")
    make_report(Project.objects.get(number=9), huilai, Period.objects.get(code="2026-10"))
    delegation = make_officer(Role.REPORTER, huilai)
    client.force_login(delegation)
    departments = {cells[3].value for cells in body(export(client, "/reports/"))}
    assert departments == {"惠来县人民政府"}
