"""The plan's file is what the database would write, and loads as often as one likes."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from departments.models import County, Department
from projects.models import (
    Assignment,
    Checkpoint,
    CrossCheck,
    ExplainedSentence,
    Plan,
    Project,
    Responsibility,
    Target,
)
from tests.factories import make_department
from tests.plan import FIXTURE

pytestmark = pytest.mark.usefixtures("plan")


def dumped() -> list[dict[str, object]]:
    """All rows of the two apps but their history, as ``dumpdata`` writes them."""
    models = (
        County, Department, Plan, Project, Responsibility,
        Target, Checkpoint, Assignment, CrossCheck, ExplainedSentence,
    )  # fmt: skip
    out = StringIO()
    call_command("dumpdata", *(model._meta.label for model in models), stdout=out)
    rows: list[dict[str, object]] = json.loads(out.getvalue())
    return sorted(rows, key=lambda row: (str(row["model"]), str(row["pk"])))


def test_rows_made_after_the_plan_get_keys_of_their_own() -> None:
    assert make_department().pk > Department.objects.get(code="education").pk


def test_the_command_changes_nothing_of_what_is_loaded() -> None:
    once = dumped()
    call_command("loaddata", "plan", verbosity=0)
    assert dumped() == once


def test_file_is_what_the_database_would_dump() -> None:
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    assert dumped() == sorted(rows, key=lambda row: (row["model"], str(row["pk"])))


def test_file_holds_chinese_characters_not_escapes() -> None:
    text = FIXTURE.read_text(encoding="utf-8")
    assert "\\u" not in text
    assert "揭东区人民政府" in text
