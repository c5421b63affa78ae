"""manage.py export_summary writes the Excel summary, or says why not."""

from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from reports.models import Report
from tests.bulletins.workbook.summaries import record
from tests.factories import (
    make_assignment,
    make_department,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _test_day() -> Iterator[None]:
    day = datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(day, tick=False):
        yield


def export(*arguments: str) -> str:
    out = StringIO()
    call_command("export_summary", *arguments, stdout=out)
    return out.getvalue()


def test_writes_the_day_requested_and_says_what(tmp_path: Path) -> None:
    make_assignment(make_target(make_project()))
    path = tmp_path / "汇总表.xlsx"

    said = export(str(path), "--as-of", "2026-10-31")

    assert said == f"Wrote {path} as of 2026-10-31: 1 projects, 1 targets, 1 assignments.\n"
    assert "统计截止日期：2026-10-31" in load_workbook(path)["总览"]["A3"].value


def test_without_a_day_it_is_today_in_shanghai(tmp_path: Path) -> None:
    make_project()

    assert " as of 2026-11-23:" in export(str(tmp_path / "a.xlsx"))


def test_holds_every_departments_texts(tmp_path: Path) -> None:
    project = make_project()
    period = make_period()
    for name in ("甲县", "乙县"):
        department = make_department(name=name)
        make_responsibility(project, department)
        make_report(project, department, period, state=Report.State.APPROVED)
    path = tmp_path / "a.xlsx"

    export(str(path))

    sheet = load_workbook(path)["项目进展汇总表"]
    assert record(sheet, 5)["进展情况"] == "【甲县】按计划推进。\n【乙县】按计划推进。"


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-13-01", "“2026-13-01”不是日期，请按 2026-10-31 的样子填写。"),
        ("昨天", "“昨天”不是日期，请按 2026-10-31 的样子填写。"),
        ("2026-11-24", "2026-11-24还没有到，最晚为今天（2026-11-23）。"),
        ("2023-09-03", "方案自2023-09-04开始，请写这一天或以后的日期。"),
    ],
)
def test_refuses_a_day_it_cannot_answer_for(day: str, reason: str, tmp_path: Path) -> None:
    make_project()
    path = tmp_path / "a.xlsx"

    with pytest.raises(CommandError) as refused:
        export(str(path), "--as-of", day)

    assert str(refused.value) == reason
    assert not path.exists()


def test_refuses_a_path_it_cannot_write(tmp_path: Path) -> None:
    make_project()
    path = tmp_path / "没有的目录" / "a.xlsx"

    with pytest.raises(CommandError) as refused:
        export(str(path))

    assert str(refused.value).startswith(f"无法写入文件 {path}（")


def test_refuses_before_the_plan_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"manage\.py loaddata plan"):
        export(str(tmp_path / "a.xlsx"))
