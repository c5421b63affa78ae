"""Remind departments of missing reports, and send what waits; run it daily or oftener."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collection.models import Reminder
from collection.reminders.actions import remind_automatically, to_remind
from collection.reminders.notes import bring_up_to_date
from collection.reminders.overdue import MissingReports
from departments.exceptions import ActionNotAllowed
from inbox.actions import summarise
from inbox.delivery import is_mail_on, is_webhook_on, send
from projects.terms.amending import apply_due


class Command(BaseCommand):
    help = (
        "Remind departments whose reports are missing: some days before a due day, after it, and "
        "then every week, four times at most. Then send all messages that wait: new ones, those "
        "that failed before, and summaries of what an earlier day's ceiling held back. A second "
        "run on the same day reminds nobody twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say who would be reminded, and change nothing"
        )

    def handle(self, *, dry_run: bool, **_options: Any) -> None:
        """Create the day's reminders and summaries, then send whatever waits."""
        today = timezone.localdate()
        apply_due(today)
        rows = to_remind(today)
        if dry_run:
            for row in rows:
                self.stdout.write(f"{_row_text(row)}: would be reminded")
            self.stdout.write(f"{len(rows)} to remind; nothing was changed.")
            return
        reminders = [reminder for row in rows if (reminder := self._remind(row)) is not None]
        bring_up_to_date(Reminder.objects.filter(sent_on=today))
        summarise()
        result = send()
        is_on = is_mail_on() or is_webhook_on()
        hint = "" if is_on else " (neither EMAIL_HOST nor WEBHOOK_URL is set)"
        self.stdout.write(
            f"{len(reminders)} reminded, {result.sent} messages sent, {result.failed} failed{hint}."
        )
        if result.failed:
            raise CommandError(
                f"{result.failed} messages did not go out: {result.error}. They are shown in the "
                "application; a later run tries again."
            )

    def _remind(self, row: MissingReports) -> Reminder | None:
        """Remind one department; a refusal is printed and does not stop the others."""
        try:
            reminder = remind_automatically(row)
        except ActionNotAllowed as refusal:
            self.stderr.write(f"{_row_text(row)}: not reminded: {refusal}")
            return None
        outcome = "reminded" if reminder else "has just been reminded by somebody else"
        self.stdout.write(f"{_row_text(row)}: {outcome}")
        return reminder


def _row_text(row: MissingReports) -> str:
    """A line for the operator, without names of persons."""
    day = f"{row.days_late} days late" if row.is_past_due else f"{row.days_left} days left"
    missing, due = row.punctuality.missing, row.punctuality.due
    return f"{row.period.code} {row.department.code}: {missing} of {due} missing, {day}"
