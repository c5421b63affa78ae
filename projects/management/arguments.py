"""What the commands that write files have in common."""

from datetime import date
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from projects.models import Plan


def first_plan() -> Plan:
    """The site's plan; raises CommandError without one."""
    plan = Plan.objects.order_by("pk").first()
    if plan is None:
        raise CommandError("There is no plan yet: run `manage.py loaddata plan` first.")
    return plan


def read_day(text: str) -> date:
    """A day such as 2026-10-31; raises CommandError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no day: write it like 2026-10-31.") from error


def past_day(text: str, plan: Plan) -> date:
    """The requested day, by default today; raises CommandError outside the plan's past."""
    today = timezone.localdate()
    if not text:
        return today
    day = read_day(text)
    if day > today:
        raise CommandError(f"{text} is still to come; the latest day is today, {today:%Y-%m-%d}.")
    if day < plan.start:
        raise CommandError(
            f"The plan starts on {plan.start:%Y-%m-%d}; name that day or a later one."
        )
    return day


def write_file(path: Path, content: bytes) -> None:
    """Write a file; raises CommandError where that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(
            f"Cannot write {path}: {error.strerror}. Name another file or folder."
        ) from error
