"""What import_plan records of a change: who made it, and its values in words."""

import pytest
from django.core.management import CommandError

from departments.models import AuditEntry, Officer
from projects.models import Plan
from projects.terms.models import PlanChange
from tests.dashboards.import_plan.plan_book import Book, brought, explain, rows_written
from tests.factories import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]


def test_the_audit_log_shows_values_in_words(book: Book) -> None:
    book.put("责任分工", (3, "puning"), 分工="配合")
    book.put("目标", (3, 2), **{"要求": "左右", "范围": "每个县区", "可超过100%": "是"}, 允许偏差=1)
    book.put("任务分解", (3, 2, "puning"), 不适用的理由="没有此类学校")

    brought(book)

    found = {entry.subject: (entry.before, entry.after) for entry in AuditEntry.objects.all()}
    assert found == {
        "责任分工 3 普宁市人民政府": ({"分工": "牵头"}, {"分工": "配合"}),
        "目标 3-2": (
            {"要求": "不少于", "范围": "各县合计", "可超过100%": "否", "允许偏差": "0"},
            {"要求": "左右", "范围": "每个县区", "可超过100%": "是", "允许偏差": "1"},
        ),
        "任务分解 3-2 普宁市人民政府": (
            {"不适用的理由": "空"},
            {"不适用的理由": "没有此类学校"},
        ),
    }


def test_the_audit_log_shows_rows_in_words(book: Book, plan: Plan) -> None:
    book.remove_target(5, 2)
    explain(book, 5, 2)

    brought(book)

    target = AuditEntry.objects.get(subject="目标 5-2")
    assert target.after == {}
    assert (target.before["计量方式"], target.before["要求"]) == ("比率", "不少于")
    assert (target.before["可有小数"], target.before["适用的最低人口数"]) == ("否", "空")


def test_who_records_the_change_is_kept_and_audited(book: Book) -> None:
    officer = make_officer(Officer.Role.ADMINISTRATOR)
    book.put("节点", (3, 1, 1), 目标值=44)

    brought(book, "--by", officer.username)

    assert PlanChange.objects.get().recorded_by == officer
    assert AuditEntry.objects.get().officer == officer


@pytest.mark.parametrize(
    ("role", "is_active", "reason"),
    [
        (Officer.Role.REVIEWER, True, "这个账号不是系统管理员"),
        (Officer.Role.ADMINISTRATOR, False, "这个账号已停用"),
        (None, True, "没有这个用户名"),
    ],
)
@pytest.mark.databases("sqlite")
def test_nobody_else_than_an_active_administrator_records(
    book: Book, role: Officer.Role | None, is_active: bool, reason: str
) -> None:
    username = "nobody"
    if role:
        officer = make_officer(role)
        officer.is_active = is_active
        officer.save()
        username = officer.username
    book.put("节点", (3, 1, 1), 目标值=44)

    with pytest.raises(CommandError) as refusal:
        brought(book, "--by", username)

    assert str(refusal.value) == (
        f"--by {username}：{reason}，没有写入任何内容。请写启用中的系统管理员的用户名。"
    )
    assert rows_written()[:2] == [0, 0]
