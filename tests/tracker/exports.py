"""What the tests of exported lists share: lists with rows to order, and reading pages and files."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from departments.models import AuditEntry, Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Plan, Project
from projects.terms.models import ChangeWithdrawal, PlanChange
from reports.models import Period, Report
from tests.factories import (
    make_bulletin,
    make_delegation,
    make_measurement,
    make_message,
    make_officer,
    make_period,
    make_reminder,
    make_report,
    make_withdrawal,
    moment,
)

HEADER_ROW = 4
Role, State = Officer.Role, Report.State


def officer_of(role: str) -> Officer:
    """An officer of 普宁市 or of the bureau, as the role asks for."""
    code = "puning" if role in {Role.REPORTER, Role.APPROVER} else "education"
    department = None if role == Role.AUDITOR else Department.objects.get(code=code)
    return make_officer(role, department)


def signed_in(role: str, messages: int = 0) -> Client:
    """A client of a new officer who has so many messages."""
    officer, client = officer_of(role), Client()
    for _ in range(messages):
        make_message(officer)
    client.force_login(officer)
    return client


def fill(number: int) -> None:
    """Of everything ``number`` rows and more: the plan is loaded."""
    counties = list(Department.objects.filter(code__in=("puning", "huilai")))
    periods = [make_period("2026-09"), make_period("2026-10")]
    projects = list(Project.objects.filter(number__in=range(1, number + 1)).order_by("number"))
    for county in counties:
        author = make_officer(Role.REPORTER, county)
        for project in projects:
            _report(project, county, periods[0], State.APPROVED, author)
            _report(project, county, periods[1], State.ENDORSED, author)
        _asked(county, author, number)
        for day in range(1, number + 1):
            reminder = make_reminder(periods[1], county, sent_on=date(2026, 11, day))
            make_message(author, reminder, key=f"reminder:{reminder.pk}")
            make_reminder(periods[1], county, sent_by=make_officer(Role.REVIEWER))
            make_delegation(county, make_officer(Role.REPORTER), start=date(2026, 11, day))
    _trail(author, number)
    _amended(author, number)
    made = [make_bulletin(on=date(2026, 10, day)) for day in range(1, number + 3)]
    make_withdrawal(made[0])


def _report(
    project: Project, county: Department, period: Period, state: str, author: Officer
) -> None:
    report = make_report(project, county, period, state=state, author=author)
    for own in Assignment.objects.filter(department=county, target__project=project):
        if own.target.is_ratio:
            make_measurement(report, own, numerator=45, denominator=50 + project.number)
        elif own.target.is_count:
            make_measurement(report, own, 3 if state == State.APPROVED else 1)


def _asked(county: Department, author: Officer, number: int) -> None:
    owed = Assignment.objects.filter(department=county, exemption_reason="").order_by("pk")
    for own in owed[:number]:
        checkpoint = own.target.checkpoints.order_by("due")[0]
        ChangeRequest.objects.create(
            kind=ChangeRequest.Kind.EXTENSION,
            assignment=own,
            checkpoint=checkpoint,
            original_due=checkpoint.due,
            new_due=checkpoint.due + timedelta(days=30),
            reason="用地审批延后。",
            asked_by=author,
            asked_at=moment(date(2026, 11, 3)),
        )
        ChangeRequest.objects.create(
            kind=ChangeRequest.Kind.CLOSING, assignment=own, reason="撤并。", asked_by=author
        )


def _trail(officer: Officer, number: int) -> None:
    for serial in range(number):
        for action in ("提交", "退回"):
            AuditEntry.objects.create(
                at=moment(date(2026, 11, 5)) + timedelta(minutes=serial),
                officer=officer,
                action=action,
                subject=f"第{serial}份报告",
                subject_key=f"report:{serial}",
                before={"状态": "草稿", "版次": serial},
                after={"状态": "待单位审核"},
                reason="请补充数据。",
                client_ip="10.0.0.1",
            )


def _amended(officer: Officer, number: int) -> None:
    """Amendments of today and of later, one of which is withdrawn."""
    plan = Plan.objects.get()
    for day in range(1, number + 3):
        PlanChange.objects.create(
            plan=plan,
            kind=PlanChange.Kind.AMENDMENT,
            valid_from=date(2027, 1, day),
            document=f"揭府办函〔2026〕{day}号",
            reason="会议研究同意。",
            differences=[["项目", f"{day}", "name", "甲", "乙"]],
            recorded_at=moment(date(2026, 11, day)),
            recorded_by=officer,
            applied_at=moment(date(2026, 11, 20)) if day > 1 else None,
        )
    ChangeWithdrawal.objects.create(
        change=PlanChange.objects.earliest("pk"), reason="会议另有决定。", officer=officer
    )


class Rows(HTMLParser):
    """The rows of a list's page: each cell's text by its column."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self._column = ""
        self.feed(body.partition('id="export"')[2].partition("<tbody")[2].partition("</tbody>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append({})
            self._column = ""
        elif tag in {"td", "th"}:
            self._column = dict(attrs).get("data-column") or ""
            self.rows[-1].setdefault(self._column, "")

    def handle_data(self, data: str) -> None:
        if self.rows and self._column:
            self.rows[-1][self._column] += data


def export(client: Client, path: str, query: str = "") -> Worksheet:
    """The one sheet of an exported list."""
    response = client.get(f"{path}?{query}&format=xlsx")
    assert response.status_code == 200
    (sheet,) = load_workbook(BytesIO(response.getvalue())).worksheets
    return sheet


def body(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """The cells of the rows below the headings."""
    return list(sheet.iter_rows(min_row=HEADER_ROW + 1))


def headings(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[HEADER_ROW]]


def shown(client: Client, path: str, query: str) -> Iterator[dict[str, str]]:
    """The rows of a list's page, and of all pages after it."""
    page: str | None = f"{path}?{query}"
    while page:
        response = client.get(page)
        yield from Rows(response.content.decode()).rows
        table = response.context["table"]
        following = getattr(table, "page", None) and table.page.has_next()
        page = f"{path}?{query}&page={table.page.next_page_number()}" if following else None


def squashed(text: str) -> str:
    return re.sub(r"[\s（）“”：]", "", text)


WHY_BLANK = {"不适用", "不单独考核", "分县计", "分单位计", "按评定", "尚有未报", "未报", "分母为0"}


def says(cell: Any, text: str) -> bool:
    """Whether a page's cell says what a workbook's cell holds."""
    value = cell.value
    if value is None or value == 0:
        return True
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" in text and (
            "hh" not in cell.number_format or f"{value:%H:%M}" in text
        )
    if isinstance(value, int | float):
        scaled = abs(value) * (100 if "%" in cell.number_format else 1)
        return any(words in text for words in (f"{scaled:g}", f"{scaled:.1f}", f"{scaled:.2f}"))
    # A sheet says in its cell why there is no figure; a page says it with the demand or the lamp.
    if value in WHY_BLANK and ("—" in text or "合计" in text):
        return True
    return all(squashed(line) in squashed(text) for line in str(value).split("\n"))
