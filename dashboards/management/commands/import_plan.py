"""Read the plan's workbook, and change the plan by what differs."""

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from dashboards.changes.lamp_moves import lamp_moves, past_moves
from dashboards.snapshots.cache import clear_cache, get_plan_data, snapshot_for, snapshots_for
from dashboards.snapshots.month_ends import all_month_ends
from dashboards.snapshots.snapshot import Snapshot
from projects.management.arguments import (
    add_administrator,
    administrator,
    first_plan,
    limited,
    read_day,
)
from projects.models import Assignment, Plan
from projects.terms.amending import (
    ChangeRefused,
    Grounds,
    amend,
    amended_since,
    apply_due,
    correct,
    refuse_day,
    terms_on,
    tried,
)
from projects.terms.check import check, findings_of
from projects.terms.content import TermDifference
from projects.terms.differences_text import lines_of, value_name
from projects.terms.export_stamp import read_stamp, refuse_stale
from projects.terms.faults import Fault, lines_of_faults
from projects.terms.models import PlanChange
from projects.terms.upload import Upload, read_plan

LONGEST = {"document": 200, "reason": 500}
"""Characters, as ``PlanChange`` keeps them."""


class Command(BaseCommand):
    help = (
        "把 export_plan 导出、改好的工作簿与方案比较，列出变动和随之变化的亮灯，"
        "登记为方案调整或更正。文件有问题的逐处指明，全部不写入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="改好的工作簿")
        parser.add_argument(
            "--from",
            dest="first",
            required=True,
            metavar="YYYY-MM-DD",
            help="从哪一天起：方案调整为今天或以后，更正（--correct）为今天或以前",
        )
        parser.add_argument("--document", required=True, help="依据文件，例如 揭府办函〔2026〕9号")
        parser.add_argument("--reason", required=True, help="变动的原因")
        add_administrator(parser)
        parser.add_argument(
            "--correct",
            action="store_true",
            help="按更正办理：改正以前录入的错误，过去各日的数据和亮灯随之改变；"
            "文件须是 --from 当天的内容（export_plan 文件 --as-of 同一天）",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="试运行：只列出将有的变动，不写入"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        """All in one transaction, which a refusal or a dry run rolls back."""
        plan, grounds = first_plan(), _grounds(options)
        self.officer = administrator(options["by"])
        content = _read_file(file)
        try:
            with transaction.atomic():
                made = self._take(plan, content, grounds, is_correction=options["correct"])
                transaction.set_rollback(dry_run)
        except ChangeRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            # The snapshots of what is rolled back must not be taken for the plan's.
            clear_cache()
        if made is None:
            self.stdout.write("文件与方案内容没有差别，没有登记任何变动。")
        elif dry_run:
            self.stdout.write("试运行，没有写入任何内容。")
        else:
            kind, day = made.get_kind_display(), made.valid_from
            number = "" if made.applied_at else f"，编号{made.pk}"
            self.stdout.write(f"已登记{kind}，自{day:%Y-%m-%d}起，依据：{made.document}{number}。")

    def _take(
        self, plan: Plan, file: bytes, grounds: Grounds, *, is_correction: bool
    ) -> PlanChange | None:
        """The change that was made; none without a difference."""
        today, day = timezone.localdate(), grounds.valid_from
        refuse_day(grounds, is_correction=is_correction)
        # What the file is compared with stays as it is until the change is made.
        Plan.objects.select_for_update().get(pk=plan.pk)
        apply_due(today)
        upload = read_plan(file, terms_on(plan, day if is_correction else today))
        refuse_stale(read_stamp(upload.guide), plan, day, is_correction=is_correction)
        _refuse(_faults(upload, is_correction=is_correction))
        changes = upload.differences()
        if not changes:
            return None
        compared = f"{day:%Y-%m-%d}当日的" if is_correction else "现行"
        self.stdout.write(f"与{compared}方案内容比较，有{len(changes)}处变动：")
        self._write(lines_of(changes, upload.names))
        problems, doubts = findings_of(plan, upload, changes, day)
        _refuse(problems)
        if doubts:
            self.stdout.write("有以下内容需要核对（不影响导入）：")
            self._write(lines_of_faults(doubts))
        if is_correction:
            return self._correct(plan, upload, changes, grounds)
        return self._amend(plan, changes, grounds)

    def _amend(self, plan: Plan, changes: Sequence[TermDifference], grounds: Grounds) -> PlanChange:
        today = timezone.localdate()
        before = snapshot_for(plan, today)
        made = amend(plan, changes, grounds, self.officer)
        if made.applied_at:
            self._tell_lamps("今天", lamp_moves(before, snapshot_for(plan, today)))
            return made
        self.stdout.write(f"自{made.valid_from:%Y-%m-%d}起生效，今天的亮灯不变。")
        with tried(plan, changes, today):
            moves = list(lamp_moves(before, snapshot_for(plan, today)))
        self._tell_lamps("以今天的数据试算，假如今天就生效，", moves)
        return made

    def _correct(
        self, plan: Plan, upload: Upload, changes: Sequence[TermDifference], grounds: Grounds
    ) -> PlanChange:
        today, day = timezone.localdate(), grounds.valid_from
        for change in amended_since(plan, changes, day):
            name = value_name(change, upload.names)
            self.stdout.write(f"{name}在{day:%Y-%m-%d}之后另有调整，自调整之日起仍按调整后的内容。")
        days = [each for each in all_month_ends(plan, today)[:-1] if each >= day]
        before = _snapshots(plan, [*days, today])
        made = correct(plan, changes, grounds, self.officer)
        after = _snapshots(plan, [*days, today])
        self._tell_lamps("今天", lamp_moves(before.pop(today), after.pop(today)))
        if lines := past_moves(before, after):
            self.stdout.write(f"{day:%Y-%m-%d}以来，以下月末的亮灯有变化：")
            self._write(lines)
        elif days:
            self.stdout.write(f"{day:%Y-%m-%d}以来各月末没有亮灯变化。")
        return made

    def _tell_lamps(self, when: str, moves: Iterable[str]) -> None:
        if lines := list(moves):
            self.stdout.write(f"{when}有{len(lines)}处亮灯变化：")
            self._write(lines)
        else:
            self.stdout.write(f"{when}没有亮灯变化。")

    def _write(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _snapshots(plan: Plan, days: Sequence[date]) -> dict[date, Snapshot]:
    loaded = get_plan_data(plan)
    return snapshots_for(loaded[0], days) if loaded else {}


def _grounds(options: Mapping[str, Any]) -> Grounds:
    """By which day, document and reason; raises CommandError if a text is empty or too long."""
    texts = {name: limited(name, options[name], longest) for name, longest in LONGEST.items()}
    return Grounds(read_day(options["first"]), texts["document"], texts["reason"])


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(
            f"无法读取文件 {path}（{error.strerror}），请核对文件名和所在的文件夹。"
        ) from error


def _faults(upload: Upload, *, is_correction: bool) -> list[Fault]:
    """What the plan cannot take, as far as the rows alone say it."""
    found = list(upload.faults)
    if upload.is_whole:
        reported = Assignment.objects.filter(measurements__isnull=False).distinct()
        keys = frozenset(reported.values_list("pk", flat=True))
        found += check(upload, keys, is_correction=is_correction)
    return found


def _refuse(faults: Iterable[Fault]) -> None:
    """Raise CommandError with all faults, if there are any."""
    lines = lines_of_faults(faults)
    if lines:
        head = f"有{len(lines)}处问题，没有写入任何内容："
        raise CommandError("\n".join((head, *lines)))
