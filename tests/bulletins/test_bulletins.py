"""Bulletins: made and withdrawn by reviewers, and refused by the database ever after."""

import os
from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from bulletins.actions import BulletinRefused, make_bulletin, withdraw
from bulletins.document.build import document_of
from bulletins.document.serialize import sha256
from bulletins.models import Bulletin, BulletinDamaged, Withdrawal
from dashboards.snapshots.cache import snapshot_for
from departments.models import AuditEntry, Officer
from projects.models import Plan
from tests import factories
from tests.factories import make_officer, make_project, make_target, make_withdrawal
from tests.reports.test_conflicts import at_once

Role = Officer.Role
OCTOBER = date(2026, 10, 31)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def plan() -> Plan:
    return make_target().project.plan


def made(
    plan: Plan, number: int = 11, on: date = OCTOBER, officer: Officer | None = None
) -> Bulletin:
    officer = officer or make_officer(Role.REVIEWER)
    document = document_of(snapshot_for(plan, on), officer)
    return make_bulletin(plan, number, document, officer, "10.0.0.1")


def test_a_bulletin_is_numbered_in_the_year_in_which_it_is_made(plan: Plan) -> None:
    bulletin = made(plan, on=date(2025, 12, 31))

    kept = Bulletin.objects.get()
    assert (kept, str(kept), kept.on) == (bulletin, "2026年第11期", date(2025, 12, 31))
    document = kept.document()
    assert (document.issue, document.on) == ("2026年第11期", date(2025, 12, 31))
    city = document.count()
    assert (kept.met, kept.applicable, kept.behind) == (city.met, city.applicable, city.behind)


def test_making_and_withdrawing_are_shown_to_the_auditor(plan: Plan) -> None:
    officer = make_officer(Role.REVIEWER)
    bulletin = made(plan, officer=officer)
    withdraw(bulletin, officer, " 数据有误。 ", "10.0.0.1")

    rows = AuditEntry.objects.order_by("pk")
    assert [(row.action, row.subject, row.officer, row.reason, row.client_ip) for row in rows] == [
        ("制作会议材料", "会议材料 2026年第11期", officer, "", "10.0.0.1"),
        ("撤回会议材料", "会议材料 2026年第11期", officer, "数据有误。", "10.0.0.1"),
    ]
    assert rows[0].after["指纹"] == bulletin.fingerprint


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REVIEWER}))
def test_only_reviewers_make_and_withdraw(plan: Plan, role: Role) -> None:
    bulletin = factories.make_bulletin(plan)

    with pytest.raises(BulletinRefused, match="只有市教育局"):
        made(plan, officer=make_officer(role))
    with pytest.raises(BulletinRefused, match="只有市教育局"):
        withdraw(bulletin, make_officer(role), "数据有误。", None)
    assert (Bulletin.objects.count(), Withdrawal.objects.count()) == (1, 0)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("number", "on", "told"),
    [
        (0, OCTOBER, "期号应为1至999"),
        (1000, OCTOBER, "期号应为1至999"),
        (11, date(2026, 11, 24), "统计截止日期应在2023-09-04至今天之间"),
        (11, date(2023, 9, 3), "统计截止日期应在2023-09-04至今天之间"),
    ],
)
def test_a_wrong_number_or_day_is_refused(plan: Plan, number: int, on: date, told: str) -> None:
    with pytest.raises(BulletinRefused, match=told):
        made(plan, number, on)
    assert not Bulletin.objects.exists()


def test_a_number_is_given_once_a_year_even_after_a_withdrawal(plan: Plan) -> None:
    first = made(plan)
    withdraw(first, first.made_by, "数据有误。", None)

    with pytest.raises(
        BulletinRefused, match=r"2026年第11期已经有了（.+ 2026-11-23 .+），请改用第12期。"
    ):
        made(plan)
    assert Bulletin.objects.get() == first
    assert AuditEntry.objects.count() == 2
    with time_machine.travel("2027-01-11 09:00+08:00"):
        assert str(made(plan)) == "2027年第11期"


def test_a_withdrawal_needs_a_reason_and_is_made_once(plan: Plan) -> None:
    bulletin = made(plan)

    with pytest.raises(BulletinRefused, match="请写明撤回的理由"):
        withdraw(bulletin, bulletin.made_by, "  ", None)
    withdraw(bulletin, bulletin.made_by, "数据有误。", None)
    with pytest.raises(BulletinRefused, match="2026年第11期此前已经撤回"):
        withdraw(bulletin, bulletin.made_by, "又一次。", None)
    assert Withdrawal.objects.get().reason == "数据有误。"


def test_what_is_compared_with_is_the_newest_one_standing_by_its_day(plan: Plan) -> None:
    days = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))
    august, september, october = (factories.make_bulletin(plan, on=on) for on in days)
    make_withdrawal(september)

    before = [Bulletin.objects.before(on).first() for on in (date(2026, 8, 30), *days)]

    assert before == [None, august, august, october]
    assert Bulletin.objects.next_number(plan, 2026) == 4
    assert Bulletin.objects.next_number(plan, 2027) == 1


def test_readers_see_all_and_download_what_stands_reviewers_all(plan: Plan) -> None:
    standing, withdrawn = factories.make_bulletin(plan), factories.make_bulletin(plan)
    make_withdrawal(withdrawn)

    seen = {}
    for role in Role:
        officer = make_officer(role)
        seen[role] = (
            set(Bulletin.objects.visible_to(officer)),
            set(Bulletin.objects.downloadable_by(officer)),
        )

    both = {standing, withdrawn}
    nothing: set[Bulletin] = set()
    assert seen == {
        Role.REPORTER: (both, {standing}),
        Role.APPROVER: (both, {standing}),
        Role.LEADER: (both, {standing}),
        Role.REVIEWER: (both, both),
        Role.ADMINISTRATOR: (nothing, nothing),
        Role.AUDITOR: (nothing, nothing),
    }


def by_saving(row: Bulletin | Withdrawal) -> None:
    row.save()


def by_deleting(row: Bulletin | Withdrawal) -> None:
    type(row).objects.filter(pk=row.pk)._raw_delete("default")


def by_updating(row: Bulletin | Withdrawal) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(id=F("id"))


def by_statement(statement: str) -> Callable[[Bulletin | Withdrawal], None]:
    def change(row: Bulletin | Withdrawal) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=row._meta.db_table, pk=row.pk))

    return change


CHANGES = {
    "save": by_saving,
    "delete": by_deleting,
    "update": by_updating,
    "raw update": by_statement("UPDATE {table} SET id = id"),
    "raw delete": by_statement("DELETE FROM {table} WHERE id = {pk}"),
}
ONLY_ON = {
    "sqlite": {"replace": by_statement("REPLACE INTO {table} SELECT * FROM {table}")},
    "postgres": {
        "truncate": by_statement("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE")
    },
}
CHANGES |= ONLY_ON[os.environ["TEST_DATABASE"]]


@pytest.mark.parametrize("way", CHANGES)
def test_the_database_refuses_changes_of_frozen_rows(plan: Plan, way: str) -> None:
    withdrawal = make_withdrawal(factories.make_bulletin(plan))
    kept = list(Bulletin.objects.values()), list(Withdrawal.objects.values())

    for row in (withdrawal.bulletin, withdrawal):
        with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
            CHANGES[way](row)

    assert (list(Bulletin.objects.values()), list(Withdrawal.objects.values())) == kept


def test_a_content_changed_past_the_database_s_guard_is_refused_not_shown(plan: Plan) -> None:
    bulletin = factories.make_bulletin(plan)

    bulletin.content = bulletin.content.replace("目标之1", "目标之2")
    with pytest.raises(BulletinDamaged, match="2026年第1期的内容与制作时的指纹不符"):
        bulletin.document()


def test_a_content_of_a_later_version_is_shown(plan: Plan) -> None:
    content = "{}"
    bulletin = factories.make_bulletin(
        plan, met=0, applicable=0, behind=0, content=content, fingerprint=sha256(content)
    )

    with pytest.raises(BulletinDamaged, match="无法读取"):
        bulletin.document()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_same_number_at_once_one_is_notified(unfrozen: None) -> None:
    plan = make_target().project.plan
    officer = make_officer(Role.REVIEWER)
    document = document_of(snapshot_for(plan, OCTOBER), officer)

    def press() -> Bulletin | BulletinRefused:
        try:
            return make_bulletin(plan, 11, document, officer, None)
        except BulletinRefused as refusal:
            return refusal

    assert at_once(press, press) == ["Bulletin", "BulletinRefused"]
    assert Bulletin.objects.get().number == 11
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth(unfrozen: None) -> None:
    def migrated(name: str) -> set[str]:
        call_command("migrate", "bulletins", name, verbosity=0)
        return set(connection.introspection.table_names())

    tables = set(import_module("bulletins.migrations.0002_frozen").FROZEN.names)
    try:
        assert tables <= migrated("0001_initial")
        bulletin = factories.make_bulletin(make_project().plan)
        Bulletin.objects.filter(pk=bulletin.pk).update(number=2)
        Bulletin.objects.all().delete()
        assert not tables & migrated("zero")
    finally:
        assert tables <= migrated("0002_frozen")
    factories.make_bulletin(make_project().plan)
    with pytest.raises(IntegrityError, match="is frozen"):
        Bulletin.objects.update(number=2)
