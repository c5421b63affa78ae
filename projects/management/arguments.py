"""What the commands have in common: their arguments, and files that they write."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Final

from django.core.management.base import CommandError
from django.utils import timezone

from departments.models import Officer
from projects.models import Plan
from spreadsheets.typed_text import trimmed

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


def limited(name: str, text: str, longest: int) -> str:
    """The text of an option; raises CommandError if it is empty, too long or of several lines."""
    trimmed_text = trimmed(text)
    if not 0 < len(trimmed_text) <= longest:
        raise CommandError(f"--{name} 应为1至{longest}个字，现为{len(trimmed_text)}个。")
    if len(trimmed_text.splitlines()) > 1:
        raise CommandError(f"--{name} 只能写一行，请删去换行。")
    return trimmed_text


def add_administrator(parser: ArgumentParser) -> None:
    """The option ``--by``, for :func:`administrator`."""
    parser.add_argument(
        "--by",
        default="",
        metavar="USERNAME",
        help="登记变动的系统管理员的用户名，记入审计记录",
    )


def administrator(username: str) -> Officer | None:
    """The officer of ``--by``; raises CommandError for anybody else than an administrator."""
    if not username:
        return None
    officer = Officer.objects.filter(username=username).first()
    if officer is None:
        reason = "没有这个用户名"
    elif not officer.is_active:
        reason = "这个账号已停用"
    elif not officer.is_staff:
        reason = "这个账号不是系统管理员"
    else:
        return officer
    raise CommandError(
        f"--by {username}：{reason}，没有写入任何内容。请写启用中的系统管理员的用户名。"
    )


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
