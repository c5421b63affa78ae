from io import StringIO

import pytest
from django.core.management import CommandError, call_command

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


def test_a_year_is_made_when_no_number_is_given() -> None:
    make_periods("--from", "2027-01")
    assert len(codes()) == 12 + 4


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
        (["--months", "3"], "--from"),
    ],
)
def test_a_bad_argument_gets_a_sentence_and_makes_nothing(
    arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        make_periods(*arguments)
    assert codes() == []
