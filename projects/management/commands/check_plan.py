"""Check the targets of every plan against its text."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.models import Department
from projects.models import Plan
from projects.plan_check import check_plan, projects_to_check


class Command(BaseCommand):
    """Print each plan's counts, problems and warnings; fail if there is any problem."""

    help = "Check every plan's targets, quotes, deadlines and assignments against its text."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Check all plans, and raise CommandError on any problem."""
        plans = Plan.objects.all()
        if not plans:
            raise CommandError("There is no plan. Load it with: manage.py loaddata plan")
        problem_count = sum(self._report(plan) for plan in plans)
        if problem_count:
            raise CommandError(f"Problems found: {problem_count}")

    def _report(self, plan: Plan) -> int:
        """Print one plan's check, and return how many problems there are."""
        check = check_plan(projects_to_check(plan), list(Department.objects.all()))
        self.stdout.write(plan.title)
        for label, count in check.counts:
            self.stdout.write(f"{count:6} {label}")
        for problem in check.problems:
            self.stdout.write(self.style.ERROR(problem))
        for warning in check.warnings:
            self.stdout.write(self.style.WARNING(f"warning: {warning}"))
        return len(check.problems)
