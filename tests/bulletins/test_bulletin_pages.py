"""The pages of bulletins: who opens them, what they show, and how they refuse."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bulletins.models import Bulletin, Withdrawal
from departments.models import Department, Officer
from departments.permissions import Capability, roles_with
from projects.models import Plan, Target
from tests.bulletins.bulletins import damage, say
from tests.factories import (
    make_assignment,
    make_bulletin,
    make_department,
    make_officer,
    make_project,
    make_target,
    make_withdrawal,
)
from tests.html import leads_on

Role = Officer.Role
AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def target() -> Target:
    """One target of one county, of which nothing is reported yet."""
    target = make_target(make_project(name="智慧校园"), name="接入学校")
    make_assignment(target, make_department(name="甲县"))
    return target


@pytest.fixture
def plan(target: Target) -> Plan:
    return target.project.plan


@pytest.fixture
def reviewer(client: Client) -> Officer:
    officer = make_officer(Role.REVIEWER, make_department(Department.Kind.BUREAU, "市教育局"))
    client.force_login(officer)
    return officer


def test_the_list_shows_day_rate_maker_and_state_newest_first(
    client: Client, plan: Plan, reviewer: Officer
) -> None:
    first = make_bulletin(plan, on=AUGUST)
    make_bulletin(plan, on=SEPTEMBER)
    make_withdrawal(first, reason="甲县数据有误。")

    response = client.get("/bulletins/")

    rows = [row.record.number for row in response.context["table"].rows]
    assert rows == [2, 1]
    body = response.content.decode()
    for told in ("2026年第2期", "2026-09-30", "0.0%（0/1）", "有效", "已撤回", "甲县数据有误。"):
        assert told in body


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"year": "2026"}, [2, 1]),
        ({"state": "standing"}, [2]),
        ({"state": "withdrawn"}, [1]),
        ({"sort": "on"}, [1, 2]),
    ],
)
def test_the_list_narrows_by_year_and_state(
    client: Client, plan: Plan, reviewer: Officer, query: dict[str, str], numbers: list[int]
) -> None:
    make_withdrawal(make_bulletin(plan, on=AUGUST))
    make_bulletin(plan, on=SEPTEMBER)

    rows = client.get("/bulletins/", query).context["table"].rows

    assert [row.record.number for row in rows] == numbers


@pytest.mark.parametrize("query", [{"year": "2025"}, {"state": "nonsense"}])
def test_a_wrong_filter_is_shown(
    client: Client, plan: Plan, reviewer: Officer, query: dict[str, str]
) -> None:
    make_bulletin(plan)

    response = client.get("/bulletins/", query)

    assert list(response.context["filter"].form.errors) == list(query)
    assert "field-errors" in response.content.decode()


PATHS = {
    "/bulletins/": 6,
    "/bulletins/2026/1/": 7,
    "/bulletins/2026/1/changes/?with=2026-2": 9,
    "/bulletins/new/": 15,
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("number", [2, 12])
def test_queries_do_not_grow_with_the_number_of_bulletins(
    client: Client,
    plan: Plan,
    reviewer: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    number: int,
) -> None:
    for _ in range(number):
        make_bulletin(plan, made_by=reviewer)

    with django_assert_num_queries(PATHS[path]):
        response = client.get(path)
    assert response.status_code == 200


def test_a_new_one_is_of_last_month_s_end_and_follows_the_last_number(
    client: Client, plan: Plan, reviewer: Officer
) -> None:
    make_bulletin(plan, 7, on=SEPTEMBER)

    response = client.get("/bulletins/new/")

    document = response.context["document"]
    assert (document.on, document.changes.since) == (OCTOBER, "2026年第7期")
    assert response.context["form"].cleaned_data == {"on": OCTOBER, "number": 8}
    assert "制作 2026年第8期" in response.content.decode()

    make_bulletin(plan, 8, on=OCTOBER)
    assert client.get("/bulletins/new/").context["document"].on == date(2026, 11, 23)


def make_it(client: Client, **changes: str) -> tuple[int, str]:
    """Press 制作 as the page offers it, with some fields changed; status and page."""
    page = client.get("/bulletins/new/", {"number": "11", "on": "2026-10-31"})
    fields = {"on": "2026-10-31", "number": "11", "seen": page.context["seen"]}
    response = client.post("/bulletins/new/", fields | changes)
    return response.status_code, response.content.decode()


def test_a_press_makes_what_was_shown(client: Client, plan: Plan, reviewer: Officer) -> None:
    page = client.get("/bulletins/new/", {"number": "11", "on": "2026-10-31"})
    fields = {"on": "2026-10-31", "number": "11", "seen": page.context["seen"]}

    response = client.post("/bulletins/new/", fields, follow=True)

    bulletin = Bulletin.objects.get()
    assert response.redirect_chain == [("/bulletins/2026/11/", 302)]
    assert "2026年第11期已制作" in response.content.decode()
    assert (bulletin.on, bulletin.made_by) == (OCTOBER, reviewer)
    assert bulletin.document().filled_by == reviewer.name


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"on": "2026-11-24"}, "请选择2023-09-04至今天（2026-11-23）之间的日期"),
        ({"on": "2023-09-03"}, "请选择2023-09-04至今天"),
        ({"on": "十月底"}, "日期请按 2026-10-31 的样子填写"),
        ({"on": ""}, "请填写统计截止日期"),
        ({"number": "1"}, "2026年第1期已经有了，请改用第2期"),
        ({"number": "0"}, "期号从1开始"),
        ({"number": "1000"}, "期号最大为999"),
        ({"number": "十一"}, "期号请填整数"),
        ({"number": ""}, "请填写期号"),
    ],
)
def test_what_is_wrong_is_shown_and_what_was_typed_stays(
    client: Client, plan: Plan, reviewer: Officer, fields: dict[str, str], told: str
) -> None:
    make_bulletin(plan)
    typed = {"on": "2026-10-15", "number": "11"} | fields

    shown = client.get("/bulletins/new/", typed)
    pressed = client.post("/bulletins/new/", typed)

    for response in (shown, pressed):
        assert response.status_code == 422
        assert told in response.content.decode()
        form = response.context["form"]
        assert {name: form[name].value() for name in typed} == typed
    assert Bulletin.objects.count() == 1


def test_of_two_who_press_at_once_one_is_notified(
    client: Client, plan: Plan, reviewer: Officer
) -> None:
    assert make_it(client)[0] == 302
    status, body = make_it(client)
    assert (status, Bulletin.objects.count()) == (422, 1)
    assert "2026年第11期已经有了，请改用第12期。" in body


def test_what_changed_since_it_was_shown_is_shown_before_it_is_made(
    client: Client, target: Target, reviewer: Officer
) -> None:
    page = client.get("/bulletins/new/", {"number": "11", "on": "2026-11-23"})
    say(target, 22)
    fields = {"on": "2026-11-23", "number": "11", "seen": page.context["seen"]}

    response = client.post("/bulletins/new/", fields)

    assert response.status_code == 409
    assert "数据有了变化" in response.content.decode()
    assert not Bulletin.objects.exists()
    again = client.post("/bulletins/new/", fields | {"seen": response.context["seen"]})
    assert (again.status_code, Bulletin.objects.get().met) == (302, 1)


def test_a_bulletin_s_page_shows_what_was_frozen_whatever_became_of_it(
    client: Client, target: Target, reviewer: Officer
) -> None:
    bulletin = make_bulletin(target.project.plan)
    say(target, 22)
    plan = target.project.plan
    plan.yellow_points, plan.red_points = Decimal(1), Decimal(2)
    plan.save()
    type(target.project).objects.update(name="改了名的项目")
    Department.objects.filter(county__isnull=False).update(name="改了名的县")

    response = client.get("/bulletins/2026/1/")

    body = response.content.decode()
    assert "智慧校园" in body
    assert "改了名" not in body
    assert (response.context["city"].met_text, response.context["city"].rate_text) == (
        "0/1",
        "0.0%",
    )
    for sentence in bulletin.document().rules:
        assert sentence in body
    assert bulletin.fingerprint in body


def test_a_withdrawn_one_says_so_and_why_and_offers_no_withdrawal(
    client: Client, plan: Plan, reviewer: Officer
) -> None:
    make_withdrawal(make_bulletin(plan), reason="甲县<数据>有误。")

    body = client.get("/bulletins/2026/1/").content.decode()

    assert "这一期已撤回" in body
    assert "甲县&lt;数据&gt;有误。" in body
    assert "撤回这一期" not in body


def test_a_withdrawal_takes_a_reason_and_a_word_that_it_is_meant(
    client: Client, plan: Plan, reviewer: Officer
) -> None:
    make_bulletin(plan)
    path = "/bulletins/2026/1/withdraw/"

    empty = client.post(path, {"reason": " ", "is_sure": "on"})
    unsure = client.post(path, {"reason": "甲县数据有误。"})

    assert (empty.status_code, unsure.status_code) == (422, 422)
    assert "请写明撤回的理由" in empty.content.decode()
    assert "甲县数据有误。" in unsure.content.decode()
    assert not Withdrawal.objects.exists()
    done = client.post(path, {"reason": "甲县数据有误。", "is_sure": "on"}, follow=True)
    assert "2026年第1期已撤回。" in done.content.decode()
    assert Withdrawal.objects.get().officer == reviewer
    again = client.post(path, {"reason": "再来。", "is_sure": "on"})
    assert again.status_code == 409
    assert "此前已经撤回" in again.content.decode()


def test_a_damaged_one_is_shown_everywhere_and_can_be_withdrawn(
    client: Client, plan: Plan, reviewer: Officer
) -> None:
    damage(make_bulletin(plan, on=AUGUST))
    make_bulletin(plan, on=SEPTEMBER)

    page = client.get("/bulletins/2026/1/")
    changes = client.get("/bulletins/2026/2/changes/?with=2026-1")
    new = client.get("/bulletins/new/", {"on": "2026-09-01", "number": "3"})

    for response in (page, changes, new):
        assert "2026年第1期的内容与制作时的指纹不符" in response.content.decode()
    assert (page.status_code, changes.status_code, new.status_code) == (200, 409, 409)
    path = "/bulletins/2026/1/withdraw/"
    assert client.post(path, {"reason": "损坏。", "is_sure": "on"}).status_code == 302
    after = client.get("/bulletins/new/", {"on": "2026-09-01", "number": "3"})
    assert after.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/bulletins/2026/2/",
        "/bulletins/2025/1/",
        "/bulletins/99999999999999999999/9999999999/",
        "/bulletins/2026/2/changes/",
    ],
)
def test_an_unknown_one_is_not_found(
    client: Client, plan: Plan, reviewer: Officer, path: str
) -> None:
    make_bulletin(plan)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", sorted(Role))
def test_only_reviewers_make_and_withdraw_on_the_pages(
    client: Client, plan: Plan, role: Role
) -> None:
    make_bulletin(plan)
    client.force_login(make_officer(role))
    posted = {"reason": "数据有误。", "is_sure": "on"}

    body = client.get("/bulletins/2026/1/").content.decode()
    made = client.post("/bulletins/new/", {"on": "2026-10-31", "number": "9", "seen": "x"})
    withdrawn = client.post("/bulletins/2026/1/withdraw/", posted)

    may = role == Role.REVIEWER
    assert ("撤回这一期" in body) == may
    assert (made.status_code, withdrawn.status_code) == ((409, 302) if may else (404, 404))
    assert Bulletin.objects.count() == 1
    assert Withdrawal.objects.exists() == may


def test_without_a_plan_the_page_says_what_to_do(client: Client, reviewer: Officer) -> None:
    assert client.get("/bulletins/new/").status_code == 404
    assert client.get("/bulletins/").status_code == 200


def test_wrong_methods_are_refused(client: Client, plan: Plan, reviewer: Officer) -> None:
    make_bulletin(plan)

    assert leads_on(client.get("/bulletins/2026/1/withdraw/"), "/bulletins/2026/1/")
    for path in ("/bulletins/", "/bulletins/2026/1/", "/bulletins/2026/1/changes/"):
        assert client.post(path).status_code == 405
    assert client.put("/bulletins/new/").status_code == 405


def test_all_readers_find_them_in_the_menu(client: Client, plan: Plan) -> None:
    for role in Role:
        client.force_login(make_officer(role))
        body = client.get("/worklist/").content.decode()
        assert ('href="/bulletins/"' in body) == (role in roles_with(Capability.READ))
