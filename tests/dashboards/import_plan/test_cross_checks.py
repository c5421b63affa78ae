"""勾稽关系 are terms of the plan: amended, kept for past days, and gone with their targets."""

from datetime import date

import pytest

from departments.models import AuditEntry
from projects.models import CrossCheck, Plan, Target
from projects.terms.amending import terms_on
from tests.dashboards.import_plan.plan_book import Book, brought, explain, faults

TODAY, YESTERDAY = date(2026, 11, 26), date(2026, 11, 25)
# What is refused is the same on both; what is written, test_import_plan tries on both.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-26 09:00"),
]


def relations(plan: Plan, day: date = TODAY) -> dict[str, str]:
    return {key: row["relation"] for key, row in terms_on(plan, day)["勾稽关系"].items()}


@pytest.fixture
def related(book: Book, plan: Plan) -> Book:
    """The workbook of a plan in which 2-5 is at most 3-3."""
    first, second = (
        Target.objects.get(project__number=project, number=number)
        for project, number in ((2, 5), (3, 3))
    )
    CrossCheck.objects.create(target=first, relation="at_most", part=second)
    book.add("勾稽关系", 2, 5, 3, 3, "不大于")
    return book


def test_a_cross_check_comes_by_amendment(book: Book, plan: Plan) -> None:
    book.add("勾稽关系", 2, 5, 3, 3, "不大于")

    assert "勾稽关系 2-5 3-3：新增（关系 不大于）" in brought(book)

    assert relations(plan) == {"2 5 3 3": "at_most"}
    assert relations(plan, YESTERDAY) == {}
    entry = AuditEntry.objects.get()
    assert (entry.subject, entry.after) == ("勾稽关系 2-5 3-3", {"关系": "不大于"})


def test_a_cross_check_goes_by_amendment(related: Book, plan: Plan) -> None:
    related.remove("勾稽关系", 2, 5, 3, 3)

    assert "勾稽关系 2-5 3-3：删除（关系 不大于）" in brought(related)

    assert not CrossCheck.objects.exists()
    assert relations(plan, YESTERDAY) == {"2 5 3 3": "at_most"}


def test_goals_that_do_not_fit_the_relation_are_refused(related: Book) -> None:
    related.put("勾稽关系", (2, 5, 3, 3), 关系="等于")

    (line,) = faults(related)

    assert line.endswith("目标值0应等于3-3的目标值之和40。请改正目标值或勾稽关系。")


def test_a_target_goes_with_its_cross_checks_alone(related: Book, plan: Plan) -> None:
    related.remove_target(3, 3)
    explain(related, 3, 3)
    assert faults(related) == [
        (
            "工作表“勾稽关系”第2行“对照项目序号、对照目标序号”：工作表“目标”中没有“3-3”。"
            "撤销目标的，请一并删除它在其他各表中的行；不撤销的，请恢复“目标”表中的这一行和序号。"
        )
    ]

    related.remove("勾稽关系", 2, 5, 3, 3)
    brought(related)

    assert relations(plan) == {}
    assert relations(plan, YESTERDAY) == {"2 5 3 3": "at_most"}


def test_a_target_is_not_held_against_itself(book: Book) -> None:
    book.add("勾稽关系", 2, 5, 2, 5, "等于")
    assert faults(book) == [
        "工作表“勾稽关系”第2行“对照项目序号、对照目标序号”：目标不能与自身对照。"
    ]
