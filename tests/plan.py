"""The plan's rows in a test's database, as ``loaddata`` loads them but twenty times as fast."""

from functools import cache
from itertools import groupby
from pathlib import Path

from django.core.management.color import no_style
from django.core.serializers import deserialize
from django.db import connection, transaction
from django.db.models import Model

from projects.models import CrossCheck, Plan, Project

FIXTURE = Path(__file__).parents[1] / "fixtures" / "plan.json"


@cache
def _rows() -> list[tuple[type[Model], list[Model]]]:
    """The fixture's rows by model, read once for all tests."""
    with FIXTURE.open(encoding="utf-8") as lines:
        rows = [row.object for row in deserialize("json", lines)]
    return [(model, list(some)) for model, some in groupby(rows, type)]


def load_plan() -> Plan:
    """Write the rows; the next ones that a test makes get keys of their own."""
    with transaction.atomic():
        for model, rows in _rows():
            model._default_manager.bulk_create(rows)
    models = [model for model, _ in _rows()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    return Plan.objects.get()


def load_projects(last: int) -> Plan:
    """The plan's first projects alone, for tests of what takes its time with each row."""
    plan = load_plan()
    CrossCheck.objects.all().delete()
    Project.objects.filter(number__gt=last).delete()
    return plan
