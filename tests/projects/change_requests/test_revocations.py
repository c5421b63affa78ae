"""An accepted 延期 or 办结 taken back, or its day put right: the days before answer as they did."""

from datetime import date

import pytest
import time_machine

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Officer
from projects.change_requests.actions import (
    Wish,
    days_agreed,
    put_right,
    revoke,
    settle,
    steps_for,
)
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment
from projects.rules.values import Lamp
from tests.factories import make_officer
from tests.projects.change_requests.test_requests import (
    CLOSING,
    END,
    NEW,
    OLD,
    extension,
    first_checkpoint,
    line_of,
    make_late,
    make_request,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]

Role = Officer.Role
State = ChangeRequest.State


def accepted(wish: Wish | None = None) -> tuple[Assignment, ChangeRequest]:
    """An assignment, overdue by the plan, and a request that was accepted for it yesterday."""
    assignment = make_late()
    asked = make_request(assignment, wish or extension(assignment))
    settle(asked, "accept", make_officer(Role.REVIEWER), "", None)
    return assignment, asked


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
def test_reviewers_revoke_what_was_accepted(role: Role, state: State) -> None:
    _, asked = accepted()
    moments = {"revoked_at": asked.decided_at} if state == State.REVOKED else {}
    ChangeRequest.objects.update(state=state, **moments)
    asked.refresh_from_db()
    officer = make_officer(role, asked.assignment.department)
    if (role, state) == (Role.REVIEWER, State.ACCEPTED):
        revoke(asked, officer, "误将审批中的当作已批。", "10.0.0.1")
        row = AuditEntry.objects.latest("pk")
        assert (row.action, row.reason) == ("延期撤销", "误将审批中的当作已批。")
        assert (row.before["状态"], row.after["状态"]) == ("已同意", "同意后撤销")
        return
    expected = ActionNotAllowed if state == State.ACCEPTED else EditConflict
    with pytest.raises(expected):
        revoke(asked, officer, "理由", None)
    assert ChangeRequest.objects.get().state == state


def test_who_asked_does_not_revoke() -> None:
    _, asked = accepted()
    asked.asked_by.role = Role.REVIEWER
    asked.asked_by.save()
    assert steps_for(asked, asked.asked_by) == []
    with pytest.raises(ActionNotAllowed, match="不能进行这一步"):
        revoke(asked, asked.asked_by, "理由", None)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_revocation_needs_its_reason(reason: str) -> None:
    _, asked = accepted()
    with pytest.raises(ActionNotAllowed, match="请写明理由"):
        revoke(asked, make_officer(Role.REVIEWER), reason, None)
    assert ChangeRequest.objects.get().state == State.ACCEPTED


def test_of_two_who_revoke_the_second_is_told() -> None:
    _, asked = accepted()
    again = ChangeRequest.objects.get()
    revoke(asked, make_officer(Role.REVIEWER), "理由", None)
    with pytest.raises(EditConflict, match="已经撤销"):
        revoke(again, make_officer(Role.REVIEWER), "理由", None)


def test_a_revoked_extension_holds_for_the_days_before_alone() -> None:
    with time_machine.travel("2026-11-10 09:00+08:00"):
        assignment, asked = accepted()
    revoke(asked, make_officer(Role.REVIEWER), "误判。", None)
    found = {day: line_of(assignment, date(2026, 11, day)) for day in (9, 10, 22, 23)}
    assert {day: line.lamp for day, line in found.items()} == {
        9: Lamp.OVERDUE,
        10: Lamp.UNREPORTED,
        22: Lamp.UNREPORTED,
        23: Lamp.OVERDUE,
    }
    assert found[22].reason.endswith("2026-11-10 经市局同意延期至 2026-12-31（原 2026-06-30）")
    assert list(found[23].agreed) == []


def test_a_revoked_closing_is_reported_again_and_holds_for_the_days_before_alone() -> None:
    with time_machine.travel("2026-11-10 09:00+08:00"):
        assignment, asked = accepted(CLOSING)
    assert not Assignment.objects.reported().exists()
    revoke(asked, make_officer(Role.REVIEWER), "学校没有撤并。", None)
    assert Assignment.objects.reported().get() == assignment
    lamps = [line_of(assignment, date(2026, 11, day)).lamp for day in (9, 10, 22, 23)]
    assert lamps == [Lamp.OVERDUE, Lamp.CLOSED, Lamp.CLOSED, Lamp.OVERDUE]
    again = make_request(assignment, CLOSING)
    settle(again, "accept", make_officer(Role.REVIEWER), "", None)
    assert line_of(assignment).lamp is Lamp.CLOSED
    assert line_of(assignment, date(2026, 11, 22)).lamp is Lamp.CLOSED


def test_an_extension_before_holds_again_once_the_later_one_is_revoked() -> None:
    assignment, first = accepted()
    reviewer = make_officer(Role.REVIEWER)
    second = make_request(assignment, extension(assignment, date(2027, 6, 30)))
    settle(second, "accept", reviewer, "", None)
    with pytest.raises(ActionNotAllowed, match="已由后来的延期代替"):
        revoke(first, reviewer, "误判。", None)
    revoke(second, reviewer, "误判。", None)
    assert days_agreed(assignment) == {first_checkpoint(assignment).pk: NEW}
    revoke(first, reviewer, "误判。", None)
    assert days_agreed(assignment) == {}


def test_a_wrong_day_is_put_right_from_now_on() -> None:
    with time_machine.travel("2026-11-10 09:00+08:00"):
        assignment, asked = accepted()
    right = date(2026, 12, 20)
    corrected = put_right(asked, right, make_officer(Role.REVIEWER), "日期抄错。", None)
    assert (asked.state, corrected.state) == (State.REVOKED, State.ACCEPTED)
    assert (corrected.asked_by, corrected.reason) == (asked.asked_by, asked.reason)
    assert corrected.decision == "更正：日期抄错。"
    assert "延期至 2026-12-20（原 2026-06-30）" in line_of(assignment).reason
    assert "延期至 2026-12-31（原 2026-06-30）" in line_of(assignment, date(2026, 11, 22)).reason
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["申请延期", "延期同意", "延期撤销", "延期更正"]


@pytest.mark.parametrize(
    ("new_due", "told"),
    [
        (NEW, "与原来同意的相同"),
        (OLD, "应晚于现在的时限 2026-06-30"),
        (date(2028, 1, 1), "不能晚于方案结束日"),
        (END, "应早于下一个节点"),
    ],
)
def test_a_wrong_day_is_not_put_wrong_again(new_due: date, told: str) -> None:
    assignment, asked = accepted()
    with pytest.raises(ActionNotAllowed, match=told):
        put_right(asked, new_due, make_officer(Role.REVIEWER), "日期抄错。", None)
    assert ChangeRequest.objects.get().state == State.ACCEPTED
    assert days_agreed(assignment) == {first_checkpoint(assignment).pk: NEW}


def test_a_closing_has_no_day_to_put_right() -> None:
    _, asked = accepted(CLOSING)
    with pytest.raises(ActionNotAllowed, match="只有延期可以更正时限"):
        put_right(asked, NEW, make_officer(Role.REVIEWER), "理由", None)
