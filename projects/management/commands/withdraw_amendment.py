"""Withdraw an amendment that waits for its day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.management.arguments import add_administrator, administrator, first_plan, limited
from projects.terms.amending import ChangeRefused, withdraw
from projects.terms.models import PlanChange


class Command(BaseCommand):
    help = "撤回 import_plan 登记、尚未生效的方案调整；记录仍然保留，标明已撤回。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="编号，见方案调整记录")
        parser.add_argument("--reason", required=True, help="撤回的原因")
        add_administrator(parser)

    def handle(self, *, number: int, reason: str, by: str, **_options: Any) -> None:
        """Raises CommandError, with what waits, for a number that none has."""
        changes = PlanChange.objects.filter(plan=first_plan())
        change = changes.select_related("plan").filter(pk=number).first()
        if change is None:
            waiting = "；".join(each.number_text for each in changes.waiting()) or "没有"
            raise CommandError(f"没有编号为{number}的方案变动。待生效的：{waiting}。")
        try:
            withdraw(change, limited("reason", reason, 500), administrator(by))
        except ChangeRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已撤回{change.number_text}，届时不再生效，记录仍然保留。")
