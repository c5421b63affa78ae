"""Print every standing of a day, for a judge outside."""

import csv
import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dashboards.snapshots.cache import corrected_snapshot_for, snapshot_for
from dashboards.standings import KEYS, MEANINGS, standings
from projects.management.arguments import first_plan, past_day
from projects.terms.amending import apply_due


class Command(BaseCommand):
    help = (
        "Prints one line for each assignment, target, project, county and department with its "
        "figure, goal, attainment, lamp and reason on a day, as JSON or CSV."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """With what each key holds below the options."""
        keys = "\n".join(f"  {key:<18}{meaning}" for key, meaning in MEANINGS.items())
        epilog = f"keys (amounts are decimals as text; docs/operation.md has examples):\n{keys}"
        options = {"epilog": epilog, "formatter_class": RawDescriptionHelpFormatter} | kwargs
        return super().create_parser(prog_name, subcommand, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="the day; today without one"
        )
        parser.add_argument(
            "--corrected",
            action="store_true",
            help="by periods, with later corrections, instead of as known on the day",
        )
        parser.add_argument("--format", choices=("json", "csv"), default="json")

    def handle(self, **options: Any) -> None:
        """Print the lines to standard output."""
        apply_due(timezone.localdate())
        plan = first_plan()
        on = past_day(options["as_of"], plan)
        is_corrected: bool = options["corrected"]
        snapshot = corrected_snapshot_for(plan, on) if is_corrected else snapshot_for(plan, on)
        lines = standings(snapshot, is_corrected=is_corrected)
        if options["format"] == "json":
            self.stdout.write(json.dumps(list(lines), ensure_ascii=False, indent=1))
            return
        writer = csv.DictWriter(self.stdout, KEYS, lineterminator="\n")
        writer.writeheader()
        for line in lines:
            writer.writerow(line | {"stale_parts": "；".join(line["stale_parts"])})
