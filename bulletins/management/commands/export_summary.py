"""Write the Excel summary to a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bulletins.document.build import document_of
from bulletins.models import Bulletin, BulletinDamaged
from bulletins.workbook.summary import summary_workbook
from dashboards.snapshots.cache import snapshot_for
from projects.models import Plan
from projects.terms.changes import apply_due


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
        plan = Plan.objects.order_by("pk").first()
        if plan is None:
            raise CommandError("There is no plan yet: run `manage.py loaddata plan` first.")
        on = _day(options["as_of"], plan)
        try:
            before = Bulletin.objects.document_before(plan, on)
        except BulletinDamaged as damage:
            raise CommandError(str(damage)) from damage
        document = document_of(snapshot_for(plan, on), None, before)
        path: Path = options["file"]
        try:
            path.write_bytes(summary_workbook(document).getvalue())
        except OSError as error:
            raise CommandError(
                f"Cannot write {path}: {error.strerror}. Name another file or folder."
            ) from error
        self.stdout.write(
            f"Wrote {path} as of {on:%Y-%m-%d}: {len(document.projects)} projects, "
            f"{len(document.targets)} targets, {len(document.assignments)} assignments."
        )


def _day(text: str, plan: Plan) -> date:
    """The requested day, by default today; raises CommandError outside the plan's past."""
    today = timezone.localdate()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no day: write it like 2026-10-31.") from error
    if day > today:
        raise CommandError(f"{text} is still to come; the latest day is today, {today:%Y-%m-%d}.")
    if day < plan.start:
        raise CommandError(
            f"The plan starts on {plan.start:%Y-%m-%d}; name that day or a later one."
        )
    return day
