"""What the commands that write files have in common."""

from datetime import date
from pathlib import Path
from typing import Final

from django.core.management.base import CommandError
from django.utils import timezone

from projects.models import Plan

NO_PLAN: Final = "还没有方案，请先运行 manage.py loaddata plan 载入。"


def first_plan() -> Plan:
    """The site's plan; raises CommandError without one."""
    plan = Plan.objects.order_by("pk").first()
    if plan is None:
        raise CommandError(NO_PLAN)
    return plan


def read_day(text: str) -> date:
    """A day such as 2026-10-31; raises CommandError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}”不是日期，请按 2026-10-31 的样子填写。") from error


def past_day(text: str, plan: Plan) -> date:
    """The requested day, by default today; raises CommandError outside the plan's past."""
    today = timezone.localdate()
    if not text:
        return today
    day = read_day(text)
    if day > today:
        raise CommandError(f"{text}还没有到，最晚为今天（{today:%Y-%m-%d}）。")
    if day < plan.start:
        raise CommandError(f"方案自{plan.start:%Y-%m-%d}开始，请写这一天或以后的日期。")
    return day


def write_file(path: Path, content: bytes) -> None:
    """Write a file; raises CommandError where that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(
            f"无法写入文件 {path}（{error.strerror}），请换一个文件名或文件夹。"
        ) from error
