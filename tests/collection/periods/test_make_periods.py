from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import override_settings

from departments.models import AuditEntry
from reports.models import Holiday, Period
from tests.factories import make_period, make_plan, make_report

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
    Period.objects.filter(pk=changed.pk).update(due="2027-01-08", planned_due=None)
    assert make_periods().startswith("0 periods made.\n")
    with time_machine.travel("2026-12-01 09:00+08:00"):
        printed = make_periods()
    assert printed.startswith("2028-11 ")
    assert "1 periods made.\n" in printed
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
    assert (row.after["开始填报日期"], row.after["报送截止日期"]) == ("2026-11-25", "2026-12-07")


def test_periods_that_exist_keep_their_days_and_lock() -> None:
    known = make_period("2026-11", is_locked=True)
    printed = make_periods("--from", "2026-11", "--months", "2")
    known.refresh_from_db()
    assert known.is_locked
    assert codes() == ["2026-11", "2026-12", "2026-Q4"]
    assert "2026-11 " not in printed


def test_what_was_made_is_printed_with_its_days() -> None:
    assert make_periods("--from", "2026-11", "--months", "1") == (
        "2026-11  reports from 2026-11-25 to 2026-12-07  2026年11月\n1 periods made.\n"
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


def due_of(code: str) -> date:
    return Period.objects.get(code=code).due


def test_due_days_move_past_holidays_and_to_working_saturdays() -> None:
    make_periods("--from", "2026-08", "--months", "4")
    # A Saturday; then the National Day, whose last day off is the 7th.
    assert due_of("2026-08") == date(2026, 9, 7)
    assert due_of("2026-09") == date(2026, 10, 8)
    assert due_of("2026-10") == date(2026, 11, 5)


@pytest.mark.on("2026-11-23 09:00")
def test_a_year_without_holidays_is_named() -> None:
    assert make_periods("--from", "2026-11", "--months", "1").endswith("1 periods made.\n")
    printed = make_periods("--from", "2026-12", "--months", "13")
    assert printed.endswith("2027年、2028年节假日尚未录入，截止日仅避开周末。\n")
    assert due_of("2027-05") == date(2027, 6, 7)


@pytest.mark.on("2026-11-23 09:00")
def test_holidays_entered_later_move_what_has_not_opened() -> None:
    make_periods("--from", "2026-11", "--months", "4")
    reported = Period.objects.get(code="2027-01")
    make_report(period=reported)
    Holiday.objects.bulk_create(
        Holiday(day=date(2027, month, 5), kind=Holiday.Kind.OFF, name="节日") for month in (1, 2, 3)
    )

    printed = make_periods("--from", "2026-11", "--months", "1")

    assert printed.startswith("2026-12  moved, reports are due by 2027-01-06\n2026-Q4  moved")
    assert due_of("2027-01") == date(2027, 2, 5)  # which has a report
    assert due_of("2027-02") == date(2027, 3, 8)  # a Friday off, then the weekend
    row = AuditEntry.objects.get(action="顺延截止日期", subject_key="period:2027-02")
    assert (row.before, row.after) == (
        {"报送截止日期": "2027-03-05"},
        {"报送截止日期": "2027-03-08"},
    )


def test_periods_end_with_the_last_plan() -> None:
    make_plan(end=date(2027, 11, 20))
    make_plan(end=date(2026, 12, 31))

    printed = make_periods("--from", "2027-10", "--months", "12")

    assert codes() == ["2027-10", "2027-11", "2027-Q4"]
    assert "None is made after the plan's end, 2027-11-20.\n" in printed
    last = Period.objects.get(code="2027-11")
    assert (last.start, last.end, last.opens) == (
        date(2027, 11, 1),
        date(2027, 11, 20),
        date(2027, 11, 15),
    )
    assert last.due == date(2027, 12, 6)


@override_settings(DUE_DAY=25, DUE_IN_PERIOD=True)
def test_reports_may_be_due_within_their_month() -> None:
    make_periods("--from", "2026-08", "--months", "2")
    august, september = Period.objects.monthly().order_by("end")
    assert (august.opens, august.due, august.cutoff) == (
        date(2026, 8, 20),
        date(2026, 8, 25),
        date(2026, 8, 25),
    )
    # The 25th to 27th are the Mid-autumn Festival.
    assert (september.planned_due, september.due) == (date(2026, 9, 25), date(2026, 9, 28))


@override_settings(DUE_DAY=31, DUE_IN_PERIOD=True)
def test_a_month_without_the_day_has_its_last_one() -> None:
    make_periods("--from", "2026-04", "--months", "1")
    assert due_of("2026-04") == date(2026, 4, 30)
