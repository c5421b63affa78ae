"""Write the Excel summary to a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboards.standings import Board
from dashboards.workbook import summary_workbook
from projects.models import Plan


class Command(BaseCommand):
    """Whoever runs commands on the server sees all reports, so the texts are complete."""

    help = "把项目进展汇总表写入一个 Excel 文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file's path and the day."""
        parser.add_argument(
            "file", type=Path, help="要写入的文件，例如 汇总表.xlsx；已有的会被替换"
        )
        parser.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="统计截止日期；不写就是今天"
        )

    def handle(self, **options: Any) -> None:
        """Write the file and say so; nothing is written when anything is wrong."""
        plan = Plan.objects.order_by("pk").first()
        if plan is None:
            raise CommandError("还没有载入行动方案，请先运行 manage.py loaddata plan。")
        on = _day(options["as_of"], plan)
        board = Board(plan, on)
        path: Path = options["file"]
        try:
            path.write_bytes(summary_workbook(board, None).getvalue())
        except OSError as error:
            raise CommandError(
                f"不能写入 {path}：{error.strerror}。请换一个文件名或目录。"
            ) from error
        self.stdout.write(
            f"已写入 {path}：统计截止 {on:%Y-%m-%d}，{len(board.projects)} 个项目，"
            f"{len(board.targets)} 个目标，{sum(map(len, board.parts.values()))} 条任务。"
        )


def _day(text: str, plan: Plan) -> date:
    """The day asked for, today without one; raises CommandError outside the plan's past."""
    today = timezone.localdate()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"日期“{text}”无效，请按 2026-10-31 的样子填写。") from error
    if day > today:
        raise CommandError(f"{text} 还没有到，只能统计到今天（{today:%Y-%m-%d}）。")
    if day < plan.start:
        raise CommandError(f"行动方案自 {plan.start:%Y-%m-%d} 起实施，不能统计更早的日期。")
    return day
