"""The documentation of the workflow is the table that drives it."""

from pathlib import Path

from django.conf import settings

from departments.permissions import roles_with
from reports.workflow import TRANSITIONS


def test_documentation_shows_exactly_the_table() -> None:
    page = Path(settings.BASE_DIR, "docs", "workflow.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")][2:]

    assert rows == [
        f"| {step.name} {step.label} | {step.source.label} | {step.target.label} | "
        f"{'、'.join(role.label for role in roles_with(step.capability))}"
        f"{', own department' if step.own_department else ''}"
        f"{', not its author' if step.four_eyes else ''}"
        f"{', before 市局审核 has opened it' if step.before_opened else ''} | "
        f"{'yes ' if step.needs_reason else ''}|"
        for step in TRANSITIONS
    ]
