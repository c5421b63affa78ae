"""What falls due for whom: due days with what is missing, checkpoints, and what extends them."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from departments.models import Department, Officer
from home.calendar.events import Event, EventKind, agenda, checkpoint_days, due_days
from projects.change_requests.models import ChangeRequest
from projects.models import Responsibility
from projects.rules.values import Scope
from reports.models import Period, Report, Unlock
from reports.obligations import by_department, obligations
from tests.factories import (
    make_assignment,
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)
from tests.plan import load_plan

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State
TODAY = date(2026, 11, 23)
ENDS = [(date(2026, 12, 31), 20), (date(2027, 12, 31), 100)]


def dues(officer: Officer, on: date = TODAY) -> list[tuple[date, str, str, bool]]:
    return [
        (event.day, event.title, event.detail, event.is_late) for event in due_days(officer, on)
    ]


def checkpoints(officer: Officer, on: date = TODAY) -> list[tuple[date, str, str]]:
    return [(event.day, event.whole_title, event.detail) for event in checkpoint_days(officer, on)]


def extension(event: Event, assignment_key: int, day: date, state: str) -> ChangeRequest:
    """A request to move a checkpoint of an assignment, decided on 2026-11-20."""
    checkpoint = int(event.key.rsplit("-", 1)[1])
    return ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.EXTENSION,
        state=state,
        assignment_id=assignment_key,
        checkpoint_id=checkpoint,
        original_due=event.day,
        new_due=day,
        reason="征地未完成。",
        asked_by=make_officer(),
        decided_at=moment(date(2026, 11, 20)),
    )


def test_a_county_s_due_days_show_what_it_has_not_reported() -> None:
    county, other = make_department(), make_department()
    for _ in range(3):
        project = make_project()
        make_responsibility(project, county)
        make_responsibility(project, other)
    september, october = make_period("2026-09"), make_period("2026-10")
    make_period("2026-11"), make_period("2026-12"), make_period("2026-Q3")
    for number, responsibility in enumerate(county.responsibilities.all()):
        make_report(responsibility.project, county, september, state=State.APPROVED)
        make_report(responsibility.project, other, october, state=State.APPROVED)
        state = (State.RETURNED, State.DRAFT, State.ENDORSED)[number]
        make_report(responsibility.project, county, october, state=state)
    assert dues(make_officer(Role.APPROVER, county)) == [
        (date(2027, 1, 5), "2026年12月报告截止", "应报 3 份，2026-12-26 起填报", False),
        (date(2026, 12, 5), "2026年11月报告截止", "应报 3 份，2026-11-25 起填报", False),
        (date(2026, 11, 5), "2026年10月报告截止", "应报 3 份，还有 1 份未报", True),
        (date(2026, 10, 5), "2026年9月报告截止", "应报 3 份，已全部报送", False),
    ]


def test_on_the_due_day_itself_nothing_is_late() -> None:
    county = make_department()
    make_responsibility(make_project(), county)
    make_period("2026-10")
    officer = make_officer(Role.REPORTER, county)
    assert [row[3] for row in dues(officer, date(2026, 11, 5))] == [False]
    assert [row[3] for row in dues(officer, date(2026, 11, 6))] == [True]


def test_a_supporting_department_is_due_by_quarters_and_one_without_projects_never() -> None:
    finance = make_department(Department.Kind.MUNICIPAL)
    make_responsibility(make_project(), finance, Responsibility.Involvement.SUPPORT)
    make_period("2026-10"), make_period("2026-Q3")
    assert dues(make_officer(Role.REPORTER, finance)) == [
        (date(2026, 10, 5), "2026年第3季度报告截止", "应报 1 份，还有 1 份未报", True)
    ]
    assert dues(make_officer(Role.REPORTER, make_department())) == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEADER])
def test_the_bureau_sees_what_the_whole_city_misses(role: str) -> None:
    project, finance = make_project(), make_department(Department.Kind.MUNICIPAL)
    for _ in range(2):
        make_responsibility(project, make_department())
    make_responsibility(project, finance, Responsibility.Involvement.SUPPORT)
    october, quarter = make_period("2026-10"), make_period("2026-Q3")
    first = project.responsibilities.all()[0].department
    make_report(project, first, october, state=State.ENDORSED)
    make_report(make_project(), first, october, state=State.ENDORSED)
    make_report(project, first, quarter, state=State.ENDORSED)
    assert [row[2] for row in dues(make_officer(role))] == [
        "全市应报 2 份，还有 1 份未报",
        "全市应报 1 份，还有 1 份未报",
    ]


def test_the_calendar_counts_what_is_missing() -> None:
    load_plan()
    periods = [make_period(code) for code in ("2026-09", "2026-10", "2026-Q3")]
    items = list(Responsibility.objects.select_related("project", "department"))
    for number, item in enumerate(items):
        state = list(State)[number % len(State)]
        make_report(item.project, item.department, periods[number % 3], state=state)
    counted = {period.pk: 0 for period in periods}
    for row in by_department(obligations(items, periods, TODAY)):
        counted[row.period.pk] += len(row.missing)
    told = {event.key: event.detail for event in due_days(make_officer(Role.REVIEWER), TODAY)}
    for period in Period.objects.all():
        assert f"还有 {counted[period.pk]} 份未报" in told[f"due-{period.code}"]


def test_a_period_unlocked_for_the_department_is_due_again() -> None:
    county, other = make_department(), make_department()
    project = make_project()
    for department in (county, other):
        make_responsibility(project, department)
    period = make_period("2026-09", is_locked=True)
    Unlock.objects.create(
        period=period,
        department=county,
        reason="系统故障。",
        until=date(2026, 11, 30),
        granted_by=make_officer(Role.REVIEWER),
    )
    words = "应报 1 份，还有 1 份未报"
    assert dues(make_officer(Role.REPORTER, county)) == [
        (date(2026, 10, 5), "2026年9月报告截止", words, True),
        (date(2026, 11, 30), "2026年9月报告补报截止（已解锁）", words, False),
    ]
    assert len(dues(make_officer(Role.REPORTER, other))) == 1
    assert len(dues(make_officer(Role.REPORTER, county), date(2026, 12, 1))) == 1


@pytest.mark.parametrize(
    ("role", "code", "path"),
    [
        (Role.REPORTER, "2026-10", "/worklist/"),
        (Role.REPORTER, "2026-08", "/reports/?period=2026-08"),
        (Role.REPORTER, "2026-12", "/reports/?period=2026-12"),
        (Role.APPROVER, "2026-10", "/reports/?period=2026-10"),
    ],
)
def test_a_due_day_leads_to_where_its_reports_are(role: str, code: str, path: str) -> None:
    county = make_department()
    make_responsibility(make_project(), county)
    make_period(code, is_locked=code == "2026-08")
    assert [event.path for event in due_days(make_officer(role, county), TODAY)] == [path]


def test_a_department_s_checkpoints_are_its_own_with_its_own_goals() -> None:
    county, other = make_department(), make_department()
    target = make_target(checkpoints=ENDS, name="中心学校")
    make_assignment(target, county, target_value=6)
    make_assignment(target, other)
    make_assignment(make_target(target.project), other)
    make_assignment(make_target(target.project), county, exemption_reason="没有此类学校")
    target.checkpoints.filter(due=ENDS[1][0]).update(is_inferred=True)
    assert checkpoints(make_officer(Role.REPORTER, county)) == [
        (date(2026, 12, 31), "1-1 中心学校", "≥20 所"),
        (date(2027, 12, 31), "1-1 中心学校", "≥6 所；原文没有写明时限，按方案结束日"),
    ]
    events = list(checkpoint_days(make_officer(Role.REPORTER, county), TODAY))
    assert {event.path for event in events} == {"/projects/1/targets/1/"}
    assert checkpoints(make_officer()) == []


def test_a_day_inferred_before_the_plan_s_end_is_not_called_its_end() -> None:
    county = make_department()
    target = make_target(checkpoints=ENDS, name="中心学校")
    make_assignment(target, county)
    target.checkpoints.filter(due=ENDS[0][0]).update(is_inferred=True)
    first, _ = checkpoints(make_officer(Role.REPORTER, county))
    assert first[2] == "≥20 所；原文没有写明时限，时限为推定"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEADER])
def test_the_bureau_sees_every_target_s_checkpoints_once(role: str) -> None:
    target = make_target(checkpoints=ENDS)
    for _ in range(3):
        make_assignment(target, make_department())
    make_target(target.project)
    assert [row[0].year for row in checkpoints(make_officer(role))] == [2026, 2027, 2027]


def test_an_extension_moves_the_department_s_day_once_it_was_granted() -> None:
    county, other = make_department(name="惠来县人民政府", code="huilai"), make_department()
    target = make_target(checkpoints=ENDS, name="中心学校")
    own = make_assignment(target, county)
    make_assignment(target, other)
    officer, reviewer = make_officer(Role.REPORTER, county), make_officer(Role.REVIEWER)
    first = next(iter(checkpoint_days(officer, TODAY)))
    day = date(2027, 6, 30)

    request = extension(first, own.pk, day, ChangeRequest.State.ASKED)
    assert [row[0] for row in checkpoints(officer)] == [date(2026, 12, 31), date(2027, 12, 31)]
    request.state = ChangeRequest.State.ACCEPTED
    request.save()

    told = "≥20 所；已同意延期，原时限 2026-12-31"
    assert checkpoints(officer)[0] == (day, "1-1 中心学校", told)
    assert checkpoints(officer, date(2026, 11, 19))[0][0] == date(2026, 12, 31)
    assert checkpoints(make_officer(Role.REPORTER, other))[0][0] == date(2026, 12, 31)
    moved = next(iter(checkpoint_days(officer, TODAY)))
    assert moved.key == first.key
    assert checkpoints(reviewer) == [
        (date(2026, 12, 31), "1-1 中心学校", "≥20 所"),
        (date(2027, 12, 31), "1-1 中心学校", "≥100 所"),
        (day, "惠来县人民政府 1-1 中心学校", told),
    ]
    keys = [event.key for event in checkpoint_days(reviewer, TODAY)]
    assert len(set(keys)) == 3
    assert keys[2].endswith("-huilai")


def test_what_the_one_body_of_a_city_s_target_was_granted_holds_for_the_target() -> None:
    bureau = make_department(Department.Kind.BUREAU)
    target = make_target(scope=Scope.CITY, checkpoints=ENDS, name="示范校")
    assignment = make_assignment(target, bureau)
    reviewer = make_officer(Role.REVIEWER, bureau)
    first = next(iter(checkpoint_days(reviewer, TODAY)))
    extension(first, assignment.pk, date(2027, 6, 30), ChangeRequest.State.ACCEPTED)
    assert checkpoints(reviewer) == [
        (date(2027, 6, 30), "1-1 示范校", "≥20 所；已同意延期，原时限 2026-12-31"),
        (date(2027, 12, 31), "1-1 示范校", "≥100 所"),
    ]


def test_what_was_closed_falls_due_no_more() -> None:
    county, other = make_department(), make_department()
    target = make_target(checkpoints=ENDS)
    own = make_assignment(target, county, closed_on=date(2026, 11, 20))
    make_assignment(target, other)
    ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.CLOSING,
        state=ChangeRequest.State.ACCEPTED,
        assignment=own,
        reason="学校已撤并。",
        asked_by=make_officer(),
        decided_at=moment(date(2026, 11, 20)),
    )
    assert checkpoints(make_officer(Role.REPORTER, county)) == []
    assert len(checkpoints(make_officer(Role.REPORTER, county), date(2026, 11, 19))) == 2
    assert len(checkpoints(make_officer(Role.REPORTER, other))) == 2
    assert len(checkpoints(make_officer(Role.REVIEWER))) == 2


def test_all_is_in_the_order_of_days_due_days_first() -> None:
    county = make_department()
    target = make_target(checkpoints=[(date(2026, 11, 5), 1), (date(2026, 10, 1), 1)])
    make_assignment(target, county)
    make_responsibility(target.project, county)
    make_period("2026-10")
    events = agenda(make_officer(Role.REPORTER, county), TODAY)
    assert [(event.day, event.kind, event.kind_word) for event in events] == [
        (date(2026, 10, 1), EventKind.CHECKPOINT, "节点"),
        (date(2026, 11, 5), EventKind.DUE, "报送截止"),
        (date(2026, 11, 5), EventKind.CHECKPOINT, "节点"),
    ]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [(Role.REPORTER, 7), (Role.REVIEWER, 8)])
def test_an_agenda_takes_as_many_queries_for_one_as_for_three(
    number: int, role: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_department()
    for month in range(number):
        target = make_target(make_project(), checkpoints=ENDS)
        assignment = make_assignment(target, county)
        make_responsibility(target.project, county)
        make_period(f"2026-{month + 1:02}")
        first, _ = list(checkpoint_days(make_officer(Role.REPORTER, county), TODAY))[-2:]
        extension(first, assignment.pk, date(2027, 6, 30), ChangeRequest.State.ACCEPTED)
    department = county if role == Role.REPORTER else None
    officer = Officer.objects.get(pk=make_officer(role, department).pk)
    with django_assert_num_queries(queries):
        agenda(officer, TODAY)
