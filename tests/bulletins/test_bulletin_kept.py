"""A bulletin exported again gives the file it gave, whatever was reported or changed since."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import Workbook
from pytest_django import DjangoDbBlocker

from bulletins.document.frozen import BulletinDocument
from bulletins.document.serialize import dumps
from bulletins.models import Bulletin
from bulletins.views import export
from bulletins.workbook.summary import summary_workbook
from dashboards.snapshots.cache import clear_cache
from departments.models import County, Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Plan, Project, Responsibility, Target
from projects.rules.values import Rating
from reports.models import Measurement, Period, Report
from reports.workflow import rated_assignments, reply, transition
from tests.bulletins.test_summary import book_of, content_of
from tests.factories import (
    make_measurement,
    make_officer,
    make_period,
    make_reply,
    make_report,
    moment,
)
from tests.module_rows import module_rows
from tests.plan import load_projects

Role, State = Officer.Role, Report.State
TODAY = date(2026, 11, 23)
FROZEN = "/bulletins/2026/11/workbook.xlsx"
Drawn = dict[tuple[str, frozenset[str]], bytes]
"""Workbooks by what they say and by their sheets."""
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"of": "puning"},
    {"of": "finance"},
    {"of": "project-3"},
    {"sheets": "targets"},
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 09:00+08:00") as clock:
        yield clock


@pytest.fixture(scope="module")
def _plan_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Six projects do for the dozens of workbooks that are written and compared."""
    with module_rows(django_db_blocker, lambda: load_projects(6)):
        yield


@pytest.fixture
def plan(plan: Plan, clock: time_machine.Traveller) -> Plan:
    """The plan with two months and a quarter of reports, replies and a longer term."""
    months = [make_period("2026-09"), make_period("2026-10")]
    quarter = make_period("2026-Q3")
    for code in ("puning", "huilai", "education"):
        author = make_officer(Role.REPORTER, Department.objects.get(code=code))
        for month in months:
            for number in (2, 3, 5, 6):
                say(Project.objects.get(number=number), author, month)
    finance = make_officer(Role.REPORTER, Department.objects.get(code="finance"))
    say(Project.objects.get(number=3), finance, quarter)
    for report in Report.objects.filter(department__code="puning", period=months[1]):
        make_reply(report, "请于下月报送用地手续的办理情况。")
    lengthen(plan)
    return plan


def say(project: Project, author: Officer, period: Period) -> None:
    """An approved report of an officer's department, with texts and every figure it owes."""
    assert author.department is not None
    name = f"{author.department}{project.name}{period}"
    report = make_report(
        project,
        author.department,
        period,
        state=State.APPROVED,
        author=author,
        progress=f"{name}：按计划推进，" + "已完成规划编制和用地预审，" * 9,
        problems=f"{name}：缺少资金。",
        next_steps=f"{name}：下月开工。",
    )
    own = Assignment.objects.filter(department=author.department, target__project=project)
    for line in own.select_related("target"):
        if line.target.is_ratio:
            make_measurement(report, line, numerator=period.end.month, denominator=12)
        elif line.target.is_count:
            make_measurement(report, line, period.end.month)


def lengthen(plan: Plan) -> None:
    """惠来县 was given more time for one of its targets."""
    line = Assignment.objects.filter(
        department__code="huilai", target__project__number=2, target__checkpoints__isnull=False
    ).first()
    assert line is not None
    checkpoint = line.target.checkpoints.latest("due")
    ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.EXTENSION,
        state=ChangeRequest.State.ACCEPTED,
        assignment=line,
        checkpoint=checkpoint,
        original_due=checkpoint.due,
        new_due=min(checkpoint.due + timedelta(days=90), plan.end),
        reason="用地手续未办结。",
        asked_by=make_officer(Role.REPORTER, line.department),
        asked_at=moment(date(2026, 10, 9)),
        decided_by=make_officer(Role.REVIEWER, Department.objects.get(code="education")),
        decided_at=moment(date(2026, 10, 12)),
        decision="同意。",
    )


@pytest.fixture
def readers(client: Client, plan: Plan) -> list[Officer]:
    """A reviewer, who has made numbers 10 and 11, a leader, 普宁市 and the finance bureau."""
    bureau = Department.objects.get(code="education")
    reviewer = make_officer(Role.REVIEWER, bureau, phone="0663-1234567")
    client.force_login(reviewer)
    for number, on in (("10", "2026-10-31"), ("11", "2026-11-23")):
        asked = {"number": number, "on": on}
        seen = client.get("/bulletins/new/", asked).context["seen"]
        assert client.post("/bulletins/new/", asked | {"seen": seen}).status_code == 302
    own = [Officer.objects.get(department__code=code) for code in ("puning", "finance")]
    return [reviewer, make_officer(Role.LEADER, bureau), *own]


def change_everything(plan: Plan) -> None:
    """What comes to pass in a year: corrections, other names and rules, targets struck out."""
    reviewer = make_officer(Role.REVIEWER, Department.objects.get(code="education"))
    for report in list(Report.objects.filter(department__code="puning", period__code="2026-10")):
        reply(report, "补充答复：请抓紧。", reviewer, version=None, client_ip=None)
        correct(report, reviewer)
    plan.title, plan.yellow_points, plan.red_points = "另一个方案", 1, 2
    plan.save()
    for department in Department.objects.all():
        department.name, department.order = f"新{department.name}", 32_767 - department.order
        department.save()
    for county in County.objects.all():
        county.name = f"新{county.name}"
        county.save()
    for officer in Officer.objects.all():
        officer.name, officer.phone = "换了姓名", "0663-7654321"
        officer.save()
    Project.objects.update(name="改了名的项目", text="改了的原文", responsibility_text="改了")
    Target.objects.update(name="改了名的目标", unit="套", quote="改了")
    Responsibility.objects.filter(project__number__gt=5).delete()
    Period.objects.update(due=date(2027, 1, 1))
    strike_out()


def correct(report: Report, reviewer: Officer) -> None:
    """Reopen a report, say otherwise, and pass it again."""
    again = transition(report, "reopen", reviewer, reason="数据有误。")
    Report.objects.filter(pk=again.pk).update(progress="更正后的进展", problems="", next_steps="")
    figures = Measurement.objects.filter(report=again)
    figures.filter(numerator__isnull=False).update(numerator=1)
    figures.filter(value__isnull=False).update(value=0)
    again.refresh_from_db()
    approver = make_officer(Role.APPROVER, report.department)
    ratings = dict.fromkeys((line.pk for line in rated_assignments(again)), Rating.BEHIND.value)
    for name, officer in (("submit", report.author), ("endorse", approver), ("approve", reviewer)):
        again = transition(again, name, officer, ratings=ratings)


def strike_out() -> None:
    """Delete targets of which nothing was reported, and close or exempt others' parts."""
    for target in Target.objects.filter(project__number__in=(17, 18)):
        target.assignments.all().delete()
        target.checkpoints.all().delete()
        target.delete()
    Assignment.objects.filter(target__project__number=10).update(closed_on=date(2026, 11, 1))
    Assignment.objects.filter(target__project__number=12).update(exemption_reason="不适用")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """The workbooks drawn so far: what is the same to several readers is drawn once."""
    drawn: Drawn = {}

    def draw(document: BulletinDocument, sheets: Collection[str]) -> BytesIO:
        key = dumps(document), frozenset(sheets)
        if key not in drawn:
            drawn[key] = summary_workbook(document, sheets).getvalue()
        return BytesIO(drawn[key])

    monkeypatch.setattr(export, "summary_workbook", draw)
    return drawn


def files(client: Client, readers: list[Officer]) -> dict[str, bytes]:
    """What each reader gets of each part."""
    found = {}
    for officer in readers:
        client.force_login(officer)
        for asked in ASKED:
            found[f"{officer.role} {officer.department_id} {asked}"] = content_of(
                client.get(FROZEN, asked)
            )
    return found


def looks(book: Workbook) -> dict[str, Any]:
    """Every cell with its style, and all that decides how a sheet looks and prints."""
    return {
        sheet.title: {
            "cells": {
                cell.coordinate: (
                    cell.value,
                    cell.style,
                    cell.number_format,
                    cell.alignment.wrap_text,
                )
                for row in sheet.iter_rows()
                for cell in row
            },
            "merges": sorted(map(str, sheet.merged_cells.ranges)),
            "heights": {key: row.height for key, row in sheet.row_dimensions.items()},
            "widths": {key: column.width for key, column in sheet.column_dimensions.items()},
            "paper": (sheet.page_setup.paperSize, sheet.page_setup.orientation),
            "fit": (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight),
            "repeated": (sheet.print_title_rows, sheet.freeze_panes),
            "footer": (sheet.oddFooter.center.text, sheet.oddHeader.center.text),
        }
        for sheet in book
    }


@pytest.mark.databases("sqlite")
def test_exported_again_in_a_later_year_it_is_the_same_to_the_letter(
    client: Client,
    plan: Plan,
    readers: list[Officer],
    clock: time_machine.Traveller,
    drawn: Drawn,
) -> None:
    before = files(client, readers)
    live = {}
    client.force_login(readers[0])
    seen = looks(book_of(client.get(FROZEN)))
    live["before"] = content_of(client.get("/overview/summary.xlsx", {"as_of": "2026-11-23"}))

    clock.move_to("2027-12-06 09:00+08:00")
    change_everything(plan)
    clear_cache()
    drawn.clear()

    client.force_login(readers[0])
    assert looks(book_of(client.get(FROZEN))) == seen
    assert files(client, readers) == before
    live["after"] = content_of(client.get("/overview/summary.xlsx", {"as_of": "2026-11-23"}))
    assert live["after"] != live["before"]
    assert len(set(before.values())) > len(ASKED)


def test_its_page_and_its_changes_read_the_same_in_a_later_year(
    client: Client, plan: Plan, readers: list[Officer], clock: time_machine.Traveller
) -> None:
    def told() -> list[Any]:
        client.force_login(readers[1])
        page = client.get("/bulletins/2026/11/").context
        changes = client.get("/bulletins/2026/11/changes/?with=2026-10").context
        names = ("document", "city", "counties", "rows", "changes")
        compared = ("before", "now", "groups", "assignment_groups", "lamps")
        quotes = [change.quote for group in changes["groups"] for change in group.changes]
        return [*(page[name] for name in names), *(changes[name] for name in compared), quotes]

    before = told()
    clock.move_to("2027-12-06 09:00+08:00")
    change_everything(plan)

    assert told() == before
    assert [str(item) for item in Bulletin.objects.all()] == ["2026年第11期", "2026年第10期"]
    client.force_login(readers[0])
    assert client.get("/bulletins/new/").context["form"].cleaned_data["number"] == 1
