"""Write the whole plan to a workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from projects.management.arguments import first_plan, past_day, write_file
from projects.terms.amending import apply_due, terms_on
from projects.terms.export_stamp import Stamp
from projects.terms.plan_workbook import plan_workbook


class Command(BaseCommand):
    help = (
        "把方案某一天的全部内容导出为 Excel 工作簿，改好后用 import_plan 导入。"
        "按更正办理的，用 --as-of 导出起始日期当天的内容。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="要写入的文件，例如 方案.xlsx；已有同名文件的，将被替换",
        )
        parser.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="导出哪一天的内容，不写为今天"
        )

    def handle(self, *, file: Path, as_of: str, **_options: Any) -> None:
        """Write the file and report it; an error leaves no file."""
        plan = first_plan()
        today, on = timezone.localdate(), past_day(as_of, plan)
        apply_due(today)
        # Before the terms: a change in between makes the file stale rather than unnoticed.
        plan.refresh_from_db(fields=["terms_version"])
        stamp = Stamp(plan.pk, plan.terms_version, on, today)
        content = terms_on(plan, on)
        write_file(file, plan_workbook(content, stamp).getvalue())
        self.stdout.write(
            f"已导出 {file}，内容为{on:%Y-%m-%d}当日有效的方案：{len(content['项目'])}个项目、"
            f"{len(content['目标'])}个目标、{len(content['任务分解'])}项任务分解。"
        )
