"""Any two bulletins compared, on screen and as a sheet to take along."""

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from departments.models import Officer
from projects.models import Target
from reports.models import Report
from tests.bulletins.bulletins import say
from tests.factories import (
    make_assignment,
    make_bulletin,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
    make_withdrawal,
)

Role = Officer.Role
AUGUST, SEPTEMBER, NOVEMBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 10)
SHEET = "/bulletins/2026/{}/changes.xlsx"

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def target() -> Target:
    """One target of one county, reported as 3 in August and as 7 in October."""
    target = make_target(
        make_project(name="智慧校园"), name="接入学校", checkpoints=[(date(2027, 12, 31), 10)]
    )
    part = make_assignment(target, make_department(name="甲县"))
    for code, value in (("2026-07", 3), ("2026-10", 7)):
        report = make_report(
            target.project, part.department, make_period(code), state=Report.State.APPROVED
        )
        make_measurement(report, part, value)
    return target


@pytest.fixture
def reader(client: Client, target: Target) -> Client:
    client.force_login(make_officer(Role.LEADER))
    return client


@pytest.fixture
def silent() -> Target:
    """One target of one county, of which nothing is reported yet."""
    target = make_target(make_project(name="智慧校园"), name="接入学校")
    make_assignment(target, make_department(name="甲县"))
    return target


@pytest.fixture
def reviewer(client: Client) -> Officer:
    officer = make_officer(Role.REVIEWER)
    client.force_login(officer)
    return officer


def workbook(response: Any) -> Workbook:
    return load_workbook(BytesIO(response.getvalue()))


def texts(book: Workbook) -> str:
    return "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


def test_any_two_are_compared_the_earlier_day_first(
    client: Client, silent: Target, reviewer: Officer
) -> None:
    plan = silent.project.plan
    make_bulletin(plan, on=SEPTEMBER)
    say(silent, 22)
    with_figure = make_bulletin(plan, on=date(2026, 11, 20))
    make_bulletin(plan, on=AUGUST)

    for path in (
        "/bulletins/2026/2/changes/?with=2026-1",
        "/bulletins/2026/1/changes/?with=2026-2",
    ):
        response = client.get(path)
        context = response.context
        assert (context["before"].on, context["now"].on) == (SEPTEMBER, with_figure.on)
        assert [group.text for group in context["groups"]] == ["新达标"]
    same = client.get("/bulletins/2026/1/changes/?with=2026-3").context
    assert (same["before"].on, same["groups"]) == (AUGUST, [])


def test_what_has_no_page_any_longer_is_named_without_a_link(
    client: Client, silent: Target, reviewer: Officer
) -> None:
    make_bulletin(silent.project.plan, on=SEPTEMBER)
    say(silent, 22)
    make_bulletin(silent.project.plan, on=date(2026, 11, 20))
    path = "/bulletins/2026/2/changes/?with=2026-1"
    link = f'href="/projects/{silent.project.number}/targets/{silent.number}/?as_of=2026-11-20"'
    assert link in client.get(path).content.decode()

    Target.objects.filter(pk=silent.pk).update(number=99)

    body = client.get(path).content.decode()
    assert "接入学校" in body
    assert "/targets/" not in body.partition('<h2 id="targets">')[2]


@pytest.mark.parametrize("query", ["?with=", "?with=2026-1", "?with=2026-99", "?with=%00"])
def test_a_comparison_with_nothing_is_shown(
    client: Client, silent: Target, reviewer: Officer, query: str
) -> None:
    make_bulletin(silent.project.plan)
    make_bulletin(silent.project.plan)

    response = client.get(f"/bulletins/2026/1/changes/{query}")

    assert response.status_code == 422
    told = "请选择与哪一期比较" if query == "?with=" else "没有这一期会议材料"
    assert told in response.content.decode()


@pytest.mark.parametrize(("asked", "other"), [(1, 3), (3, 1)])
def test_any_two_are_compared_on_one_sheet_the_earlier_day_first(
    reader: Client, asked: int, other: int
) -> None:
    for day in (AUGUST, SEPTEMBER, NOVEMBER):
        make_bulletin(on=day)

    response = reader.get(SHEET.format(asked), {"with": f"2026-{other}"})
    book = workbook(response)

    assert book.sheetnames == ["较上次变化"]
    assert "与2026年第1期（2026-08-31）比较，到 2026-11-10 的变化：" in texts(book)
    assert "2026年10月填报，由3所变为7所" in texts(book)
    name = unquote(response["Content-Disposition"])
    assert "变化_2026年第1期至2026年第3期.xlsx" in name


def test_what_changed_since_both_were_made_changes_nothing(reader: Client, target: Target) -> None:
    make_bulletin(on=AUGUST)
    make_bulletin(on=NOVEMBER)
    ask = {"with": "2026-1"}
    before = reader.get(SHEET.format(2), ask).getvalue()

    Target.objects.update(name="改了名", unit="座")
    Report.objects.update(progress="改了")

    assert reader.get(SHEET.format(2), ask).getvalue() == before


@pytest.mark.parametrize("query", ["", "?with=", "?with=2026-9", "?with=%00"])
def test_without_another_one_the_page_requests_it(reader: Client, query: str) -> None:
    make_bulletin(on=AUGUST)
    make_bulletin(on=NOVEMBER)

    page = reader.get(SHEET.format(2) + query, follow=True)

    assert page.status_code == 422
    assert page.redirect_chain[0][0].startswith("/bulletins/2026/2/changes/")
    asked = "请选择与哪一期比较" if query in {"", "?with="} else "没有这一期会议材料"
    assert asked in page.content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.REVIEWER, 200), (Role.LEADER, 403)])
def test_with_a_withdrawn_one_only_reviewers_take_it_along(
    client: Client, target: Target, role: str, status: int
) -> None:
    make_withdrawal(make_bulletin(on=AUGUST))
    make_bulletin(on=NOVEMBER)
    client.force_login(make_officer(role))

    page = client.get("/bulletins/2026/2/changes/?with=2026-1")
    sheet = client.get(SHEET.format(2), {"with": "2026-1"})

    assert sheet.status_code == status
    assert ("下载这份对比" in page.content.decode()) == (status == 200)


def test_a_damaged_one_is_shown(reader: Client) -> None:
    make_bulletin(on=AUGUST, content="{}", fingerprint="0" * 64, met=0, applicable=0, behind=0)
    make_bulletin(on=NOVEMBER)

    page = reader.get(SHEET.format(2), {"with": "2026-1"})

    assert page.status_code == 409
    assert "指纹不符" in page.content.decode()
