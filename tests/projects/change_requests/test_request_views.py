"""Pages of 延期 and 办结: whom they open to, what they take, and what comes back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from projects.change_requests.actions import settle
from projects.change_requests.models import ChangeRequest
from tests.factories import PDF, make_assignment, make_officer, make_target
from tests.html import leads_on
from tests.projects.change_requests.test_requests import (
    CLOSING,
    NEW,
    asker,
    first_checkpoint,
    make_late,
    make_request,
)
from tests.reports.form_client import FormClient, upload

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]

Role = Officer.Role


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


class Counter:
    """A reporter at the page of a new request for an assignment of the own department."""

    def __init__(self) -> None:
        self.assignment = make_late()
        self.client = signed_in(asker(self.assignment))
        self.address = f"{reverse('change_request_new')}?assignment={self.assignment.pk}"

    def send(self, **typed: Any) -> Any:
        data = {
            "kind": "extension",
            "checkpoint": first_checkpoint(self.assignment).pk,
            "new_due": f"{NEW:%Y-%m-%d}",
            "reason": "用地审批推迟。",
        }
        return self.client.post(self.address, data | typed)


def test_a_request_is_sent_with_its_files() -> None:
    counter = Counter()
    response = counter.send(files=[upload("请示.pdf"), upload("附图.pdf", PDF * 2)])
    made = ChangeRequest.objects.get()
    assert response.headers["Location"] == reverse("change_request_detail", args=[made.pk])
    page = counter.client.get(response.headers["Location"]).content.decode()
    assert [file.name for file in made.files.all()] == ["请示.pdf", "附图.pdf"]
    for words in ("2026-06-30", "2026-12-31", "用地审批推迟。", "请示.pdf", "撤回申请"):
        assert words in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": ""}, "请选择延期或办结。"),
        ({"kind": "nonsense"}, "nonsense"),
        ({"reason": " "}, "请写明理由和依据。"),
        ({"new_due": ""}, "请填写申请延至哪一天。"),
        ({"new_due": "2026年13月"}, "请按 2026-12-31 的样子填写日期。"),
        ({"checkpoint": ""}, "请选择要推迟的节点。"),
        ({"checkpoint": "99999"}, "请从列出的节点中选择。"),
        ({"reason": "长" * 2001}, "2000"),
    ],
)
def test_what_is_wrong_is_shown_and_what_was_typed_stays(typed: dict[str, str], told: str) -> None:
    counter = Counter()
    response = counter.send(**{"reason": "已写好的理由", **typed})
    body = response.content.decode()
    assert response.status_code == 422
    assert told in body
    assert typed.get("reason", "已写好的理由").strip() in body
    assert not ChangeRequest.objects.exists()


def test_a_file_that_is_none_is_shown_and_nothing_is_saved() -> None:
    response = Counter().send(files=[upload("假的.pdf", b"MZ not a pdf")])
    assert response.status_code == 422
    assert "内容与扩展名不符" in response.content.decode()
    assert not ChangeRequest.objects.exists()


def test_a_day_that_cannot_be_granted_is_shown_and_what_was_typed_stays() -> None:
    response = Counter().send(new_due="2028-01-01")
    assert response.status_code == 409
    assert "不能晚于方案结束日" in response.content.decode()
    assert "2028-01-01" in response.content.decode()


def test_only_own_targets_can_be_chosen() -> None:
    counter, foreign = Counter(), make_late()
    offered = counter.client.get(reverse("change_request_new")).content.decode()
    assert f'value="{counter.assignment.pk}"' in offered
    assert f'value="{foreign.pk}"' not in offered
    response = counter.client.get(reverse("change_request_new"), {"assignment": foreign.pk})
    assert response.status_code == 422
    assert "请从本部门承担的目标中选择。" in response.content.decode()
    for nonsense in ("", "abc", "9" * 30):
        answer = counter.client.get(reverse("change_request_new"), {"assignment": nonsense})
        assert answer.status_code == 422


@pytest.mark.parametrize("role", list(Role))
def test_who_opens_a_foreign_request_and_who_decides(role: Role) -> None:
    asked = make_request(make_late())
    client = signed_in(make_officer(role))
    seen = role == Role.REVIEWER
    detail = client.get(reverse("change_request_detail", args=[asked.pk]))
    assert detail.status_code == (200 if seen else 404)
    accept = client.post(reverse("change_request_step", args=[asked.pk, "accept"]))
    assert accept.status_code == (302 if seen else 404)
    assert ChangeRequest.objects.get().state == ("accepted" if seen else "asked")


def test_the_asker_cannot_decide_and_steps_are_posted() -> None:
    asked = make_request(make_late())
    client = signed_in(asked.asked_by)
    assert client.post(reverse("change_request_step", args=[asked.pk, "accept"])).status_code == 403
    page = reverse("change_request_detail", args=[asked.pk])
    assert leads_on(client.get(reverse("change_request_step", args=[asked.pk, "withdraw"])), page)
    assert (
        client.post(reverse("change_request_step", args=[asked.pk, "nonsense"])).status_code == 404
    )
    assert (
        client.post(reverse("change_request_step", args=[asked.pk, "withdraw"])).status_code == 302
    )
    assert (
        client.post(reverse("change_request_step", args=[asked.pk, "withdraw"])).status_code == 409
    )
    assert ChangeRequest.objects.get().state == "withdrawn"


def test_a_refusal_without_opinion_comes_back_with_the_reason() -> None:
    asked = make_request(make_late())
    client = signed_in(make_officer(Role.REVIEWER))
    response = client.post(
        reverse("change_request_step", args=[asked.pk, "refuse"]), {"decision": ""}
    )
    assert response.status_code == 409
    assert "请写明意见" in response.content.decode()


def test_files_open_to_those_who_see_the_request() -> None:
    counter = Counter()
    counter.send(files=[upload("请示.pdf")])
    address = reverse("change_request_file", args=[ChangeRequest.objects.get().files.get().pk])
    own = counter.client.get(address)
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert own.getvalue() == PDF
    assert signed_in(make_officer(Role.REPORTER)).get(address).status_code == 404
    assert signed_in(make_officer(Role.LEADER)).get(address).status_code == 404


def test_the_list_narrows_by_state_kind_project_and_department() -> None:
    first, second = make_request(make_late()), make_request(make_late(), CLOSING)
    settle(second, "accept", make_officer(Role.REVIEWER), "", None)
    client = signed_in(make_officer(Role.REVIEWER))

    def found(**query: str) -> list[ChangeRequest]:
        page = client.get(reverse("change_request_list"), query)
        return [row.record for row in page.context["table"].rows]

    assert set(found()) == {first, second}
    assert found(state="accepted") == found(kind="closing") == [second]
    assert found(department=first.assignment.department.code) == [first]
    told = (
        client.get(reverse("change_request_list"), {"project": "99"}).context["filter"].form.errors
    )
    assert list(told) == ["project"]


def test_those_that_wait_come_first_and_of_these_the_newest() -> None:
    made = [make_request(make_late(), CLOSING) for _ in range(5)]
    reviewer = make_officer(Role.REVIEWER)
    settle(made[0], "accept", reviewer, "", None)
    settle(made[2], "refuse", reviewer, "学校仍在办学。", None)
    settle(made[4], "withdraw", made[4].asked_by, "", None)
    page = signed_in(reviewer).get(reverse("change_request_list"))
    assert [row.record for row in page.context["table"].rows] == [
        made[3],
        made[1],
        made[0],
        made[2],
        made[4],
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list_do_not_grow(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_request(make_late())
    client = signed_in(make_officer(Role.REVIEWER))
    with django_assert_num_queries(7):
        client.get(reverse("change_request_list"))


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_a_request_do_not_grow(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = make_request(make_late())
    for _ in range(number - 1):
        make_request(make_late())
    client = signed_in(make_officer(Role.REVIEWER))
    with django_assert_num_queries(8):
        client.get(reverse("change_request_detail", args=[asked.pk]))


def test_a_page_shows_what_is_due_when_and_what_was_agreed_to_before() -> None:
    counter = Counter()
    before = counter.client.get(counter.address).content.decode()
    assert before.count("2026-06-30 ≥80 所") == before.count("2027-12-31 ≥100 所") == 2
    assert "请选择" in before
    asked = make_request(counter.assignment)
    settle(asked, "accept", make_officer(Role.REVIEWER), "", None)

    after = counter.client.get(counter.address).content.decode()

    assert after.count("2026-12-31（原 2026-06-30） ≥80 所") == 2
    words = "2026-11-23 经市局同意延期至 2026-12-31（原 2026-06-30）"
    assert f'href="{reverse("change_request_detail", args=[asked.pk])}"' in after
    assert words in after
    assert (
        words
        in counter.client.get(reverse("change_request_detail", args=[asked.pk])).content.decode()
    )


def test_the_report_s_form_leads_to_a_request_and_shows_what_is_closed_without_inputs() -> None:
    form_client = FormClient()
    link = f"{reverse('change_request_new')}?project={form_client.project.number}"
    closed = make_assignment(
        make_target(form_client.project, name="已撤并的学校"), form_client.county
    )
    settle(make_request(closed, CLOSING), "accept", make_officer(Role.REVIEWER), "", None)

    page = form_client.client.get(form_client.address).content.decode()

    assert page.count(link) == 1
    assert "已撤并的学校" in page
    assert "2026-11-23 经市局同意" in page
    assert f"line-{closed.pk}-" not in page
    other = make_assignment(department=form_client.county)
    choice = form_client.client.get(link).content.decode()
    assert f'value="{form_client.assignment.pk}"' in choice
    assert f'value="{closed.pk}"' not in choice
    assert f'value="{other.pk}"' not in choice


def test_a_reviewer_revokes_what_was_accepted_or_puts_its_day_right() -> None:
    asked = make_request(make_late())
    reviewer = make_officer(Role.REVIEWER)
    settle(asked, "accept", reviewer, "", None)
    client, page = signed_in(reviewer), reverse("change_request_detail", args=[asked.pk])
    revoke = reverse("change_request_revoke", args=[asked.pk])
    assert revoke in client.get(page).content.decode()

    refused = client.post(revoke, {"revocation-reason": " ", "revocation-new_due": "2027-01-05"})
    assert refused.status_code == 422
    assert "请写明为什么撤销或更正。" in refused.content.decode()
    assert 'value="2027-01-05"' in refused.content.decode()

    late = client.post(revoke, {"revocation-reason": "抄错。", "revocation-new_due": "2030-01-05"})
    assert late.status_code == 409
    assert "不能晚于方案结束日" in late.content.decode()

    right = client.post(revoke, {"revocation-reason": "抄错。", "revocation-new_due": "2027-01-05"})
    corrected = ChangeRequest.objects.latest("pk")
    assert right["Location"] == reverse("change_request_detail", args=[corrected.pk])
    old = client.get(page).content.decode()
    assert "同意后撤销" in old
    assert "抄错。" in old

    revoke = reverse("change_request_revoke", args=[corrected.pk])
    assert client.post(revoke, {"revocation-reason": "不应同意。"}).status_code == 302
    again = client.post(revoke, {"revocation-reason": "不应同意。"})
    assert again.status_code == 409
    assert "不能撤销" in again.content.decode()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER])
def test_a_department_sees_why_its_request_was_revoked_and_does_not_revoke(role: Role) -> None:
    asked = make_request(make_late())
    reviewer = make_officer(Role.REVIEWER)
    settle(asked, "accept", reviewer, "", None)
    client = signed_in(make_officer(role, asked.assignment.department))
    address = reverse("change_request_revoke", args=[asked.pk])
    assert client.post(address, {"revocation-reason": "理由"}).status_code == 403
    signed_in(reviewer).post(address, {"revocation-reason": "误判。"})
    page = client.get(reverse("change_request_detail", args=[asked.pk])).content.decode()
    assert "误判。" in page
    assert "revocation-reason" not in page
