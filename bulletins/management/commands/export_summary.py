"""Write the Excel summary to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bulletins.document.build import document_of
from bulletins.models import Bulletin, BulletinDamaged
from bulletins.workbook.summary import summary_workbook
from dashboards.snapshots.cache import snapshot_for
from dashboards.snapshots.month_ends import month_ends
from projects.management.arguments import first_plan, past_day, write_file
from projects.terms.amending import apply_due


class Command(BaseCommand):
    """Users of the server's shell may see all reports, so the texts are complete."""

    help = "Writes the Excel summary (汇总表) to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="the file to write, such as 汇总表.xlsx; one that is there is replaced",
        )
        parser.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="the day it shows; today without one"
        )

    def handle(self, **options: Any) -> None:
        """Write the file and report it; an error leaves no file."""
        apply_due(timezone.localdate())
        plan = first_plan()
        on = past_day(options["as_of"], plan)
        try:
            before = Bulletin.objects.document_before(plan, on)
        except BulletinDamaged as damage:
            raise CommandError(str(damage)) from damage
        *earlier, snapshot = (snapshot_for(plan, day) for day in month_ends(plan, on, 1))
        document = document_of(snapshot, None, before, month_before=next(iter(earlier), None))
        path: Path = options["file"]
        write_file(path, summary_workbook(document).getvalue())
        self.stdout.write(
            f"Wrote {path} as of {on:%Y-%m-%d}: {len(document.projects)} projects, "
            f"{len(document.targets)} targets, {len(document.assignments)} assignments."
        )
