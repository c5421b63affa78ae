"""An amendment that waits for its day is withdrawn, stays recorded and never takes effect."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from departments.models import AuditEntry, Officer
from projects.models import Plan
from projects.terms.amending import apply_due
from projects.terms.content import load_content
from projects.terms.models import PlanChange
from tests.dashboards.import_plan.plan_book import Book, brought
from tests.factories import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]
LATER = date(2027, 3, 1)


@pytest.fixture
def waiting(plan: Plan, book: Book) -> PlanChange:
    book.put("节点", (3, 1, 1), 目标值=44)
    told = brought(book, day=f"{LATER}")
    change = PlanChange.objects.get()
    assert told[-1].endswith(f"依据：揭府办函〔2026〕9号，编号{change.pk}。")
    return change


def withdraw(number: int, *arguments: str, reason: str = "会议另有决定。") -> str:
    out = StringIO()
    call_command("withdraw_amendment", f"{number}", "--reason", reason, *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_never_takes_effect_and_stays_recorded(plan: Plan, waiting: PlanChange) -> None:
    administrator = make_officer(Officer.Role.ADMINISTRATOR, username="admin")
    before = load_content(plan)
    told = withdraw(waiting.pk, "--by", "admin")
    apply_due(LATER)

    assert told == f"已撤回{waiting.number_text}，届时不再生效，记录仍然保留。"
    assert load_content(plan) == before
    change = PlanChange.objects.get()
    assert (change.state.label, change.applied_at) == ("已撤回", None)
    row = AuditEntry.objects.get(action="撤回方案调整")
    assert (row.officer, row.reason, row.subject) == (
        administrator,
        "会议另有决定。",
        f"第{change.pk}号方案调整（自2027-03-01起，揭府办函〔2026〕9号）",
    )
    assert (row.before, row.after) == ({"状态": "待生效"}, {"状态": "已撤回"})


def test_what_is_withdrawn_stands_in_no_other_amendment_s_way(
    waiting: PlanChange, book: Book
) -> None:
    withdraw(waiting.pk)
    brought(book, day="2027-04-01")
    assert [each.state.label for each in PlanChange.objects.all()] == ["已撤回", "待生效"]


def refused(number: int, *arguments: str, reason: str = "会议另有决定。") -> str:
    with pytest.raises(CommandError) as refusal:
        withdraw(number, *arguments, reason=reason)
    return str(refusal.value)


def test_what_is_in_force_is_not_withdrawn_and_the_error_says_what_to_do(
    plan: Plan, book: Book
) -> None:
    book.put("节点", (3, 1, 1), 目标值=44)
    brought(book)
    change = PlanChange.objects.get()
    assert refused(change.pk) == (
        f"{change.number_text}已经生效，不能撤回。要改回原来的内容，请用 import_plan "
        "登记新的方案调整；原来登记有误的，请加 --correct 登记更正。"
    )


def test_it_is_withdrawn_once(waiting: PlanChange) -> None:
    withdraw(waiting.pk)
    assert refused(waiting.pk) == f"{waiting.number_text}已经撤回。"


def test_another_number_is_refused_with_what_waits(waiting: PlanChange) -> None:
    assert refused(waiting.pk + 9) == (
        f"没有编号为{waiting.pk + 9}的方案变动。待生效的：{waiting.number_text}。"
    )


def test_reason_and_administrator_are_checked(waiting: PlanChange) -> None:
    assert refused(waiting.pk, reason=" ") == "--reason 应为1至500个字，现为0个。"
    assert "没有这个用户名" in refused(waiting.pk, "--by", "nobody")
    assert PlanChange.objects.waiting().exists()
