"""Lists: what has no value in the column sorted by comes last in both directions."""

from dataclasses import dataclass
from fractions import Fraction

import django_tables2 as tables
import pytest

from departments.models import AuditEntry, Officer
from departments.tables import AuditTable, ListTable
from tests.factories import make_officer


@dataclass(frozen=True)
class Row:
    name: str
    share: Fraction | None


ROWS = [
    Row("a", None),
    Row("b", Fraction(1, 2)),
    Row("c", Fraction(0)),
    Row("d", None),
    Row("e", Fraction(1, 2)),
]


class ShareTable(ListTable):
    name = tables.Column()
    share = tables.Column()


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("share", "cbead"),
        ("-share", "becad"),
        ("-share,-name", "ebcda"),
        ("-name", "edcba"),
    ],
)
def test_rows_without_a_value_come_last(order: str, names: str) -> None:
    table = ShareTable(ROWS, order_by=order)

    assert "".join(row.record.name for row in table.rows) == names


@pytest.mark.django_db
@pytest.mark.databases("sqlite", "postgres")
@pytest.mark.parametrize("order", ["client_ip", "-client_ip", "officer", "-officer"])
def test_records_without_a_value_come_last_on_both_databases(order: str) -> None:
    officer = make_officer(Officer.Role.AUDITOR)
    for at in range(4):
        AuditEntry.objects.create(
            action="提交",
            subject="报告",
            subject_key=f"report:{at}",
            officer=officer if at % 2 else None,
            client_ip=f"10.0.0.{at}" if at % 2 else None,
        )
    table = AuditTable(AuditEntry.objects.all(), order_by=order)
    field = order.removeprefix("-")
    values = [getattr(row.record, field) for row in table.rows]

    assert [value is None for value in values] == [False, False, True, True]


@pytest.mark.django_db
def test_a_column_that_is_always_filled_keeps_its_index() -> None:
    table = AuditTable(AuditEntry.objects.all(), order_by="-at")

    assert "NULLS LAST" not in str(table.data.data.query)
