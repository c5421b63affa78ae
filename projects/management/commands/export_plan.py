"""Write the whole plan to a workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from projects.management.arguments import first_plan, past_day, write_file
from projects.terms.amending import apply_due, terms_on
from projects.terms.export_stamp import Stamp
from projects.terms.plan_workbook import plan_workbook


class Command(BaseCommand):
    help = "Writes the plan's terms of a day to an Excel file, which import_plan reads again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="the file to write, such as 方案.xlsx; one that is there is replaced",
        )
        parser.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="the day it shows; today without one"
        )

    def handle(self, *, file: Path, as_of: str, **_options: Any) -> None:
        """Write the file and report it; an error leaves no file."""
        plan = first_plan()
        today, on = timezone.localdate(), past_day(as_of, plan)
        apply_due(today)
        # Before the terms: a change in between makes the file stale rather than unnoticed.
        plan.refresh_from_db(fields=["terms_version"])
        stamp = Stamp(plan.pk, plan.terms_version, on, today)
        content = terms_on(plan, on)
        write_file(file, plan_workbook(content, stamp).getvalue())
        self.stdout.write(
            f"Wrote {file} as of {on:%Y-%m-%d}: {len(content['项目'])} projects, "
            f"{len(content['目标'])} targets, {len(content['任务分解'])} assignments."
        )
