"""Checkpoints are counted by their days, whatever a change does to these."""

from collections.abc import Sequence
from datetime import date

import pytest
import time_machine
from django.test import Client

from departments.models import AuditEntry, Department
from projects.models import Assignment, Checkpoint, Plan, Responsibility, Target
from projects.terms.amending import ChangeRefused, Grounds, amend, apply_due, correct, terms_on
from projects.terms.content import BY_NAME, Row, TermDifference, load_content
from projects.terms.models import PlanChange

TODAY = date(2026, 11, 26)
PAST = date(2026, 1, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]


def grounds(day: date = TODAY) -> Grounds:
    return Grounds(day, "揭府办函〔2026〕9号", "市政府常务会议研究同意。")


def come(key: str, due: str, value: str) -> TermDifference:
    row = {"due": due, "target_value": value, "is_inferred": True}
    return TermDifference("节点", key, "", None, row)


def gone(plan: Plan, table: str, key: str) -> TermDifference:
    row = load_content(plan)[table][key]
    return TermDifference(table, key, "", {name: row[name] for name in BY_NAME[table].fields}, None)


def checkpoints(plan: Plan, day: date = TODAY, target: str = "3 1") -> dict[str, Row]:
    rows = terms_on(plan, day)["节点"]
    return {key: row for key, row in rows.items() if key.startswith(f"{target} ")}


def dues(rows: dict[str, Row]) -> dict[str, str]:
    return {key: row["due"] for key, row in rows.items()}


def move(plan: Plan, days: Sequence[str]) -> None:
    """Give the checkpoints of target 3-1 other days."""
    changes = [
        TermDifference("节点", key, "due", row["due"], day)
        for (key, row), day in zip(checkpoints(plan).items(), days, strict=True)
    ]
    amend(plan, changes, grounds(), None)


@pytest.mark.parametrize(
    "days",
    [("2024-12-31", "2025-12-31"), ("2027-06-30", "2028-12-31"), ("2024-12-31", "2028-12-31")],
)
def test_days_move_past_each_other_s_old_ones(plan: Plan, days: tuple[str, str]) -> None:
    amend(plan, [come("3 1 2", "2025-12-31", "80")], grounds(), None)
    before = Checkpoint.objects.filter(target__number=1, target__project__number=3)
    keys = list(before.order_by("due").values_list("pk", flat=True))

    move(plan, days)

    assert list(dues(checkpoints(plan)).values()) == list(days)
    assert [row["id"] for row in checkpoints(plan).values()] == keys


def test_a_corrected_in_checkpoint_stands_by_its_day_in_the_past_too(plan: Plan) -> None:
    amend(plan, [], grounds(), None)

    correct(plan, [come("3 1 2", "2025-12-31", "80")], grounds(PAST), None)

    expected = {"3 1 1": "2025-12-31", "3 1 2": "2027-12-31"}
    assert dues(checkpoints(plan)) == dues(checkpoints(plan, PAST)) == expected
    assert checkpoints(plan) == checkpoints(plan, PAST)


def test_a_corrected_out_checkpoint_leaves_no_gap_in_the_past(plan: Plan) -> None:
    amend(plan, [], grounds(), None)
    correct(plan, [come("3 1 2", "2025-12-31", "80")], grounds(PAST), None)

    correct(plan, [gone(plan, "节点", "3 1 1")], grounds(PAST), None)

    assert dues(checkpoints(plan)) == dues(checkpoints(plan, PAST)) == {"3 1 1": "2027-12-31"}


def test_a_waiting_change_keeps_its_target_s_checkpoints_as_they_are_counted(plan: Plan) -> None:
    before = load_content(plan)["节点"]["3 1 1"]["target_value"]
    waiting = TermDifference("节点", "3 1 1", "target_value", before, "90")
    amend(plan, [waiting], grounds(date(2026, 12, 1)), None)

    with pytest.raises(ChangeRefused, match="2026-12-01"):
        amend(plan, [come("3 1 2", "2025-12-31", "80")], grounds(), None)


def test_a_row_corrected_in_has_the_correction_s_values(plan: Plan) -> None:
    """What an amendment has since set to something else stays as amended."""
    amend(plan, [come("3 1 2", "2028-12-31", "90")], grounds(), None)

    correct(plan, [come("3 1 2", "2028-12-31", "80")], grounds(PAST), None)

    assert checkpoints(plan)["3 1 2"]["target_value"] == "90"
    assert checkpoints(plan, PAST)["3 1 2"]["target_value"] == "80"


def test_a_part_of_what_is_gone_since_cannot_be_corrected_in(plan: Plan) -> None:
    """There is no row of today that it would belong to."""
    content = load_content(plan)
    parts = [
        gone(plan, table, key)
        for table in ("节点", "任务分解")
        for key in content[table]
        if key.startswith("3 2 ")
    ]
    amend(plan, [*parts, gone(plan, "目标", "3 2")], grounds(), None)

    with pytest.raises(ChangeRefused, match="“节点 3-2 第2个”所属的“目标 3-2”"):
        correct(plan, [come("3 2 2", "2025-12-31", "8")], grounds(PAST), None)

    assert PlanChange.objects.count() == 1
    assert Assignment.objects.current().filter(target__number=2, target__project=3).count() == 0


def test_a_part_corrected_from_the_plan_s_start_is_one_row(plan: Plan) -> None:
    """No span of no days is left before it."""
    change = TermDifference("责任分工", "3 puning", "role", "lead", "support")

    correct(plan, [change], grounds(plan.start), None)

    parts = Responsibility.objects.filter(project__number=3, department__code="puning")
    assert list(parts.values_list("role", "valid_from", "valid_to")) == [("support", None, None)]


def test_a_part_corrected_away_from_the_plan_s_start_leaves_no_row(plan: Plan) -> None:
    correct(plan, [gone(plan, "责任分工", "3 puning")], grounds(plan.start), None)

    parts = Responsibility.objects.filter(project__number=3, department__code="puning")
    assert not parts.exists()


def renamed(plan: Plan, code: str) -> list[TermDifference]:
    before = load_content(plan)["部门"][code]["name"]
    return [TermDifference("部门", code, "name", before, "甲局")]


def taken_away(plan: Plan, target: str) -> list[TermDifference]:
    content = load_content(plan)
    return [
        gone(plan, table, key)
        for table in ("任务分解", "节点", "目标")
        for key in content[table]
        if f"{key} ".startswith(f"{target} ")
    ]


def test_amendments_that_give_one_name_to_two_are_refused(plan: Plan) -> None:
    amend(plan, renamed(plan, "finance"), grounds(date(2027, 1, 1)), None)

    with pytest.raises(ChangeRefused, match=r"自2027-01-01起的调整.*不能都生效"):
        amend(plan, renamed(plan, "health"), grounds(date(2026, 12, 1)), None)
    with pytest.raises(ChangeRefused, match=r"自2027-01-01起的调整.*不能都生效"):
        correct(plan, renamed(plan, "health"), grounds(PAST), None)

    assert PlanChange.objects.count() == 1


def test_an_amendment_below_what_is_taken_away_before_is_refused(plan: Plan) -> None:
    own = gone(plan, "任务分解", "2 4 puning")
    amend(plan, [own], grounds(), None)
    back = own._replace(before=None, after=own.before)
    amend(plan, [back], grounds(date(2027, 1, 1)), None)

    with pytest.raises(ChangeRefused, match="不能都生效"):
        amend(plan, taken_away(plan, "2 4"), grounds(date(2026, 12, 1)), None)

    assert Target.objects.get(project__number=2, number=4).ended_on is None


def test_what_cannot_take_effect_is_logged_and_stops_no_page(
    plan: Plan, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    amend(plan, renamed(plan, "finance"), grounds(date(2027, 1, 1)), None)
    Department.objects.filter(code="health").update(name="甲局")

    with time_machine.travel("2027-01-02 09:00+08:00"):
        apply_due(date(2027, 1, 2))
        assert client.get("/accounts/login/").status_code == 200

    assert "cannot take effect" in caplog.text
    assert PlanChange.objects.get().applied_at is None


@pytest.mark.parametrize("day", ["2023-10-01", "2027-01-01"])
def test_the_start_of_a_plan_that_has_begun_is_only_corrected(plan: Plan, day: str) -> None:
    change = TermDifference("方案", "", "start", plan.start.isoformat(), day)

    with pytest.raises(ChangeRefused, match="请按更正办理"):
        amend(plan, [change], grounds(), None)


def test_the_audit_row_of_what_waited_has_the_value_that_it_found(plan: Plan) -> None:
    waiting = TermDifference("节点", "3 2 1", "target_value", "22", "25")
    amend(plan, [waiting], grounds(date(2026, 12, 1)), None)
    correct(plan, [waiting._replace(after="23")], grounds(PAST), None)

    apply_due(date(2026, 12, 1))

    rows = AuditEntry.objects.filter(subject_key="terms:节点:3 2 1").order_by("pk")
    assert [(row.before, row.after) for row in rows] == [
        ({"目标值": "22"}, {"目标值": "23"}),
        ({"目标值": "23"}, {"目标值": "25"}),
    ]
