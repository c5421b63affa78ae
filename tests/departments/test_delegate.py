"""代填: handing a reporter's post over and taking it back."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments import actions
from departments.actions import DelegationInput
from departments.exceptions import ActionNotAllowed
from departments.forms import DelegationForm
from departments.models import AuditEntry, Delegation, Department, Officer
from departments.models.delegation import Duty
from departments.permissions import Capability, roles_with
from tests.factories import make_delegation, make_department, make_officer, moment
from tests.html import leads_on

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role = Officer.Role
TODAY = date(2026, 11, 23)
PAGE = "/delegations/"


@pytest.fixture
def county() -> Department:
    return make_department(name="惠来县人民政府")


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def send(handing: Officer, delegation: Officer, /, **typed: Any) -> Any:
    data = {
        "duty": "reporter",
        "officer": delegation.pk,
        "start": "2026-11-23",
        "end": "",
        "reason": "产假。",
    }
    return signed_in(handing).post(PAGE, data | typed)


def end(officer: Officer, delegation: Delegation) -> Any:
    return signed_in(officer).post(reverse("delegation_end", args=[delegation.pk]), follow=True)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER])
def test_a_department_hands_its_reporting_to_an_officer_of_another(
    county: Department, role: Role
) -> None:
    handing, delegation = make_officer(role, county), make_officer(name="李四")
    response = send(handing, delegation, end="2026-12-31")
    assert response["Location"] == PAGE
    row = Delegation.objects.get()
    assert (row.department, row.officer, row.delegated_by) == (county, delegation, handing)
    assert (row.days, row.reason) == ("2026-11-23 至 2026-12-31", "产假。")
    entry = AuditEntry.objects.get()
    assert (entry.officer, entry.action, entry.subject) == (
        handing,
        "移交填报",
        "李四 代 惠来县人民政府 填报",
    )
    assert entry.after == {
        "代填人": "李四",
        "部门": "惠来县人民政府",
        "期限": "2026-11-23 至 2026-12-31",
    }
    assert entry.reason == "产假。"


def test_offered_are_officers_who_may_by_department(county: Department) -> None:
    for role in Role:
        make_officer(role, make_department(), name=f"外{role.label}")
        make_officer(role, county, name=f"内{role.label}")
    make_officer(is_active=False)
    form = DelegationForm(make_officer(Role.REPORTER, county), TODAY)
    assert {officer.name for officer in form.officers.values()} == {
        "外填报员",
        "外审核人",
        "外领导",
        "内领导",
    }
    choices: Any = form.fields["officer"]
    groups = [name for name, _ in choices.choices]
    assert groups[0] == ""
    assert len(groups) == 5
    assert groups[1] == "惠来县人民政府"


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"officer": ""}, "officer", "请选择交给谁。"),
        ({"officer": "9999999"}, "officer", "现在不能交给此人，请改选他人。"),
        ({"officer": "x"}, "officer", "现在不能交给此人，请改选他人。"),
        ({"start": ""}, "start", "请填写开始日期。"),
        ({"start": "明天"}, "start", "请按 2026-10-31 的样子填写日期。"),
        ({"start": "2026-11-22"}, "start", "开始日期不能早于今天。"),
        ({"start": "2026-11-25", "end": "2026-11-24"}, "end", "结束日期不能早于开始日期。"),
        ({"end": "2026-13-01"}, "end", "请按 2026-10-31 的样子填写日期。"),
        ({"reason": " "}, "reason", "请写明原因，例如：填报员外出学习。"),
        (
            {"reason": "长" * 201},
            "reason",
            "最多 200 字，现有 201 字，请删减。",
        ),
    ],
)
def test_what_is_filled_in_wrong_is_shown_and_kept(
    county: Department, typed: dict[str, str], field: str, told: str
) -> None:
    response = send(make_officer(Role.REPORTER, county), make_officer(), **typed)
    form = response.context["form"]
    assert (response.status_code, form.errors[field]) == (422, [told])
    assert {name: form[name].value() for name in typed} == typed
    assert not Delegation.objects.exists()


def test_who_stands_in_already_is_not_appointed_twice_for_the_same_days(county: Department) -> None:
    reporter, delegation = make_officer(Role.REPORTER, county), make_officer(name="李四")
    make_delegation(county, delegation, start=date(2026, 12, 1), end=date(2026, 12, 31))
    for days in ({"end": ""}, {"start": "2026-12-31"}, {"end": "2026-12-01"}):
        response = send(reporter, delegation, **days)
        assert response.status_code == 409
        assert "李四已在代填（2026-12-01 至 2026-12-31）" in response.content.decode()
        assert 'value="' + (days.get("start") or "2026-11-23") in response.content.decode()
    for days in ({"end": "2026-11-30"}, {"start": "2027-01-01"}):
        assert send(reporter, delegation, **days).status_code == 302
    assert Delegation.objects.count() == 3


def test_of_two_departments_people_none_hands_over_for_the_other(county: Department) -> None:
    wanted = DelegationInput(Duty.REPORTING, make_officer(), TODAY, None, "产假。")
    with pytest.raises(ActionNotAllowed, match="只有本部门的填报员或审核人"):
        actions.delegate(county, wanted, make_officer(), None)


def test_who_became_the_department_s_own_since_the_page_was_opened_is_refused(
    county: Department,
) -> None:
    wanted = DelegationInput(
        Duty.REPORTING, make_officer(Role.APPROVER, county, name="李四"), TODAY, None, "产假。"
    )
    with pytest.raises(ActionNotAllowed, match="李四不能代填，请改选他人。"):
        actions.delegate(county, wanted, make_officer(Role.REPORTER, county), None)


@pytest.mark.parametrize("role", list(Role))
def test_only_a_department_s_own_people_have_the_form(county: Department, role: Role) -> None:
    client = signed_in(make_officer(role, county))
    page = client.get(PAGE)
    sent = send(make_officer(role, county), make_officer())
    if role not in roles_with(Capability.READ):
        assert (page.status_code, sent.status_code) == (404, 404)
    elif role in {Role.REPORTER, Role.APPROVER}:
        assert page.context["form"] is not None
        assert sent.status_code == 302
    else:
        assert page.context["form"] is None
        assert sent.status_code == 403


@pytest.mark.parametrize("who", ["reporter", "approver", "delegation"])
def test_either_side_ends_it_and_the_row_stays(county: Department, who: str) -> None:
    people = {
        "reporter": make_officer(Role.REPORTER, county),
        "approver": make_officer(Role.APPROVER, county),
        "delegation": make_officer(),
    }
    delegation = make_delegation(county, people["delegation"])
    page = end(people[who], delegation)
    assert page.status_code == 200
    assert "已结束（2026-11-23 10:00）" in page.content.decode()
    assert not Delegation.objects.in_force(TODAY).exists()
    entry = AuditEntry.objects.get()
    assert (entry.officer, entry.action) == (people[who], "收回填报")


def test_of_two_who_end_it_the_second_is_notified(county: Department) -> None:
    delegation = make_delegation(county, make_officer())
    end(delegation.delegated_by, delegation)
    page = end(delegation.officer, delegation)
    assert "这次代填此前已经结束。" in page.content.decode()
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_nobody_else_ends_it(county: Department, role: Role) -> None:
    delegation = make_delegation(county, make_officer())
    response = end(make_officer(role), delegation)
    assert response.status_code == (403 if role == Role.REVIEWER else 404)
    assert Delegation.objects.in_force(TODAY).exists()


def test_the_list_leaks_nothing_of_other_departments(county: Department) -> None:
    own = make_delegation(county, make_officer(), start=date(2026, 11, 3))
    mine = make_delegation(make_department(), make_officer(Role.LEADER), start=date(2026, 11, 2))
    other = make_delegation(make_department(), make_officer(), reason="保密的原因")

    def listed(officer: Officer) -> list[Delegation]:
        page = signed_in(officer).get(PAGE)
        assert ("保密" in page.content.decode()) == (officer.role == Role.REVIEWER)
        return [row.record for row in page.context["table"].rows]

    assert listed(make_officer(Role.REPORTER, county)) == [own]
    assert listed(make_officer(Role.APPROVER, county)) == [own]
    assert listed(mine.officer) == [mine]
    assert listed(make_officer(Role.LEADER)) == []
    assert listed(make_officer(Role.REVIEWER)) == [own, mine, other]


@pytest.mark.parametrize(
    ("fields", "state", "endable"),
    [
        ({}, "生效中", True),
        ({"start": date(2026, 12, 1)}, "未开始", True),
        ({"end": date(2026, 11, 22)}, "已到期", False),
        ({"ended_at": moment(date(2026, 11, 20), 9)}, "已结束（2026-11-20 09:00）", False),
    ],
)
def test_a_row_shows_whether_it_holds(
    county: Department, fields: dict[str, Any], state: str, endable: bool
) -> None:
    delegation = make_delegation(county, make_officer(), **fields)
    page = signed_in(delegation.delegated_by).get(PAGE)
    assert page.context["table"].rows[0].get_cell_value("state") == state
    assert (reverse("delegation_end", args=[delegation.pk]) in page.content.decode()) is endable


def test_a_row_of_an_account_disabled_since_says_so(county: Department) -> None:
    delegation = make_delegation(county, make_officer(is_active=False))
    page = signed_in(delegation.delegated_by).get(PAGE)
    assert "已失效（账号停用或角色改变）" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_row_as_for_three(
    county: Department, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_delegation(county, make_officer())
    client = signed_in(make_officer(Role.REPORTER, county))
    with django_assert_num_queries(9):
        client.get(PAGE)


@pytest.mark.parametrize("name", ["delegation_end", "act_on_behalf"])
def test_changes_are_made_by_a_press_alone(county: Department, name: str) -> None:
    delegation = make_delegation(county, make_officer())
    address = reverse(name, args=[delegation.pk])
    assert leads_on(signed_in(delegation.officer).get(address), PAGE)
    assert Client().post(address)["Location"] == "/accounts/login/?next=%2Fdelegations%2F"
    assert Delegation.objects.in_force(TODAY).exists()


def test_an_approver_hands_the_approving_over_even_to_a_reporter_of_the_own_department(
    county: Department,
) -> None:
    approver, reporter = make_officer(Role.APPROVER, county), make_officer(name="李四")
    own = make_officer(Role.REPORTER, county, name="王五")
    page = signed_in(approver).get(PAGE)
    assert [label for _, label in page.context["form"].fields["duty"].choices] == ["填报", "审核"]
    assert own in page.context["form"].officers.values()
    for delegate in (reporter, own):
        assert send(approver, delegate, duty="approver").status_code == 302
    subjects = AuditEntry.objects.order_by("pk").values_list("action", "subject")
    assert list(subjects) == [
        ("移交审核", "李四 代 惠来县人民政府 审核"),
        ("移交审核", "王五 代 惠来县人民政府 审核"),
    ]
    refused = send(approver, own)
    assert refused.status_code == 409
    assert "王五不能代填，请改选他人。" in refused.content.decode()


def test_a_reporter_hands_no_approving_over(county: Department) -> None:
    reporter = make_officer(Role.REPORTER, county)
    response = send(reporter, make_officer(), duty="approver")
    assert response.status_code == 422
    wanted = DelegationInput(Duty.APPROVING, make_officer(), TODAY, None, "产假。")
    with pytest.raises(ActionNotAllowed, match="只有本部门的审核人可以移交审核。"):
        actions.delegate(county, wanted, reporter, None)
    assert not Delegation.objects.exists()


def test_who_stands_in_for_one_duty_may_be_given_the_other(county: Department) -> None:
    approver, delegate = make_officer(Role.APPROVER, county), make_officer(name="李四")
    assert send(approver, delegate).status_code == 302
    assert send(approver, delegate, duty="approver").status_code == 302
    again = send(approver, delegate, duty="approver")
    assert "李四已在代审（2026-11-23 起）" in again.content.decode()


def test_the_department_s_approvers_take_no_approving_over(county: Department) -> None:
    approver, other = make_officer(Role.APPROVER, county), make_officer(Role.APPROVER, county)
    response = send(approver, other, duty="approver")
    assert response.status_code == 422
    make_delegation(county, other, duty=Duty.APPROVING)
    assert not Delegation.objects.in_force(TODAY).exists()


def test_approving_for_a_department_are_its_approvers_and_who_stands_in_for_them(
    county: Department,
) -> None:
    approver, deputy = make_officer(Role.APPROVER, county), make_officer()
    reporting = make_officer()
    make_delegation(county, deputy, duty=Duty.APPROVING, delegated_by=approver)
    make_delegation(county, reporting, delegated_by=approver)
    make_officer(Role.APPROVER)
    assert set(Officer.objects.approving_for(county, TODAY)) == {approver, deputy}
    assert set(Officer.objects.reporting_for(county, TODAY)) == {reporting}
