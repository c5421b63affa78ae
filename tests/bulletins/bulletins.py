"""What the tests of bulletins share: a figure to tell of, and a bulletin that was tampered with."""

from importlib import import_module

from django.db import connection

from bulletins.models import Bulletin
from projects.models import Target
from reports.models import Report
from tests.factories import make_measurement, make_period, make_report


def say(target: Target, value: int, code: str = "2026-10") -> Report:
    """An approved figure of the county's."""
    assignment = target.assignments.get()
    period = make_period(code)
    report = make_report(target.project, assignment.department, period, state=Report.State.APPROVED)
    make_measurement(report, assignment, value)
    return report


def damage(bulletin: Bulletin) -> None:
    """Change a bulletin's content past the triggers, as a file of the database may be."""
    frozen = import_module("bulletins.migrations.0002_frozen").FROZEN
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    frozen.thaw(connection)
    Bulletin.objects.filter(pk=bulletin.pk).update(content="{}")
    frozen.freeze(connection)
