"""Create the periods of coming months, so that departments can report for them."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from collection.periods.actions import add_periods, move_due_days
from collection.periods.generate import (
    Month,
    last_day_of_plans,
    not_entered_text,
    usual_periods,
    years_to_enter,
)
from reports.models import Holiday, Period

MONTHS, MOST_MONTHS = 24, 240


def read_month(text: str) -> Month:
    """Year and month of ``2026-11``; raises ArgumentTypeError for anything else."""
    match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
    if match is None:
        raise ArgumentTypeError(f"{text!r} is not a month; write it as 2026-11.")
    return int(match[1]), int(match[2])


def read_number(text: str) -> int:
    """The number of months; raises ArgumentTypeError unless it is from 1 to 240."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= MOST_MONTHS:
        raise ArgumentTypeError(f"{text!r} must be a whole number from 1 to {MOST_MONTHS}.")
    return number


class Command(BaseCommand):
    help = (
        "Make the monthly periods of the next 24 months, and the quarters that end among them. "
        "Due days move to working days, those of periods that have not opened too; else periods "
        "that exist keep their days and locks, so run it as often as you like."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="first",
            type=read_month,
            metavar="YYYY-MM",
            help="the first month; the current one when left out",
        )
        parser.add_argument(
            "--months",
            type=read_number,
            default=MONTHS,
            metavar="NUMBER",
            help=f"how many months, {MONTHS} when left out",
        )

    def handle(self, *, first: Month | None, months: int, **_options: Any) -> None:
        """Create the missing periods, and move the due days of those that have not opened."""
        today, calendar = timezone.localdate(), Holiday.objects.calendar()
        last_day = last_day_of_plans()
        start = first or (today.year, today.month)
        moved = move_due_days(calendar, today)
        periods = add_periods(usual_periods(start, months, calendar, last_day))
        for period in moved:
            self.stdout.write(f"{period.code:8} moved, reports are due by {period.due}")
        for period in periods:
            self.stdout.write(
                f"{period.code:8} reports from {period.opens} to {period.due}  {period.label}"
            )
        self.stdout.write(f"{len(periods)} periods made.")
        if last_day:
            self.stdout.write(f"None is made after the plan's end, {last_day}.")
        if text := not_entered_text(years_to_enter(Period.objects.all(), calendar, today)):
            self.stdout.write(f"{text}。")
