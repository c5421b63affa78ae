"""A reporter at the form of one project."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from departments.models import Officer
from projects.models import Project
from reports.models import Measurement, Period, Report
from tests.factories import (
    PDF,
    make_assignment,
    make_officer,
    make_period,
    make_report,
    make_responsibility,
)


class FormClient:
    """A county's reporter at the form of one project with one counted target, for 2026-10."""

    def __init__(self) -> None:
        self.assignment = make_assignment()
        self.county = self.assignment.department
        self.project: Project = self.assignment.target.project
        make_responsibility(self.project, self.county)
        self.period: Period = make_period("2026-10")
        self.officer = make_officer(Officer.Role.REPORTER, self.county)
        self.client = Client()
        self.client.force_login(self.officer)
        self.address = reverse("report_edit", args=["2026-10", self.project.number])

    def send(self, **typed: Any) -> Any:
        """Send the form, filled in unless told otherwise; ``value`` is the target's figure."""
        figure = {f"line-{self.assignment.pk}-value": typed.pop("value", "4")}
        data = {"version": 0, "progress": "已开工。", "problems": "", "next_steps": ""}
        return self.client.post(self.address, data | figure | typed)

    def report(self, **fields: Any) -> Report:
        return make_report(self.project, self.county, self.period, author=self.officer, **fields)

    def figures(self) -> list[str | None]:
        """The values saved so far, as they are logged."""
        return [line.as_record().get("value") for line in Measurement.objects.all()]


def shown(response: Any, field: str) -> Any:
    """What a form's field holds when it comes back."""
    return response.context["form"][field].value()


def upload(name: str = "佐证.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
