"""Which reports may be started: what is owed, in its kind of period, opened and not locked."""

from datetime import date

import pytest
import time_machine

from departments.exceptions import ActionNotAllowed
from departments.models import Department, Officer
from projects.models import Project, Responsibility
from reports.actions.save_report import check_may_start
from reports.models import Period, Report
from tests.factories import (
    make_department,
    make_officer,
    make_period,
    make_project,
    make_responsibility,
    moment,
)

pytestmark = pytest.mark.django_db

Role = Officer.Role
NOW = moment(date(2026, 11, 23))


def unsaved(project: Project, department: Department, period: Period) -> Report:
    return Report(project=project, department=department, period=period)


@pytest.mark.parametrize(
    ("role", "code", "changes", "sentence"),
    [
        (None, "2026-10", {}, "不承担该项目"),
        (Responsibility.Involvement.LEAD, "2026-Q3", {}, "牵头部门按月"),
        (Responsibility.Involvement.SUPPORT, "2026-10", {}, "配合部门按季"),
        (Responsibility.Involvement.LEAD, "2026-11", {}, "从2026-11-25起填报"),
        (Responsibility.Involvement.LEAD, "2026-09", {"is_locked": True}, "2026年9月已锁定"),
        (Responsibility.Involvement.SUPPORT, "2026-Q3", {"is_locked": True}, "第3季度已锁定"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_report_that_is_not_owed_is_not_started(
    role: str | None, code: str, changes: dict[str, bool], sentence: str
) -> None:
    project, county = make_project(), make_department()
    if role:
        make_responsibility(project, county, role)
    period = make_period(code, **changes)
    with pytest.raises(ActionNotAllowed, match=sentence):
        check_may_start(unsaved(project, county, period), make_officer(Role.REPORTER, county))


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Responsibility.Involvement.LEAD, "2026-10"),
        (Responsibility.Involvement.LEAD, "2026-01"),
        (Responsibility.Involvement.SUPPORT, "2026-Q3"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_what_is_owed_may_be_started_even_late(role: str, code: str) -> None:
    project, county = make_project(), make_department()
    make_responsibility(project, county, role)
    report = unsaved(project, county, make_period(code))
    check_may_start(report, make_officer(Role.REPORTER, county))


def test_nobody_starts_a_report_of_another_department() -> None:
    project, county = make_project(), make_department()
    make_responsibility(project, county)
    period = make_period()
    for officer in (make_officer(Role.REPORTER), make_officer(Role.APPROVER, county)):
        with pytest.raises(ActionNotAllowed, match="只能填写本部门"):
            check_may_start(unsaved(project, county, period), officer)
