"""A county's reporter with a filling form: downloaded, filled, brought back."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from io import BytesIO
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import DjangoDbBlocker

from departments.models import Officer
from projects.models import Assignment, Project
from projects.rules.values import Measure
from reports.models import Measurement, Period, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)
from tests.module_rows import module_rows

State = Report.State
HEADER = 4
PROGRESS = "按计划推进。"
ALL_FIGURES = {
    "1-1": {"value": "4"},
    "1-2": {"numerator": "45", "denominator": "50"},
    "1-3": {"numerator": "12", "denominator": "12"},
    "1-4": {"is_done": "True", "done_on": "2026-10-20", "document": "揭府〔2026〕3号"},
}
"""What ``Form.filled`` types into a project's rows, as it is kept."""


class Office:
    """A county that leads some projects, its reporter, and the form of 2026-10.

    Each project has a count (目标 1), a ratio (2), a ratio of 12 towns (3), a milestone (4), a
    rated target (5) and an exempt one (6).
    """

    def __init__(self, projects: int = 1, department: Any = None) -> None:
        self.county = department or make_department(name="普宁市")
        self.officer = make_officer(Officer.Role.REPORTER, self.county)
        self.period: Period = Period.objects.filter(code="2026-10").first() or make_period()
        self.projects = [self._project() for _ in range(projects)]
        self.client = Client()
        self.client.force_login(self.officer)
        self.address = reverse("excel_import", args=[self.period.code])
        self.first = b""

    def signed_in_anew(self) -> "Office":
        """The same office with a browser of its own."""
        found = copy(self)
        found.period = copy(self.period)
        found.client = Client()
        found.client.force_login(self.officer)
        return found

    def _project(self) -> Project:
        project = make_project()
        make_responsibility(project, self.county)
        measures = (Measure.COUNT, Measure.RATIO, Measure.RATIO, Measure.MILESTONE, Measure.RATING)
        for measure in (*measures, Measure.COUNT):
            make_target(project, measure=measure)
        for target in project.targets.all():
            denominator = 12 if target.number == 3 else None
            reason = "没有此类学校" if target.number == 6 else ""
            make_assignment(target, self.county, denominator=denominator, exemption_reason=reason)
        return project

    def assignment(self, code: str) -> Assignment:
        """That of target ``1-2``."""
        project, number = code.split("-")
        return Assignment.objects.get(
            department=self.county,
            target__project__number=project,
            target__number=number,
        )

    def report(self, number: int = 1, **fields: Any) -> Report:
        """A report of a project for 2026-10, in draft unless told."""
        project = Project.objects.get(number=number)
        return make_report(project, self.county, self.period, author=self.officer, **fields)

    def reported_before(self, number: int = 1, value: int | None = 3) -> Report:
        """An approved report of 2026-09 with a count, a ratio and words."""
        period = Period.objects.filter(code="2026-09").first() or make_period("2026-09")
        before = make_report(
            Project.objects.get(number=number), self.county, period, state=State.APPROVED
        )
        if value is not None:
            make_measurement(before, self.assignment(f"{number}-1"), value)
            make_measurement(before, self.assignment(f"{number}-2"), numerator=40, denominator=50)
        return before

    def download(self, **query: Any) -> "Form":
        """The form as the county gets it now."""
        response = self.client.get(reverse("excel_form", args=[self.period.code]), query)
        assert response.status_code == 200
        return Form(response.getvalue())

    def first_form(self) -> "Form":
        """The form of a standing office before anything was reported, written but once."""
        return Form(self.first)

    def upload(self, content: "Form | bytes", name: str = "填报表.xlsx") -> Any:
        """The answer to a form that is brought back."""
        data = content.saved() if isinstance(content, Form) else content
        return self.client.post(self.address, {"file": SimpleUploadedFile(name, data)})

    def confirm(self, preview: Any, choice: str = "draft", **more: str) -> Any:
        """The answer to a choice below a preview."""
        sealed = preview.context["sealed"]
        known = {"knows_unread": "1"} if preview.context["checked"].unread else {}
        return self.client.post(self.address, {"sealed": sealed, "choice": choice} | known | more)

    def bring(self, form: "Form", choice: str = "draft", **more: str) -> Any:
        """Upload and confirm at once."""
        return self.confirm(self.upload(form), choice, **more)

    def report_now(self, number: int = 1) -> Report:
        """A project's newest report for 2026-10."""
        mine = Report.objects.filter(project__number=number, period=self.period)
        return mine.order_by("-revision")[0]

    def figures(self, number: int = 1) -> dict[str, dict[str, str]]:
        """The figures of a project's newest report for 2026-10, by their target's code."""
        lines = Measurement.objects.filter(
            report__project__number=number, report__period=self.period
        ).order_by("report__revision", "assignment__target__number")
        return {line.assignment.target.code: line.as_record() for line in lines}


class Form:
    """A filling form opened in a program for workbooks."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(content))

    @property
    def figures(self) -> Worksheet:
        return self.book["数据"]

    @property
    def texts(self) -> Worksheet:
        return self.book["文字"]

    @staticmethod
    def column(sheet: Worksheet, heading: str) -> int:
        return next(int(cell.column) for cell in sheet[HEADER] if cell.value == heading)

    def row(self, code: str) -> int:
        """The row of target ``1-2``."""
        codes = self.column(self.figures, "目标编号")
        return next(
            int(row[0].row) for row in self.figures.iter_rows() if row[codes - 1].value == code
        )

    def cell(self, code: str, heading: str) -> Any:
        """A target's cell in sheet 数据."""
        return self.figures.cell(self.row(code), self.column(self.figures, heading))

    def words(self, number: int, heading: str) -> Any:
        """A project's cell in sheet 文字."""
        projects = self.column(self.texts, "项目")
        row = next(
            int(cells[0].row)
            for cells in self.texts.iter_rows(min_row=HEADER + 1)
            if str(cells[projects - 1].value).startswith(f"{number} ")
        )
        return self.texts.cell(row, self.column(self.texts, heading))

    def fill(self, code: str, **typed: Any) -> "Form":
        """Type into a target's row, by heading."""
        for heading, value in typed.items():
            self.cell(code, heading).value = value
        return self

    def say(self, number: int, **typed: Any) -> "Form":
        """Type into a project's row of sheet 文字, by heading."""
        for heading, value in typed.items():
            self.words(number, heading).value = value
        return self

    def filled(self, number: int = 1) -> "Form":
        """One with sensible figures and words for a project."""
        self.fill(f"{number}-1", 数值=4).fill(f"{number}-2", 分子=45, 分母=50)
        self.fill(f"{number}-3", 分子=12)
        self.fill(
            f"{number}-4",
            是否完成="已完成",
            完成日期=date(2026, 10, 20),
            依据文件="揭府〔2026〕3号",
        )
        return self.say(number, 进展情况=PROGRESS)

    def saved(self) -> bytes:
        """The file."""
        file = BytesIO()
        self.book.save(file)
        return file.getvalue()


@contextmanager
def standing_office(blocker: DjangoDbBlocker, projects: int = 1) -> Iterator[Office]:
    """An office on 2026-11-03 for all tests of a module."""
    offices = []

    def write() -> None:
        with time_machine.travel(moment(date(2026, 11, 3)), tick=False):
            office = Office(projects)
            address = reverse("excel_form", args=[office.period.code])
            office.first = office.client.get(address).getvalue()
            offices.append(office)

    with module_rows(blocker, write):
        yield offices[0]


def told(response: Any) -> list[tuple[str, int, str, str, str]]:
    """The problems a preview shows: sheet, row, column, content, reason."""
    return [
        (item.sheet, item.row, item.column, item.content, item.reason)
        for item in response.context["checked"].problems
    ]


def reasons(response: Any) -> list[str]:
    return [problem[-1] for problem in told(response)]


def unread(response: Any) -> list[tuple[str, list[int], str]]:
    """What a preview tells as not read: sheet, rows, reason."""
    return [
        (item.sheet, list(item.rows), item.reason) for item in response.context["checked"].unread
    ]


def refusal(response: Any) -> str:
    """Why a file as a whole was not taken."""
    assert response.status_code == 422
    (sentence,) = response.context["form"].errors["file"]
    return str(sentence)


def counts(response: Any) -> tuple[int, int, int]:
    """共 … 行，… 行可导入，… 行有问题."""
    checked = response.context["checked"]
    return checked.total, checked.accepted, checked.refused


def fates(preview: Any) -> dict[int, str]:
    checked = preview.context["checked"]
    return {finding.fillable.project.number: finding.fate for finding in checked.shown}


def sentences(response: Any) -> list[str]:
    """The messages of the page one is sent on to."""
    return [str(message) for message in response.context["messages"]]


def saved_on_the_web(office: Office, value: str, **typed: str) -> None:
    """The colleague's figure for 目标 1-1."""
    report = Report.objects.filter(period=office.period).first()
    key = office.assignment("1-1").pk
    office.client.post(
        reverse("report_edit", args=["2026-10", 1]),
        {"version": report.version if report else 0, f"line-{key}-value": value} | typed,
    )
