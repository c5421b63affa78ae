"""总览: the sentence on top, and what is overdue in words."""

import re
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client

from dashboards import summaries
from dashboards.opening import city_opening
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.cache import snapshot_for
from dashboards.snapshots.snapshot import Snapshot
from departments.models import Department, Officer
from projects.models import Assignment, Plan
from projects.rules.values import Lamp
from reports.models import Report
from tests.factories import make_measurement, make_officer, make_period, make_report

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.usefixtures("plan"),
    pytest.mark.on("2026-11-23 09:00"),
]


@pytest.fixture
def snapshot() -> Snapshot:
    """揭西县 alone has reported: 12 of 16 of each share, and everything counted in full."""
    jiexi, period = Department.objects.get(code="jiexi"), make_period("2026-10")
    own = Assignment.objects.reported().filter(department=jiexi).select_related("target__project")
    reports: dict[int, Report] = {}
    for line in own:
        project = line.target.project
        if project.pk not in reports:
            reports[project.pk] = make_report(project, jiexi, period, state=Report.State.APPROVED)
        if line.target.is_ratio:
            make_measurement(reports[project.pk], line, numerator=12, denominator=16)
        elif line.target.is_count:
            make_measurement(reports[project.pk], line, 1000)
    return snapshot_for(Plan.objects.get(), date(2026, 11, 23))


def test_what_is_overdue_names_the_county_and_what_is_missing(snapshot: Snapshot) -> None:
    items = summaries.overdue(snapshot)
    shares = [
        item.lacking_text
        for item in items
        if item.short_name == "揭西县"
        and item.target.is_ratio
        and item.goal.last.target_value == 100
    ]

    assert shares
    assert {re.sub(r"^.*?(?=12/16)", "", text) for text in shares} == {"12/16，还差4"}
    assert {item.lamp for item in items} == {Lamp.OVERDUE}


def test_every_target_that_is_overdue_is_told_and_whoever_lags(snapshot: Snapshot) -> None:
    items = summaries.overdue(snapshot)
    told = {item.target.pk for item in items}

    assert told >= {
        item.target.pk for item in snapshot.assessed.values() if item.lamp is Lamp.OVERDUE
    }
    lagging = [
        item
        for own in snapshot.assessed_assignments.values()
        for item in own
        if item.lamp is Lamp.OVERDUE
    ]
    assert set(map(id, items)) >= set(map(id, lagging))
    numbers = [sum(item.short_name == name for item in items) for name in _names(items)]
    assert numbers == sorted(numbers, reverse=True)


def _names(items: list[Assessment]) -> list[str]:
    return list(dict.fromkeys(item.short_name for item in items))


def test_the_sentence_on_top_names_the_county_with_most_behind(snapshot: Snapshot) -> None:
    counties = summaries.of_counties(snapshot)
    text = city_opening(snapshot.city, counties)
    most = max(item.counts.behind for item in counties)
    worst = [item for item in counties if item.counts.behind == most]

    found = re.search(r"。滞后和逾期最多的是([^（]+)（(?:各)?(\d+)个.*?）：(.+)。$", text)
    assert found, text
    assert set(found[1].split("、")) <= {item.name for item in worst}
    assert int(found[2]) == most
    assert Fraction(snapshot.city.met, snapshot.city.applicable) == snapshot.city.rate
    assert f"全市{snapshot.city.applicable}个适用目标中，{snapshot.city.met}个达标" in text


def test_counties_with_equally_much_behind_are_all_named() -> None:
    snapshot = snapshot_for(Plan.objects.get(), date(2026, 11, 23))
    text = city_opening(snapshot.city, summaries.of_counties(snapshot))

    assert re.search(r"滞后和逾期最多的是[^（]+、[^（]+（各\d+个）：\w{3}.+，没有数据。$", text), (
        text
    )


def test_what_the_first_screen_has_no_room_for_is_folded_below_it(client: Client) -> None:
    client.force_login(make_officer(Officer.Role.LEADER, Department.objects.get(code="education")))
    page = client.get("/overview/")
    shown, rest = page.context["overdue"]()
    body = page.content.decode()

    assert len(shown) == 12
    assert f"还有 {len(rest)} 项" in body
    assert body.count("</b>：<a") == len(shown) + len(rest)
