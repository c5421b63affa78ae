"""The plan's workbook in the hands of an official, and brought back."""

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from departments.models import AuditEntry, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Plan
from projects.terms.content import TABLES, TermDifference, load_content
from projects.terms.export_stamp import Stamp
from projects.terms.models import PastTerms, PlanChange
from tests.factories import make_officer

KEYS = {table.name: len(table.headings) for table in TABLES}
"""How many columns name a row."""


class Book:
    """An exported workbook in the hands of an official."""

    def __init__(self, content: bytes, path: Path) -> None:
        self.book = load_workbook(BytesIO(content))
        self.path = path

    def row(self, sheet: str, *key: Any) -> int:
        """The number of a row."""
        cells = self.book[sheet].iter_rows(min_row=2, max_col=max(KEYS[sheet], 1))
        found: int = next(
            row[0].row
            for row in cells
            if not KEYS[sheet] or tuple(cell.value for cell in row) == key
        )
        return found

    def put(self, sheet: str, key: tuple[Any, ...], **values: Any) -> None:
        """Type values into the columns of a row by their headings."""
        number = self.row(sheet, *key)
        for cell in self.book[sheet][1]:
            if cell.value in values:
                self.book[sheet].cell(number, cell.column).value = values[cell.value]

    def add(self, sheet: str, *values: Any) -> None:
        self.book[sheet].append(values)

    def remove(self, sheet: str, *key: Any) -> None:
        self.book[sheet].delete_rows(self.row(sheet, *key))

    def keys(self, sheet: str) -> list[tuple[Any, ...]]:
        rows = self.book[sheet].iter_rows(min_row=2, max_col=KEYS[sheet])
        return [tuple(cell.value for cell in row) for row in rows]

    def remove_target(self, project: int, number: int) -> None:
        """Remove a target with its checkpoints and assignments."""
        for sheet in ("目标", "节点", "任务分解"):
            for key in self.keys(sheet):
                if key[:2] == (project, number):
                    self.remove(sheet, *key)

    def stamp(self, day: str, *, exported_on: str = "2026-11-26") -> None:
        """Let it be an export of now that shows the terms of a day."""
        plan = Plan.objects.get()
        days = date.fromisoformat(day), date.fromisoformat(exported_on)
        sheet = self.book["说明"]
        sheet.cell(sheet.max_row, 1).value = Stamp(plan.pk, plan.terms_version, *days).line()

    def saved(self) -> bytes:
        self.book.save(self.path)
        return self.path.read_bytes()


def explain(book: Book, project: int, number: int) -> None:
    """List a target's quote among the sentences that have none."""
    row = load_content(Plan.objects.get())["目标"][f"{project} {number}"]
    reason = "方案调整后不再考核。"
    book.add("不设目标的语句", project, row["start"], row["quote"], row["end"], reason)


def make_request(assignment: Assignment) -> ChangeRequest:
    """A department requests an extension to the end of 2028."""
    checkpoint = assignment.target.checkpoints.get()
    return ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.EXTENSION,
        assignment=assignment,
        checkpoint=checkpoint,
        original_due=checkpoint.due,
        new_due=date(2028, 12, 31),
        reason="工期推迟。",
        asked_by=make_officer(Officer.Role.REPORTER, assignment.department),
    )


def run(path: Path, *arguments: str, day: str = "2026-11-26") -> list[str]:
    """The lines of the command's output."""
    out = StringIO()
    grounds = ("--from", day, "--document", "揭府办函〔2026〕9号", "--reason", "会议研究同意。")
    call_command("import_plan", str(path), *grounds, *arguments, stdout=out)
    return out.getvalue().splitlines()


def brought(book: Book, *arguments: str, day: str = "2026-11-26") -> list[str]:
    """The output; what corrects a day is exported as of that day."""
    if "--correct" in arguments:
        book.stamp(min(day, "2026-11-26"))
    book.saved()
    return run(book.path, *arguments, day=day)


def made() -> list[TermDifference]:
    """The differences of the one change that was recorded."""
    return [TermDifference._make(item) for item in PlanChange.objects.get().differences]


def rows_written() -> list[int]:
    return [model._default_manager.count() for model in (PlanChange, PastTerms, AuditEntry)]


def refused(book: Book, *arguments: str, day: str = "2026-11-26") -> list[str]:
    """The lines of a refusal, after which nothing has changed."""
    plan = Plan.objects.get()
    before, written = load_content(plan), rows_written()
    with pytest.raises(CommandError) as refusal:
        brought(book, *arguments, day=day)
    assert (load_content(plan), rows_written()) == (before, written)
    return str(refusal.value).splitlines()


def faults(book: Book, *arguments: str, day: str = "2026-11-26") -> list[str]:
    """The faults, one line each."""
    head, *lines = refused(book, *arguments, day=day)
    assert head == f"有{len(lines)}处问题，没有写入任何内容："
    return lines
