"""Two readings of a target's past: as known then, and by periods with later corrections."""

from datetime import date
from fractions import Fraction

import pytest
from django.test import Client

from dashboards.snapshots.cache import snapshot_for
from dashboards.targets.history import Moment, history
from departments.models import Officer
from projects.models import Assignment
from projects.rules.values import Scope
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 15:00")]
TODAY, AUGUST, SEPTEMBER, OCTOBER = (
    date(2026, 11, 26),
    date(2026, 8, 31),
    date(2026, 9, 30),
    date(2026, 10, 31),
)
APPROVED = Report.State.APPROVED


@pytest.fixture
def assignment() -> Assignment:
    """August 37, corrected to 3 on 2026-11-26, after September's and October's figures."""
    project, county = make_project(), make_department(name="甲县人民政府")
    made = make_assignment(make_target(project, scope=Scope.POOLED), county)
    for code, value in (("2026-08", 37), ("2026-09", 4), ("2026-10", 5)):
        make_measurement(
            make_report(project, county, make_period(code), state=APPROVED), made, value
        )
    august = Report.objects.get(period__code="2026-08")
    correction = make_report(
        project,
        county,
        august.period,
        state=APPROVED,
        revision=2,
        approved_at=moment(TODAY),
    )
    make_measurement(correction, made, 3)
    return made


def values(assignment: Assignment, *, is_corrected: bool) -> dict[date, Fraction | None]:
    moments = moments_of(assignment, is_corrected=is_corrected)
    return {item.day: _value(item) for item in moments if item.day >= AUGUST}


def moments_of(assignment: Assignment, *, is_corrected: bool) -> list[Moment]:
    snapshot = snapshot_for(assignment.target.project.plan, TODAY)
    return history(snapshot, assignment.target, is_corrected=is_corrected)


def _value(item: Moment) -> Fraction | None:
    figure = item.city.evaluation.figure
    return figure.value if figure else None


def test_as_known_each_day_reads_as_it_did(assignment: Assignment) -> None:
    assert values(assignment, is_corrected=False) == {
        AUGUST: None,
        SEPTEMBER: 37,
        OCTOBER: 4,
        TODAY: 5,
    }


def test_as_corrected_each_month_has_its_period_s_last_figure(assignment: Assignment) -> None:
    assert values(assignment, is_corrected=True) == {
        AUGUST: 3,
        SEPTEMBER: 4,
        OCTOBER: 5,
        TODAY: 5,
    }


def test_a_corrected_month_names_the_old_figure_and_the_day(assignment: Assignment) -> None:
    texts = {
        item.day: [item.correction_text(line) for line in (item.city, *item.assignments)]
        for item in moments_of(assignment, is_corrected=True)
    }
    assert texts[AUGUST] == ["原37 所，2026-11-26更正"] * 2
    assert texts[SEPTEMBER] == texts[OCTOBER] == ["", ""]
    known = moments_of(assignment, is_corrected=False)
    assert {item.correction_text(item.city) for item in known} == {""}


def test_a_withdrawn_month_reads_as_the_one_before(assignment: Assignment) -> None:
    october = Report.objects.get(period__code="2026-10")
    emptied = make_report(
        october.project,
        october.department,
        october.period,
        state=APPROVED,
        revision=2,
        approved_at=moment(TODAY),
    )
    make_measurement(emptied, assignment)
    assert values(assignment, is_corrected=True)[OCTOBER] == 4


def test_a_correction_of_later_than_the_day_shown_is_not_known_yet(assignment: Assignment) -> None:
    snapshot = snapshot_for(assignment.target.project.plan, OCTOBER)
    read = history(snapshot, assignment.target, is_corrected=True)
    assert {item.day: _value(item) for item in read if item.day >= AUGUST} == {
        AUGUST: 37,
        SEPTEMBER: 4,
        OCTOBER: 4,
    }


def test_the_page_offers_both_readings(assignment: Assignment, client: Client) -> None:
    client.force_login(make_officer(Officer.Role.LEADER))
    address = f"/projects/{assignment.target.project.number}/targets/1/"
    known = client.get(address).content.decode()
    corrected = client.get(address, {"reading": "corrected"}).content.decode()
    assert "每月末审核通过的数字" in known
    assert "2026-11-26更正" not in known
    assert "以后的更正已计入" in corrected
    assert "原37 所，2026-11-26更正" in corrected
