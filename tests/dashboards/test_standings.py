"""The standings of a day as a file, for a judge outside."""

import csv
import json
import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from dashboards.management.commands.standings import Command
from dashboards.standings import KEYS
from departments.models import Department
from projects.models import Plan, Target
from projects.rules.values import VERSION, Measure, Scope
from reports.models import Period, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_plan,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 15:00")]
APPROVED = Report.State.APPROVED


@pytest.fixture(autouse=True)
def plan() -> Plan:
    """Two counties with a ratio of all: 50/60 and 0/0; the first one's August was corrected."""
    plan = make_plan()
    project = make_project(plan)
    target = make_target(
        project,
        name="上网率",
        measure=Measure.RATIO,
        scope=Scope.POOLED,
        checkpoints=[(date(2027, 12, 31), 90)],
    )
    for number, (above, below) in enumerate(((50, 60), (0, 0)), 1):
        county = make_department(name=f"{'甲乙'[number - 1]}县人民政府", code=f"county-{number}")
        make_responsibility(project, county)
        made = make_assignment(target, county)
        report = make_report(project, county, make_period_once("2026-10"), state=APPROVED)
        make_measurement(report, made, numerator=above, denominator=below)
        if number == 1:
            august = make_period_once("2026-08")
            make_measurement(
                make_report(project, county, august, state=APPROVED),
                made,
                numerator=37,
                denominator=60,
            )
            corrected = make_report(
                project,
                county,
                august,
                state=APPROVED,
                revision=2,
                approved_at=moment(date(2026, 11, 26)),
            )
            make_measurement(corrected, made, numerator=3, denominator=60)
    return plan


def make_period_once(code: str) -> Period:
    return Period.objects.filter(code=code).first() or make_period(code)


def lines(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("standings", *arguments, stdout=out)
    read: list[dict[str, Any]] = json.loads(out.getvalue())
    return read


def test_each_standing_is_a_line_with_all_keys() -> None:
    read = lines()
    assert [line["kind"] for line in read] == [
        *["assignment"] * 2,
        "target",
        "project",
        *["county"] * 2,
        *["department"] * 4,
    ]
    assert {tuple(line) for line in read} == {KEYS}
    assert {(line["as_of"], line["reading"], line["rules"]) for line in read} == {
        ("2026-11-26", "known", VERSION)
    }
    assert {line["code"] for line in read if line["kind"] == "department"} == {
        f"{code} {role}"
        for code in Department.objects.values_list("code", flat=True)
        for role in ("lead", "support")
    }


def test_amounts_are_decimals_beside_exact_fractions() -> None:
    first, empty, target, project, *_ = lines()
    assert (first["figure"], first["figure_exact"]) == ("83.333333", "250/3")
    assert (first["numerator"], first["denominator"], first["goal"]) == ("50", "60", None)
    assert (empty["figure"], empty["denominator"], empty["lamp"]) == (None, "0", "empty")
    assert (target["figure_exact"], target["goal"], target["due"]) == ("250/3", "90", "2027-12-31")
    assert (target["coverage"], target["stale_parts"]) == ("1/2", [])
    assert (target["attainment"], target["attainment_exact"]) == ("0.925926", "25/27")
    assert target["met"] is False
    assert (project["numerator"], project["denominator"]) == ("0", "1")


def test_a_figure_names_its_unit() -> None:
    ratio, *_, county = lines()
    assert [ratio["unit"], county["unit"]] == ["%", "share"]
    Target.objects.update(measure=Measure.COUNT, unit="所")
    assert lines()[0]["unit"] == "所"


def test_every_key_is_described_in_the_help_and_in_the_manual_of_operation() -> None:
    manual = (settings.BASE_DIR / "docs/operation.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(\w+)` \|", manual.partition("## Standings")[2], re.MULTILINE)
    assert described == list(KEYS)
    told = Command().create_parser("manage.py", "standings").format_help()
    assert re.findall(r"^  ([a-z_]+) ", told.partition("keys (")[2], re.MULTILINE) == list(KEYS)


def test_a_past_day_reads_as_known_or_as_corrected() -> None:
    known, *_ = lines("--as-of", "2026-09-30")
    corrected, *_ = lines("--as-of", "2026-09-30", "--corrected")
    assert (known["numerator"], known["period_end"]) == ("37", "2026-08-31")
    assert (corrected["numerator"], corrected["reading"]) == ("3", "corrected")


def test_csv_says_the_same() -> None:
    out = StringIO()
    call_command("standings", "--format", "csv", stdout=out)
    rows = list(csv.DictReader(StringIO(out.getvalue())))
    assert list(rows[0]) == list(KEYS)
    assert [row["figure"] or None for row in rows] == [line["figure"] for line in lines()]
    assert [row["met"] for row in rows] == [str(line["met"]) for line in lines()]


@pytest.mark.parametrize("day", ["2027-01-01", "2020-01-01", "gestern"])
def test_a_day_that_cannot_be_is_refused(day: str) -> None:
    with pytest.raises(CommandError):
        lines("--as-of", day)
