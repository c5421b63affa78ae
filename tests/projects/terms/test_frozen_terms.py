"""The database keeps every change of the plan and the terms before it as they were recorded."""

import os
from datetime import date
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from projects.models import Plan
from projects.terms.amending import Grounds, amend, apply_due, correct, withdraw
from projects.terms.content import TermDifference
from projects.terms.models import ChangeWithdrawal, PastTerms, PlanChange
from tests.factories import make_target

TODAY, TOMORROW = date(2026, 11, 26), date(2026, 11, 27)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite", "postgres"),
    pytest.mark.on("2026-11-26 09:00"),
]

FROZEN = import_module("projects.migrations.0005_frozen_terms").FROZEN
MODELS: tuple[type[Model], ...] = (PlanChange, PastTerms)
COLUMNS = [(table.name, column) for table in FROZEN.tables for column in table.kept]
REMOVALS = {
    "sqlite": ("DELETE FROM {}", "REPLACE INTO {0} SELECT * FROM {0}"),
    "postgres": ("DELETE FROM {}", "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {} CASCADE"),
}[os.environ["TEST_DATABASE"]]


def rename(name: str, before: str) -> list[TermDifference]:
    return [TermDifference("目标", "1 1", "name", before, name)]


@pytest.fixture
def plan() -> Plan:
    """A plan with an amendment of today, one that waits, and a correction."""
    target = make_target(name="甲")
    plan = target.project.plan
    target.cross_checks.create(relation="at_most", part=make_target(target.project))
    amend(plan, rename("乙", "甲"), Grounds(TODAY, "文件", "原因"), None)
    correct(plan, rename("丙", "乙"), Grounds(TODAY, "更正", "原因"), None)
    correct(plan, rename("丁", "甲"), Grounds(date(2026, 1, 1), "更正", "原因"), None)
    amend(
        plan,
        [TermDifference("目标", "1 1", "unit", "所", "个")],
        Grounds(TOMORROW, "文件", "原因"),
        None,
    )
    return plan


def executed(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement: str) -> None:
    kept = [list(model._default_manager.values()) for model in MODELS]
    assert all(kept)
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        executed(statement)
    assert [list(model._default_manager.values()) for model in MODELS] == kept


def test_each_column_is_kept_or_set_once() -> None:
    columns = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in MODELS
    }
    assert {table.name: {*table.kept, table.once} for table in FROZEN.tables} == columns


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_column_is_updated(plan: Plan, table: str, column: str) -> None:
    refused(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("statement", REMOVALS)
@pytest.mark.parametrize("table", FROZEN.names)
def test_no_row_is_removed(plan: Plan, table: str, statement: str) -> None:
    refused(statement.format(table))


def test_a_change_takes_effect_once(plan: Plan) -> None:
    apply_due(TOMORROW)
    assert not PlanChange.objects.filter(applied_at=None).exists()
    refused("UPDATE projects_planchange SET applied_at = NULL")


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reason = reason", "DELETE FROM {}", REMOVALS[1]]
)
def test_a_withdrawal_stays(plan: Plan, statement: str) -> None:
    withdraw(PlanChange.objects.waiting().get(), "会议另有决定。", None)
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        executed(statement.format("projects_changewithdrawal"))
    assert ChangeWithdrawal.objects.get().reason == "会议另有决定。"


def test_terms_are_replaced_once(plan: Plan) -> None:
    assert PastTerms.objects.exclude(replaced_by=None).exists()
    refused("UPDATE projects_pastterms SET replaced_by_id = NULL WHERE replaced_by_id > 0")


@pytest.mark.django_db(transaction=True)
def test_the_site_s_rows_are_not_flushed(unfrozen: None, plan: Plan) -> None:
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert PlanChange.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth(unfrozen: None, plan: Plan) -> None:
    try:
        call_command("migrate", "projects", "0004_dated_cross_checks", verbosity=0)
        PlanChange.objects.update(reason="改过的原因")
    finally:
        call_command("migrate", "projects", verbosity=0)
    refused("UPDATE projects_planchange SET reason = reason")


@pytest.mark.django_db(transaction=True)
def test_past_terms_take_up_the_cross_checks_of_now(unfrozen: None, plan: Plan) -> None:
    before = [terms.content for terms in PastTerms.objects.all()]
    assert {*before[0]["勾稽关系"]} == {"1 1 1 2"}
    try:
        call_command("migrate", "projects", "0003_cross_checks", verbosity=0)
        assert all("勾稽关系" not in terms.content for terms in PastTerms.objects.all())
    finally:
        call_command("migrate", "projects", verbosity=0)
    assert [terms.content for terms in PastTerms.objects.all()] == before
