"""Check the targets of every plan against its text."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.models import Department
from projects.management.arguments import NO_PLAN
from projects.models import Plan
from projects.plan_check import check_plan, projects_to_check


class Command(BaseCommand):
    """Print each plan's counts, problems and warnings; fail if there is any problem."""

    help = (
        "对照原文检查每个方案的目标、引文、时限、填报口径和任务分解，列出各类内容的数量、"
        "应当改正的问题和需要核对的提醒。有问题时以错误结束，只有提醒时正常结束。"
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Check all plans, and raise CommandError on any problem."""
        plans = Plan.objects.all()
        if not plans:
            raise CommandError(NO_PLAN)
        problem_count = sum(self._report(plan) for plan in plans)
        if problem_count:
            raise CommandError(f"发现{problem_count}处问题，请逐处改正后再检查一次。")

    def _report(self, plan: Plan) -> int:
        """Print one plan's check, and return how many problems there are."""
        check = check_plan(projects_to_check(plan), list(Department.objects.all()))
        self.stdout.write(plan.title)
        for label, count in check.counts:
            self.stdout.write(f"{count:6} {label}")
        for problem in check.problems:
            self.stdout.write(self.style.ERROR(str(problem)))
        for warning in check.warnings:
            self.stdout.write(self.style.WARNING(f"提醒：{warning}"))
        return len(check.problems)
