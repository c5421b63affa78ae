"""延期 and 办结: who asks, who decides, what is refused, and what becomes of the standings."""

from datetime import date

import pytest

from dashboards.snapshots.cache import snapshot_for
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.target_status import TargetStatus
from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Officer
from projects.change_requests.actions import Wish, ask, settle, steps_for
from projects.change_requests.models import ChangeRequest, RequestFile
from projects.models import Assignment, Checkpoint
from projects.rules.values import Lamp, Measure, Scope
from reports.comparison import assignments_of
from reports.models import Report
from reports.workflow import rated_assignments
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_report,
    make_target,
    moment,
)
from tests.reports.form_client import upload

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]

Role = Officer.Role
Kind = ChangeRequest.Kind
State = ChangeRequest.State
TODAY = date(2026, 11, 23)
OLD, NEW, END = date(2026, 6, 30), date(2026, 12, 31), date(2027, 12, 31)


def make_late(**fields: object) -> Assignment:
    """An assignment that should have reached 80 by the end of June, and 100 by the plan's end."""
    target = make_target(checkpoints=[(OLD, 80), (END, 100)], **fields)  # type: ignore[arg-type]
    return make_assignment(target)


def first_checkpoint(assignment: Assignment) -> Checkpoint:
    return assignment.target.checkpoints.order_by("due")[0]


def extension(assignment: Assignment, new_due: date = NEW) -> Wish:
    return Wish(Kind.EXTENSION, "用地审批推迟。", first_checkpoint(assignment), new_due)


CLOSING = Wish(Kind.CLOSING, "学校已撤并。")


def asker(assignment: Assignment, role: str = Role.REPORTER) -> Officer:
    return make_officer(role, assignment.department)


def make_request(assignment: Assignment, wish: Wish | None = None) -> ChangeRequest:
    return ask(assignment, wish or extension(assignment), [], asker(assignment), None)


def weight(line: TargetStatus) -> tuple[int, int]:
    """What it adds to 达标率: met, and of how many."""
    found = count_lamps([line])
    return found.met, found.applicable


def line_of(assignment: Assignment, on: date = TODAY) -> TargetStatus:
    found = snapshot_for(assignment.target.project.plan, on).statuses_of(assignment.target)
    return next(item for item in found if item.department == assignment.department.code)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_own", [True, False])
def test_reporters_and_approvers_request_for_their_own_department(role: Role, is_own: bool) -> None:
    assignment = make_late()
    officer = make_officer(role, assignment.department if is_own else make_department())
    if is_own and role in {Role.REPORTER, Role.APPROVER}:
        asked = ask(assignment, extension(assignment), [], officer, "10.0.0.1")
        assert (asked.state, asked.original_due, asked.new_due) == (State.ASKED, OLD, NEW)
        row = AuditEntry.objects.get()
        assert (row.action, row.reason, row.client_ip) == ("申请延期", "用地审批推迟。", "10.0.0.1")
        assert row.after["原完成时限"] == "2026-06-30"
        assert row.after["申请延至"] == "2026-12-31"
        return
    with pytest.raises(ActionNotAllowed, match="只能为本部门"):
        ask(assignment, extension(assignment), [], officer, None)
    assert not ChangeRequest.objects.exists()


EXPECTED = {
    (Role.REVIEWER, False): ["accept", "refuse"],
    (Role.REPORTER, True): ["withdraw"],
    (Role.APPROVER, True): ["withdraw"],
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("name", ["accept", "refuse", "withdraw"])
def test_a_step_is_taken_exactly_when_it_is_allowed(
    name: str, is_own: bool, role: Role, state: State
) -> None:
    asked = make_request(make_late())
    moments = {"decided_at": asked.asked_at, "revoked_at": asked.asked_at}
    ChangeRequest.objects.update(state=state, **(moments if state == State.REVOKED else {}))
    asked.refresh_from_db()
    officer = make_officer(role, asked.assignment.department if is_own else make_department())
    theirs = ["accept", "refuse"] if role == Role.REVIEWER else EXPECTED.get((role, is_own), [])
    allowed = theirs if state == State.ASKED else []
    if state != State.ACCEPTED:
        assert steps_for(asked, officer) == allowed
    if name in allowed:
        settle(asked, name, officer, "意见", None)
        ended = {"accept": State.ACCEPTED, "refuse": State.REFUSED, "withdraw": State.WITHDRAWN}
        assert ChangeRequest.objects.get().state == ended[name]
        assert AuditEntry.objects.count() == 2
        return
    with pytest.raises(ActionNotAllowed if state == State.ASKED else EditConflict):
        settle(asked, name, officer, "意见", None)
    assert ChangeRequest.objects.get().state == state
    assert AuditEntry.objects.count() == 1


def test_a_refusal_needs_its_opinion() -> None:
    asked = make_request(make_late())
    with pytest.raises(ActionNotAllowed, match="写明意见"):
        settle(asked, "refuse", make_officer(Role.REVIEWER), " ", None)


def test_of_two_who_decide_the_second_is_notified() -> None:
    asked = make_request(make_late())
    again = ChangeRequest.objects.get()
    settle(asked, "accept", make_officer(Role.REVIEWER), "", None)
    with pytest.raises(EditConflict, match="已有决定"):
        settle(again, "refuse", make_officer(Role.REVIEWER), "不同意", None)
    assert ChangeRequest.objects.get().state == State.ACCEPTED


def test_one_request_of_a_kind_waits_at_a_time() -> None:
    assignment = make_late()
    make_request(assignment)
    with pytest.raises(EditConflict, match="已有一份延期申请"):
        make_request(assignment)
    make_request(assignment, CLOSING)
    assert ChangeRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("new_due", "told"),
    [
        (TODAY, "应晚于今天"),
        (date(2028, 1, 1), "不能晚于方案结束日 2027-12-31"),
        (END, "应早于下一个节点 2027-12-31"),
    ],
)
def test_a_day_out_of_order_is_refused(new_due: date, told: str) -> None:
    assignment = make_late()
    with pytest.raises(ActionNotAllowed, match=told):
        ask(assignment, extension(assignment, new_due), [], asker(assignment), None)


def test_a_checkpoint_ahead_only_moves_later() -> None:
    assignment = make_assignment(make_target(checkpoints=[(NEW, 80), (END, 100)]))
    with pytest.raises(ActionNotAllowed, match="应晚于现在的时限 2026-12-31"):
        make_request(assignment, extension(assignment, date(2026, 12, 31)))
    make_request(assignment, extension(assignment, date(2027, 1, 1)))


def test_a_second_extension_starts_from_the_first_and_keeps_the_plans_day() -> None:
    assignment = make_late()
    reviewer = make_officer(Role.REVIEWER)
    settle(make_request(assignment), "accept", reviewer, "", None)
    with pytest.raises(ActionNotAllowed, match="应晚于现在的时限 2026-12-31"):
        make_request(assignment)
    again = make_request(assignment, extension(assignment, date(2027, 6, 30)))
    settle(again, "accept", reviewer, "", None)
    snapshot = snapshot_for(assignment.target.project.plan, TODAY)
    (own,) = snapshot.assessed_assignments[assignment.target_id]
    first = own.goal.checkpoints[0]
    assert (first.due, first.original_due) == (date(2027, 6, 30), OLD)


def test_an_exempt_target_needs_no_request_and_a_closed_one_takes_none() -> None:
    exempt = make_assignment(make_target(), exemption_reason="没有此类学校")
    with pytest.raises(ActionNotAllowed, match="不适用"):
        make_request(exempt, CLOSING)
    closed = make_late()
    settle(make_request(closed, CLOSING), "accept", make_officer(Role.REVIEWER), "", None)
    with pytest.raises(ActionNotAllowed, match="已办结"):
        make_request(closed)


def test_what_an_amendment_has_taken_away_is_neither_extended_nor_closed() -> None:
    assignment = make_late()
    waiting = make_request(assignment)
    Assignment.objects.filter(pk=assignment.pk).update(ended_on=TODAY)

    with pytest.raises(ActionNotAllowed, match="自2026-11-23起不再承担该目标"):
        make_request(assignment, CLOSING)
    with pytest.raises(ActionNotAllowed, match="不能再延期或办结"):
        settle(waiting, "accept", make_officer(Role.REVIEWER), "", None)
    settle(waiting, "refuse", make_officer(Role.REVIEWER), "目标已撤销。", None)


def test_files_are_kept_with_their_digest_and_seen_like_the_request() -> None:
    assignment = make_late()
    officer = asker(assignment)
    file = upload("关于延期的请示.pdf")
    ask(assignment, extension(assignment), [(file, "application/pdf")], officer, None)
    kept = RequestFile.objects.get()
    assert (kept.name, kept.content_type, len(kept.sha256)) == (
        "关于延期的请示.pdf",
        "application/pdf",
        64,
    )
    seen = {
        "own": officer,
        "foreign": make_officer(Role.REPORTER),
        "reviewer": make_officer(Role.REVIEWER),
        "leader": make_officer(Role.LEADER),
        "auditor": make_officer(Role.AUDITOR),
    }
    found = {name for name, who in seen.items() if RequestFile.objects.visible_to(who).exists()}
    assert found == {"own", "reviewer"}
    settle(ChangeRequest.objects.get(), "accept", seen["reviewer"], "", None)
    assert RequestFile.objects.visible_to(seen["leader"]).exists()


def test_an_extension_moves_the_checkpoint_from_its_decision_on() -> None:
    assignment = make_late()
    before = make_report(
        assignment.target.project,
        assignment.department,
        make_period("2026-10"),
        state=Report.State.APPROVED,
        approved_at=moment(date(2026, 11, 3)),
    )
    make_measurement(before, assignment, 78)
    assert line_of(assignment).lamp is Lamp.OVERDUE
    asked = make_request(assignment)
    assert line_of(assignment).lamp is Lamp.OVERDUE
    settle(asked, "accept", make_officer(Role.REVIEWER), "", None)

    line = line_of(assignment)

    assert line.lamp is Lamp.GREEN
    assert line.reason.endswith("2026-11-23 经市局同意延期至 2026-12-31（原 2026-06-30）")
    assert line_of(assignment, date(2026, 11, 22)).lamp is Lamp.OVERDUE
    assert list(line_of(assignment, date(2026, 11, 22)).agreed) == []


def test_the_original_day_stays_visible() -> None:
    assignment = make_assignment(make_target(checkpoints=[(OLD, 100)], scope=Scope.CITY))
    settle(make_request(assignment), "accept", make_officer(Role.REVIEWER), "", None)

    snapshot = snapshot_for(assignment.target.project.plan, TODAY)

    for line in (line_of(assignment), snapshot.status(assignment.target)):
        assert line.due_text == "2026-12-31（原 2026-06-30）"
        assert (line.due, line.original_due) == (NEW, OLD)
    assert [item.due_text for item in snapshot.deadlines(5)] == ["2026-12-31（原 2026-06-30）"]


def test_an_extension_of_one_county_leaves_the_others_and_the_city_where_they_were() -> None:
    assignment = make_assignment(make_target(checkpoints=[(OLD, 10)]))
    other = make_assignment(assignment.target)
    settle(make_request(assignment), "accept", make_officer(Role.REVIEWER), "", None)

    assert line_of(assignment).lamp is Lamp.UNREPORTED
    assert line_of(other).lamp is Lamp.OVERDUE
    city = snapshot_for(assignment.target.project.plan, TODAY).status(assignment.target)
    assert (city.lamp, city.due_text) == (Lamp.OVERDUE, "2026-06-30")


def test_a_sum_is_closed_once_each_county_that_owed_a_part_is() -> None:
    first = make_assignment(make_target(scope=Scope.POOLED, checkpoints=[(OLD, 158)]))
    second = make_assignment(first.target)
    make_assignment(first.target, exemption_reason="没有此类学校")
    reviewer = make_officer(Role.REVIEWER)

    def city() -> TargetStatus:
        return snapshot_for(first.target.project.plan, TODAY).status(first.target)

    settle(make_request(first, CLOSING), "accept", reviewer, "", None)
    assert (city().lamp, weight(city())) == (Lamp.OVERDUE, (0, 1))
    settle(make_request(second, CLOSING), "accept", reviewer, "", None)
    assert (city().lamp, weight(city())) == (Lamp.CLOSED, (0, 1))
    assert city().reason == "已办结，不再填报；没有达标，仍计入达标率的分母"


def test_a_closed_target_is_reported_no_more_and_lights_its_own_lamp() -> None:
    project_target = make_late()
    rated = make_assignment(
        make_target(project_target.target.project, measure=Measure.RATING),
        project_target.department,
    )
    for assignment in (project_target, rated):
        settle(make_request(assignment, CLOSING), "accept", make_officer(Role.REVIEWER), "", None)
    report = make_report(project_target.target.project, project_target.department)

    assert [item for item in assignments_of(report) if item.is_reported] == []
    assert list(Assignment.objects.reported()) == []
    assert list(rated_assignments(report)) == []
    line = line_of(project_target)
    assert (line.lamp, line.lamp_text) == (Lamp.CLOSED, "灰·办结")
    assert line.reason == (
        "已办结，不再填报；没有达标，仍计入达标率的分母；2026-11-23 经市局同意办结"
    )
    assert line_of(project_target, date(2026, 11, 22)).lamp is Lamp.OVERDUE
