"""The workbook of the plan's first seven projects, exported once a module."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from projects.models import Plan
from projects.terms.content import load_content
from projects.terms.export_stamp import Stamp
from projects.terms.plan_workbook import plan_workbook
from tests.dashboards.import_plan.plan_book import Book
from tests.module_rows import module_rows
from tests.plan import load_projects


@pytest.fixture(scope="module")
def _plan_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with module_rows(django_db_blocker, lambda: load_projects(7)):
        yield


@pytest.fixture(scope="module")
def exported(_plan_rows: None, django_db_blocker: DjangoDbBlocker) -> bytes:
    with django_db_blocker.unblock():
        plan, day = Plan.objects.get(), date(2026, 11, 26)
        return plan_workbook(load_content(plan), Stamp(plan.pk, 0, day, day)).getvalue()


@pytest.fixture
def book(plan: Plan, exported: bytes, tmp_path: Path) -> Book:
    return Book(exported, tmp_path / "方案.xlsx")
