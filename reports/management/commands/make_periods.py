"""Make the periods of coming months, so that reports can be written for them."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand

from reports.models import Period
from reports.periods import YEAR_MONTHS, Month, usual_periods

MOST_MONTHS = 240


def read_month(text: str) -> Month:
    """Year and month of ``2026-11``; anything else is refused with a sentence."""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not a month; write it as 2026-11.")
    return int(found[1]), int(found[2])


def read_number(text: str) -> int:
    """How many months; anything but a whole number from 1 to 240 is refused with a sentence."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= MOST_MONTHS:
        raise ArgumentTypeError(f"{text!r} must be a whole number from 1 to {MOST_MONTHS}.")
    return number


class Command(BaseCommand):
    help = "Make the monthly periods from a month on, and the quarters that end among them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The first month and how many."""
        parser.add_argument(
            "--from", dest="first", type=read_month, required=True, metavar="YYYY-MM"
        )
        parser.add_argument("--months", type=read_number, default=YEAR_MONTHS, metavar="NUMBER")

    def handle(self, *, first: Month, months: int, **_options: Any) -> None:
        """Make those that are missing; the others keep their days and locks."""
        known = set(Period.objects.values_list("code", flat=True))
        made = [item for item in usual_periods(first, months) if item.code not in known]
        Period.objects.bulk_create(made)
        for period in made:
            self.stdout.write(
                f"{period.code:8} reports from {period.opens} to {period.due}  {period.label}"
            )
        self.stdout.write(f"{len(made)} periods made.")
