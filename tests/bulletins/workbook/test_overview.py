"""Sheet 总览 of the Excel summary: counts by lamp, projects by counties, rules."""

import pytest

from dashboards.snapshots.cache import snapshot_for
from projects import reasons, wording
from projects.rules.values import LAMPS
from reports.models import Report
from tests.bulletins.workbook.summaries import TODAY, document, drawn, lead, row_of, summary, values
from tests.factories import (
    make_assignment,
    make_measurement,
    make_period,
    make_project,
    make_report,
    make_target,
)
from tests.plan import load_plan

APPROVED = Report.State.APPROVED

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


def test_overview_counts_by_lamp_with_a_live_total() -> None:
    project = make_project()
    counties = [lead(project, name) for name in ("甲县", "乙县")]
    target = make_target(project)
    for county in counties:
        make_assignment(target, county)

    sheet = summary(project)["总览"]

    assert values(sheet, 4) == ["序号", "项目名称", "全市", "甲县", "乙县"]
    labels = [cell.value for cell in sheet["A"][5 : 5 + len(LAMPS)]]
    assert labels == [wording.LAMP_LABELS[lamp] for lamp in LAMPS]
    shown = ("红·逾期", "灰·未报", "其中适用", "其中达标", "达标率")
    assert [values(sheet, row_of(sheet, label))[2:] for label in shown] == [
        [0, 0, 0],
        [1, 1, 1],
        [1, 1, 1],
        [0, 0, 0],
        ["=C19/C18", "=D19/D18", "=E19/E18"],
    ]
    last = 5 + len(LAMPS)
    assert values(sheet, last + 1) == [
        *("合计", None, f"=SUM(C6:C{last})", f"=SUM(D6:D{last})", f"=SUM(E6:E{last})"),
    ]


def test_overviews_matrix_gives_each_cell_its_lamps_word_and_count() -> None:
    project = make_project()
    reporting, exempt, idle = (lead(project, name) for name in ("甲县", "乙县", "丙县"))
    done, open_target = make_target(project), make_target(project)
    report = make_report(project, reporting, make_period(), state=APPROVED)
    make_measurement(report, make_assignment(done, reporting), 22)
    make_assignment(open_target, reporting)
    make_assignment(done, exempt, exemption_reason="没有学校")

    sheet = summary(project)["总览"]

    row = row_of(sheet, "1")
    assert values(sheet, row) == [
        *(1, project.name, "灰·未报 1/2", "灰·未报 1/2", "不适用", "—"),
    ]
    unreported = sheet.cell(row_of(sheet, "灰·未报"), 1).fill.fgColor.rgb
    assert sheet.cell(row, 3).fill.fgColor.rgb == unreported == "00DAD7D1"
    assert idle.name == sheet["F4"].value


def test_overview_shows_all_projects_by_all_counties_and_every_rule() -> None:
    printed_plan = load_plan()
    snapshot = snapshot_for(printed_plan, TODAY)
    sheet = drawn(document(printed_plan))["总览"]

    first, rules = row_of(sheet, "三、") + 1, row_of(sheet, "四、亮灯规则")
    cells = [values(sheet, row) for row in range(first, rules)]

    assert values(sheet, 4)[3:] == ["榕城区", "揭东区", "揭西县", "惠来县", "普宁市"]
    assert [row[:2] for row in cells] == [[item.number, item.name] for item in snapshot.projects]
    assert all(all(row) for row in cells)
    assert [sheet.cell(row, 1).value for row in range(rules + 1, sheet.max_row)] == (
        reasons.rule_sentences(snapshot.thresholds)
    )
