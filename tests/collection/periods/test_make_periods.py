from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from departments.models import AuditEntry
from reports.models import Period
from tests.factories import make_period

pytestmark = pytest.mark.django_db


def make_periods(*arguments: str) -> str:
    printed = StringIO()
    call_command("make_periods", *arguments, stdout=printed)
    return printed.getvalue()


def codes() -> list[str]:
    return sorted(Period.objects.values_list("code", flat=True))


def test_months_come_with_the_quarters_they_complete_across_a_new_year() -> None:
    make_periods("--from", "2026-11", "--months", "5")
    assert codes() == [
        "2026-11",
        "2026-12",
        "2026-Q4",
        "2027-01",
        "2027-02",
        "2027-03",
        "2027-Q1",
    ]


def test_a_quarter_without_its_last_month_is_not_made() -> None:
    make_periods("--from", "2026-10", "--months", "2")
    assert codes() == ["2026-10", "2026-11"]


@time_machine.travel("2026-11-23 09:00+08:00")
def test_by_itself_it_makes_the_24_months_from_the_current_one_on() -> None:
    make_periods()
    months = [code for code in codes() if "Q" not in code]
    assert (months[0], months[-1], len(months), len(codes())) == ("2026-11", "2028-10", 24, 24 + 8)


@time_machine.travel("2026-12-31 23:30+08:00")
def test_the_current_month_is_the_one_here_not_the_one_in_greenwich() -> None:
    make_periods("--months", "1")
    assert codes() == ["2026-12", "2026-Q4"]


@time_machine.travel("2026-11-23 09:00+08:00")
def test_a_second_run_makes_nothing_and_a_later_one_adds_what_has_come_near() -> None:
    make_periods()
    changed = Period.objects.get(code="2026-12")
    Period.objects.filter(pk=changed.pk).update(due="2027-01-08")
    assert make_periods() == "0 periods made.\n"
    with time_machine.travel("2026-12-01 09:00+08:00"):
        printed = make_periods()
    assert printed.startswith("2028-11 ")
    assert printed.endswith("1 periods made.\n")
    changed.refresh_from_db()
    assert changed.due == date(2027, 1, 8)


def test_each_period_made_leaves_an_audit_row() -> None:
    make_periods("--from", "2026-11", "--months", "1")
    make_periods("--from", "2026-11", "--months", "1")
    row = AuditEntry.objects.get()
    assert (row.officer, row.action, row.subject, row.subject_key) == (
        None,
        "生成报告期",
        "2026年11月",
        "period:2026-11",
    )
    assert (row.after["开始填报日期"], row.after["报送截止日期"]) == ("2026-11-25", "2026-12-05")


def test_periods_that_exist_keep_their_days_and_lock() -> None:
    known = make_period("2026-11", is_locked=True)
    printed = make_periods("--from", "2026-11", "--months", "2")
    known.refresh_from_db()
    assert known.is_locked
    assert codes() == ["2026-11", "2026-12", "2026-Q4"]
    assert "2026-11 " not in printed


def test_what_was_made_is_printed_with_its_days() -> None:
    assert make_periods("--from", "2026-11", "--months", "1") == (
        "2026-11  reports from 2026-11-25 to 2026-12-05  2026年11月\n1 periods made.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "2026-13"], "'2026-13' is not a month; write it as 2026-11."),
        (["--from", "November"], "'November' is not a month; write it as 2026-11."),
        (["--from", "2026-11", "--months", "0"], "'0' must be a whole number from 1 to 240."),
        (["--from", "2026-11", "--months", "-3"], "'-3' must be a whole number from 1 to 240."),
        (["--from", "2026-11", "--months", "many"], "'many' must be a whole number"),
    ],
)
def test_a_bad_argument_gets_a_sentence_and_makes_nothing(
    arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        make_periods(*arguments)
    assert codes() == []
