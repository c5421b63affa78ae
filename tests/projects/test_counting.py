"""填报口径: edited by the bureau, with its history, and shown beside every figure."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Officer
from projects.counting import actions
from projects.counting.wordings import signature, wordings
from projects.models import Target
from projects.terms.amending import Grounds, amend
from projects.terms.content import TermDifference
from tests.factories import (
    make_assignment,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

pytestmark = pytest.mark.django_db

Role = Officer.Role
OLD, NEW, OTHER = "填累计所数。", "填报告期末的累计所数。", "填本年度的所数。"


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def page_of(target: Target) -> str:
    return reverse("counting_edit", args=[target.project.number, target.number])


def send(officer: Officer, target: Target, counting: str, opened: str = OLD) -> Any:
    data = {"counting": counting, "opened": signature(opened)}
    return signed_in(officer).post(page_of(target), data)


def again(target: Target) -> str:
    return Target.objects.get(pk=target.pk).counting


def loaded(**fields: Any) -> Target:
    """A target as the fixture loads it: without any history."""
    target = make_target(**{"name": "中心学校", "counting": OLD} | fields)
    target.history.all().delete()
    return target


def test_a_reviewer_changes_how_a_target_is_counted() -> None:
    target, reviewer = loaded(), make_officer(Role.REVIEWER, name="王五")
    page = signed_in(reviewer).get(page_of(target))
    text = page.content.decode()
    assert page.context["form"]["counting"].value() == OLD
    assert target.quote in text
    assert "≥22 所" in text
    assert "还没有修改过。" in text

    response = send(reviewer, target, NEW)

    assert response["Location"] == "/projects/1/#target-1-1"
    assert again(target) == NEW
    entry = AuditEntry.objects.get()
    assert (entry.officer, entry.action, entry.subject) == (
        reviewer,
        "方案调整",
        "目标 1-1",
    )
    assert (entry.before, entry.after) == ({"填报口径": OLD}, {"填报口径": NEW})


def test_who_changed_what_when_is_shown_from_the_text_loaded_with_the_plan_on() -> None:
    target = loaded()
    for day, name, text, before in ((1, "王五", NEW, OLD), (2, "赵六", OTHER, NEW)):
        with time_machine.travel(moment(date(2026, 11, day)), tick=False):
            send(make_officer(Role.REVIEWER, name=name), target, text, before)
    told = [(item.counting, item.at, item.who) for item in wordings(target)]
    assert told == [
        (OTHER, moment(date(2026, 11, 2)), "赵六"),
        (NEW, moment(date(2026, 11, 1)), "王五"),
        (OLD, None, "载入方案时"),
    ]
    page = signed_in(make_officer(Role.REVIEWER)).get(page_of(target)).content.decode()
    assert re.search(r"2026-11-02 10:00\s+<small>赵六，现行</small>", page)


def test_other_changes_of_a_target_are_no_wordings() -> None:
    target = make_target(counting=OLD)
    target.name = "别的名称"
    target.save()
    assert wordings(target) == []
    send(make_officer(Role.REVIEWER, name="王五"), target, NEW)
    target.refresh_from_db()
    target.name = "又一名称"
    target.save()
    assert [(item.counting, item.who) for item in wordings(target)] == [
        (NEW, "王五"),
        (OLD, "载入方案时"),
    ]


def test_a_text_that_did_not_change_leaves_no_trace() -> None:
    target = loaded()
    response = send(make_officer(Role.REVIEWER), target, f" {OLD} ")
    assert response.status_code == 302
    assert not AuditEntry.objects.exists()
    assert not target.history.exists()


def test_it_may_be_emptied_and_then_is_shown_nowhere() -> None:
    target, reviewer = loaded(), make_officer(Role.REVIEWER)
    send(reviewer, target, "")
    assert again(target) == ""
    page = signed_in(reviewer).get(f"/projects/{target.project.number}/").content.decode()
    assert 'class="counting"' not in page


def test_lines_are_kept_as_lines_however_the_browser_ends_them() -> None:
    target = loaded()
    send(make_officer(Role.REVIEWER), target, "一、填累计数。\r\n二、附名单。")
    assert again(target) == "一、填累计数。\n二、附名单。"


def test_a_text_too_long_is_shown_and_kept() -> None:
    target = loaded()
    response = send(make_officer(Role.REVIEWER), target, "长" * 501)
    assert response.status_code == 422
    assert "最多 500 字，现有 501 字，请删减。" in response.content.decode()
    assert response.context["form"]["counting"].value() == "长" * 501
    assert again(target) == OLD


@pytest.mark.parametrize("opened", [OLD, "", "x" * 99])
def test_of_two_who_edit_one_text_the_second_sees_both_and_decides(opened: str) -> None:
    target, first, second = (
        loaded(),
        make_officer(Role.REVIEWER, name="王五"),
        make_officer(Role.REVIEWER),
    )
    send(first, target, NEW)

    response = send(second, target, OTHER, opened)

    text = response.content.decode()
    assert (response.status_code, again(target)) == (409, NEW)
    assert "王五已修改了这段口径，您填写的还没有保存。" in text
    assert NEW in text
    assert response.context["form"]["counting"].value() == OTHER
    button = re.search(r'name="opened"\s+value="(\w+)">以我填写的为准', text)
    assert button is not None
    # The browser sends the hidden field first, then the button.
    data = {"counting": OTHER, "opened": [signature(opened), button[1]]}
    assert signed_in(second).post(page_of(target), data).status_code == 302
    assert again(target) == OTHER


@pytest.mark.on("2026-11-26 09:00")
def test_while_an_amendment_of_the_target_waits_the_page_says_so_and_keeps_what_is_typed() -> None:
    target = loaded()
    key = f"{target.project.number} {target.number}"
    change = TermDifference("目标", key, "counting", OLD, OTHER)
    amend(target.project.plan, [change], Grounds(date(2026, 12, 5), "9号", "合并。"), None)

    response = send(make_officer("reviewer"), target, NEW)

    assert (response.status_code, again(target)) == (422, OLD)
    (said,) = response.context["form"].errors["counting"]
    assert said == (
        f"“目标 {target.code}”已登记了自2026-12-05起的调整（9号），尚未生效，"
        "不能再登记同一行的变动。"
    )
    assert NEW in response.content.decode()


def test_two_presses_at_once_change_it_once() -> None:
    target, reviewer = loaded(), make_officer(Role.REVIEWER)
    opened = signature(OLD)
    assert actions.set_counting(target, NEW, opened, reviewer, None)
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.set_counting(loaded_again(target), OTHER, opened, reviewer, None)
    assert overtaken.value.target.counting == NEW
    assert AuditEntry.objects.count() == 1


def loaded_again(target: Target) -> Target:
    """The target as a second process read it before the first one wrote."""
    stale = Target.objects.get(pk=target.pk)
    stale.counting = OLD
    return stale


@pytest.mark.parametrize("role", list(Role))
def test_only_reviewers_edit_it_and_see_the_link(role: Role) -> None:
    target, officer = loaded(), make_officer(role)
    is_reviewer = role == Role.REVIEWER
    assert signed_in(officer).get(page_of(target)).status_code == (200 if is_reviewer else 404)
    assert send(officer, target, NEW).status_code == (302 if is_reviewer else 404)
    page = signed_in(officer).get(f"/projects/{target.project.number}/")
    assert (page_of(target) in page.content.decode()) is is_reviewer


@pytest.mark.parametrize("path", ["1-2", "2-1", "1-x", f"1-{'9' * 40}", "0-0"])
def test_a_target_that_is_not_there_does_not_exist(path: str) -> None:
    loaded()
    client = signed_in(make_officer(Role.REVIEWER))
    assert client.get(f"/targets/{path}/counting/").status_code == 404


def test_a_retired_target_is_counted_no_more() -> None:
    target, reviewer = loaded(), make_officer(Role.REVIEWER)
    Target.objects.filter(pk=target.pk).update(ended_on=date(2026, 11, 1))
    assert signed_in(reviewer).get(page_of(target)).status_code == 404
    assert send(reviewer, target, NEW).status_code == 404


def test_before_sign_in_it_leads_to_the_sign_in_and_other_methods_are_refused() -> None:
    target = loaded()
    assert Client().post(page_of(target))["Location"].startswith("/accounts/login/")
    assert signed_in(make_officer(Role.REVIEWER)).put(page_of(target)).status_code == 405


def test_it_is_shown_beside_the_input_the_figure_and_the_standing() -> None:
    target = loaded(counting="填<b>累计</b>数。")
    assignment = make_assignment(target)
    county, project = assignment.department, target.project
    make_responsibility(project, county)
    period = make_period("2026-10")
    report = make_report(project, county, period)
    reporter = signed_in(make_officer(Role.REPORTER, county))
    with time_machine.travel(moment(date(2026, 11, 23)), tick=False):
        for address in (
            reverse("report_edit", args=["2026-10", project.number]),
            reverse("report_detail", args=[report.pk]),
            reverse("project_detail", args=[project.number]),
        ):
            assert "填&lt;b&gt;累计&lt;/b&gt;数。" in reporter.get(address).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_change_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    target, reviewer, before = loaded(project=make_project()), make_officer(Role.REVIEWER), OLD
    for change in range(number):
        with time_machine.travel(moment(date(2026, 11, 1)) + timedelta(days=change)):
            send(make_officer(Role.REVIEWER), target, f"{change}", before)
        before = f"{change}"
    client = signed_in(reviewer)
    with django_assert_num_queries(6):
        client.get(page_of(target))
