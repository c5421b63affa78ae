"""What the tests of the Excel summary share: making one, and reading its rows."""

from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bulletins.document.build import document_of, seen_by
from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.summary import summary_workbook
from dashboards.snapshots.cache import snapshot_for
from departments.models import Department, Officer
from projects.models import Plan, Project
from tests.factories import (
    make_department,
    make_responsibility,
)

TODAY = date(2026, 11, 23)


def document(plan: Plan, officer: Officer | None = None, on: date = TODAY) -> BulletinDocument:
    """What the plan's workbook tells an officer."""
    return seen_by(document_of(snapshot_for(plan, on), officer), officer)


def drawn(document: BulletinDocument, *, results: bool = False) -> Workbook:
    """The workbook of a document, read again; with formulas' results in the formulas' place."""
    return load_workbook(summary_workbook(document), data_only=results)


def summary(project: Project, officer: Officer | None = None, on: date = TODAY) -> Workbook:
    return drawn(document(project.plan, officer, on))


def values(sheet: Worksheet, row: int) -> list[Any]:
    return [cell.value for cell in sheet[row]]


def record(sheet: Worksheet, row: int) -> dict[str, Any]:
    return dict(zip(values(sheet, 4), values(sheet, row), strict=True))


def lead(project: Project, name: str = "") -> Department:
    department = make_department(name=name)
    make_responsibility(project, department)
    return department


def row_of(sheet: Worksheet, label: str) -> int:
    """The row that begins with ``label``."""
    first: int = next(cell.row for cell in sheet["A"] if str(cell.value).startswith(label))
    return first
