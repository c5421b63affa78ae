"""Fill a fresh database with the demonstration: accounts, two years of reports, figures."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo import accounts, making


class Command(BaseCommand):
    help = "Make the demonstration's accounts and data on a fresh database; only with DEBUG=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accounts", action="store_true", help="only list the accounts and their password"
        )

    def handle(self, **options: Any) -> None:
        """Create the demonstration unless it exists, and list its accounts."""
        try:
            making.check_site()
            if not options["accounts"]:
                self._make()
        except making.DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("\n".join(accounts.lines()))

    def _make(self) -> None:
        if making.is_made():
            self.stdout.write("The demonstration is there already; nothing was changed.")
            return
        making.check_database()
        making.make()
        states = "  ".join(f"{state} {count}" for state, count in sorted(making.counts().items()))
        self.stdout.write(f"Made the demonstration. Reports: {states}")
