"""Workbooks to take along: of a day or of a bulletin, all of it or a part, chosen sheets."""

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from bulletins.workbook.summary import SHEETS
from departments.models import Department, Officer
from projects.models import Project, Responsibility
from reports.models import Report
from tests.bulletins.bulletins import damage
from tests.factories import (
    make_assignment,
    make_bulletin,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_reply,
    make_report,
    make_responsibility,
    make_target,
    make_withdrawal,
)

Role, Kind = Officer.Role, Department.Kind
LIVE = "/overview/summary.xlsx"
FROZEN = "/bulletins/2026/1/workbook.xlsx"
NAMES = [name for name, _ in SHEETS.values()]
SECRETS = ("甲县的进展", "甲县的问题", "甲县的措施", "给甲县的答复")
OPEN = ("乙县的进展", "乙县的问题", "乙县的措施", "给乙县的答复")

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def project() -> Project:
    """Two counties lead it and have reported; the texts of each are its own."""
    project = make_project(name="智慧校园", number=1)
    target = make_target(project, name="接入学校")
    period = make_period("2026-10")
    for name in "甲乙":
        county = make_department(name=f"{name}县", code={"甲": "jia", "乙": "yi"}[name])
        make_responsibility(project, county, Responsibility.Involvement.LEAD)
        report = make_report(
            project,
            county,
            period,
            state=Report.State.APPROVED,
            progress=f"{name}县的进展",
            problems=f"{name}县的问题",
            next_steps=f"{name}县的措施",
        )
        make_measurement(report, make_assignment(target, county), 4)
        make_reply(report, f"给{name}县的答复")
    make_responsibility(
        project,
        make_department(Kind.MUNICIPAL, "市财政局", code="finance"),
        Responsibility.Involvement.SUPPORT,
    )
    return project


def sign_in(client: Client, role: str, code: str = "") -> Officer:
    department = Department.objects.get(code=code) if code else None
    officer = make_officer(role, department)
    client.force_login(officer)
    return officer


def name_of(response: Any) -> str:
    return unquote(response.headers["Content-Disposition"].partition("''")[2])


def content_of(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def book_of(response: Any) -> Workbook:
    return load_workbook(BytesIO(content_of(response)))


def text_of(book: Workbook) -> str:
    return "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        (LIVE, {"as_of": "2026-11-20"}, "项目进展汇总表_2026-11-20.xlsx"),
        (LIVE, {"of": "jia"}, "项目进展汇总表_2026-11-23_甲县.xlsx"),
        (FROZEN, {}, "会议材料_2026年第1期_全市.xlsx"),
        (FROZEN, {"of": "yi"}, "会议材料_2026年第1期_乙县.xlsx"),
        (FROZEN, {"of": "finance"}, "会议材料_2026年第1期_市财政局.xlsx"),
        (FROZEN, {"of": "project-1"}, "会议材料_2026年第1期_项目1 智慧校园.xlsx"),
    ],
)
def test_a_file_is_named_after_its_issue_or_day_and_its_part(
    client: Client, project: Project, path: str, query: dict[str, str], name: str
) -> None:
    make_bulletin(project.plan, on=date(2026, 11, 20))
    sign_in(client, Role.LEADER)

    response = client.get(path, query)

    assert name_of(response) == name
    assert book_of(response).sheetnames


def test_a_name_takes_no_sign_that_a_file_system_refuses(client: Client, project: Project) -> None:
    Project.objects.update(name='甲/乙\\丙:"丁"?')
    sign_in(client, Role.LEADER)

    response = client.get(LIVE, {"of": "project-1"})

    assert name_of(response) == "项目进展汇总表_2026-11-23_项目1 甲_乙_丙__丁__.xlsx"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", [LIVE, FROZEN])
def test_sheets_are_those_chosen_in_the_workbook_s_order(
    client: Client, project: Project, path: str
) -> None:
    make_bulletin(project.plan)
    sign_in(client, Role.LEADER)

    assert book_of(client.get(path, {"sheets": ["targets", "overview"]})).sheetnames == [
        SHEETS["overview"][0],
        SHEETS["targets"][0],
    ]
    everything = book_of(client.get(path)).sheetnames
    assert everything == [name for name in NAMES if name in everything]
    assert len(everything) >= 3


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("of=nowhere", "没有这个县区、部门或项目，请从列表中选择。"),
        ("of=project-99", "没有这个县区、部门或项目"),
        ("of=%00", "没有这个县区、部门或项目"),
        ("sheets=nonsense", "没有这样的工作表，请从列出的中选择。"),
    ],
)
@pytest.mark.parametrize("path", [LIVE, FROZEN])
def test_a_wrong_request_is_shown_on_the_page_to_choose_on(
    client: Client, project: Project, path: str, query: str, told: str
) -> None:
    make_bulletin(project.plan)
    sign_in(client, Role.LEADER)

    response = client.get(f"{path}?{query}&as_of=2026-11-20", follow=True)

    there = "/overview/export/" if path == LIVE else "/bulletins/2026/1/"
    assert response.redirect_chain[0][0].startswith(f"{there}?{query.split('=', maxsplit=1)[0]}=")
    assert response.status_code == 422
    assert told in response.content.decode()


def test_the_choices_are_the_day_s_bodies_and_projects_the_own_county_first(
    client: Client, project: Project
) -> None:
    sign_in(client, Role.REPORTER, "yi")

    response = client.get("/overview/export/", {"as_of": "2026-11-20"})

    presets = response.context["export_form"].presets
    assert [(preset.name, list(preset.choices)) for preset in presets] == [
        ("单个县区", [("jia", "甲县"), ("yi", "乙县")]),
        ("单个部门", [("finance", "市财政局")]),
        ("单个项目", [("project-1", "1 智慧校园")]),
    ]
    body = response.content.decode()
    assert '<option value="yi" selected>' in body
    assert body.count('name="as_of" value="2026-11-20"') >= 5


def test_a_live_workbook_is_compared_with_the_newest_bulletin_standing(
    client: Client, project: Project
) -> None:
    make_bulletin(project.plan, 1, on=date(2026, 9, 30))
    make_withdrawal(make_bulletin(project.plan, 2, on=date(2026, 10, 31)))
    sign_in(client, Role.LEADER)

    if "changes" in SHEETS:
        book = book_of(client.get(LIVE, {"sheets": "changes"}))
        assert "2026年第1期" in text_of(book)
        assert "2026年第2期" not in text_of(book)


def test_a_live_workbook_sets_the_last_month_end_beside_the_day(
    client: Client, project: Project
) -> None:
    sign_in(client, Role.LEADER)

    sheet = book_of(client.get(LIVE))["县区汇总"]

    notes = [str(cell.value) for cell in sheet["A"] if str(cell.value).startswith("上期：")]
    assert [note.split("。")[0] for note in notes] == ["上期：2026-10-31"]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", [LIVE, FROZEN])
def test_a_leader_finds_the_words_of_all_counties(
    client: Client, project: Project, path: str
) -> None:
    make_bulletin(project.plan, on=date(2026, 11, 23))
    sign_in(client, Role.LEADER)
    whole = text_of(book_of(client.get(path)))
    for words in ("甲县的进展", "乙县的进展"):
        assert words in whole


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("of", ["", "jia", "finance", "project-1"])
@pytest.mark.parametrize("path", [LIVE, FROZEN])
def test_a_county_s_officer_finds_no_other_county_s_words(
    client: Client, project: Project, path: str, of: str
) -> None:
    make_bulletin(project.plan, on=date(2026, 11, 23))
    for role in (Role.REPORTER, Role.APPROVER):
        sign_in(client, role, "yi")
        seen = text_of(book_of(client.get(path, {"of": of})))
        assert [words for words in SECRETS if words in seen] == []
        if of in {"", "project-1"}:
            assert OPEN[0] in seen


def test_a_withdrawn_one_is_downloaded_by_reviewers_alone_and_reads_the_same(
    client: Client, project: Project
) -> None:
    bulletin = make_bulletin(project.plan)
    sign_in(client, Role.REVIEWER)
    before = content_of(client.get(FROZEN))
    make_withdrawal(bulletin)

    assert content_of(client.get(FROZEN)) == before
    for role in (Role.REPORTER, Role.APPROVER, Role.LEADER):
        sign_in(client, role)
        assert client.get(FROZEN).status_code == 403
        body = client.get("/bulletins/2026/1/").content.decode()
        assert FROZEN not in body
        assert "这一期已撤回" in body


def test_a_damaged_one_gives_a_sentence_instead_of_a_file(client: Client, project: Project) -> None:
    damage(make_bulletin(project.plan))
    sign_in(client, Role.LEADER)

    for path in (FROZEN, LIVE):
        response = client.get(path)
        assert response.status_code == 409
        assert "2026年第1期的内容与制作时的指纹不符" in response.content.decode()


@pytest.mark.parametrize("path", [LIVE, FROZEN, "/overview/export/"])
def test_downloads_are_for_readers_and_have_addresses_of_their_own(
    client: Client, project: Project, path: str
) -> None:
    make_bulletin(project.plan)

    assert client.get(path).status_code == 302
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        sign_in(client, role)
        assert client.get(path).status_code == 404
    sign_in(client, Role.LEADER)
    assert client.post(path).status_code == 405
    assert client.get("/bulletins/2026/9/workbook.xlsx").status_code == 404
