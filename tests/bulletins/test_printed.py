"""The bulletin as a paper: what its sentences and tables say."""

from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string

from bulletins.document.build import document_of
from bulletins.document.frozen import BulletinDocument
from bulletins.document.narrow import of_department, of_project
from bulletins.printed import PrintedBulletin
from dashboards.snapshots.cache import snapshot_for
from departments.models import Department
from projects.models import Plan, Project, Target
from reports.models import Period, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_project,
    make_reply,
    make_report,
    make_responsibility,
    make_target,
)

END = date(2027, 12, 31)
BEFORE, NOW = date(2026, 10, 31), date(2026, 11, 23)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def project() -> Project:
    """Three counties, each of which has to reach 10, and one target of the city that is late."""
    project = make_project(number=3, name="加强教育信息化建设")
    target = make_target(project, number=1, checkpoints=[(END, 10)], scope="each_county")
    late = make_target(
        project, number=2, name="逾期的", checkpoints=[(date(2026, 1, 1), 5)], scope="city"
    )
    for name in ("甲县", "乙县", "丙县"):
        county = make_department(name=name)
        make_responsibility(project, county)
        make_assignment(target, county)
    bureau = make_department(Department.Kind.BUREAU, "市教育局")
    make_responsibility(project, bureau)
    make_assignment(late, bureau)
    return project


def say(name: str, code: str, value: int, **texts: str) -> Report:
    """A county's approved report of a month."""
    county = Department.objects.get(name=name)
    target = Target.objects.get(number=1)
    period = Period.objects.filter(code=code).first() or make_period(code)
    report = make_report(target.project, county, period, state=Report.State.APPROVED)
    Report.objects.filter(pk=report.pk).update(**texts)
    make_measurement(report, county.assignments.get(target=target), value)
    return report


def document(on: date = NOW, before: BulletinDocument | None = None) -> BulletinDocument:
    return document_of(snapshot_for(Plan.objects.get(), on), None, before)


def printed(on: date = NOW, before: BulletinDocument | None = None) -> PrintedBulletin:
    return PrintedBulletin(document(on, before), NOW)


def page(shown: PrintedBulletin) -> str:
    return render_to_string("bulletins/print/page.html", {"printed": shown, "back": "/"})


def test_the_first_sentence_counts_targets_and_never_shows_a_share_alone(project: Project) -> None:
    say("甲县", "2026-10", 10)

    assert printed().summary == (
        "截至2026年11月23日，全市1个项目共有目标2个，适用2个，达标0个，达标率0.0%（0/2）。"
        "按亮灯分：红·逾期1个、灰·未报1个。"
    )


def test_a_county_s_paper_counts_its_own_tasks(project: Project) -> None:
    say("甲县", "2026-10", 10)
    code = Department.objects.get(name="甲县").code

    shown = PrintedBulletin(of_department(document(), code), NOW)

    assert shown.heading == "甲县进展情况"
    assert shown.summary == (
        "截至2026年11月23日，甲县1个项目共有任务1个，适用1个，达标1个，达标率100.0%（1/1）。"
        "按亮灯分：✓完成1个。"
    )
    assert [(row.department.short, row.place_text) for row in shown.counties] == [
        ("甲县", "第 1 名")
    ]


def test_counties_stand_by_their_place_and_those_alike_share_it(project: Project) -> None:
    say("丙县", "2026-10", 10)

    rows = [
        (row.department.short, row.counts.rate_of_text, row.place_text)
        for row in printed().counties
    ]

    assert rows == [
        ("丙县", "100.0%（1/1）", "第 1 名"),
        ("甲县", "0.0%（0/1）", "并列第 2 名"),
        ("乙县", "0.0%（0/1）", "并列第 2 名"),
    ]


def test_a_project_s_paper_counts_its_counties_tasks_in_it_alone(project: Project) -> None:
    other = make_project(project.plan, number=4)
    county = Department.objects.get(name="甲县")
    make_assignment(make_target(other), county)
    target = project.targets.get(number=1)
    report = make_report(project, county, make_period("2026-10"), state=Report.State.APPROVED)
    make_measurement(report, county.assignments.get(target=target), 10)

    shown = PrintedBulletin(of_project(document(), 3), NOW)

    found = {row.department.name: (row.counts.met, row.counts.total) for row in shown.counties}
    assert found == {"甲县": (1, 1), "乙县": (0, 1), "丙县": (0, 1)}


def test_a_row_of_the_annex_says_why_it_is_green_and_who_has_another_day(project: Project) -> None:
    for name in ("甲县", "乙县", "丙县"):
        say(name, "2026-10", 8)
    assignment = project.targets.get(number=1).assignments.get(department__name="丙县")
    dues = document()
    later = replace(
        dues,
        assignments=tuple(
            replace(item, due=date(2028, 6, 30), original_due=END)
            if item.department == assignment.department.code
            else item
            for item in dues.assignments
        ),
    )

    text = page(PrintedBulletin(later, NOW))

    assert "绿·正常（未到时限）" in text
    assert "2027-12-31　丙县时限2028-06-30（原 2027-12-31）" in text


def test_timeliness_is_shown_with_both_its_numbers_and_nothing_due_is_no_share(
    project: Project,
) -> None:
    assert {row.timeliness_text for row in printed().counties} == {"—"}
    say("丙县", "2026-10", 10)

    assert [row.timeliness_text for row in printed().counties] == [
        "100.0%（1/1）",
        "0.0%（0/1）",
        "0.0%（0/1）",
    ]


def test_overdue_targets_are_named_with_the_plan_s_words_and_the_rule(project: Project) -> None:
    words = page(printed())
    quote = Target.objects.get(number=2).quote

    assert [entry.status.name for item in printed().behind for entry in item.items] == ["逾期的"]
    assert f"方案原文：“{quote}”" in words
    assert "节点已过，至今没有通过审核的数据" in words


def test_changes_are_shown_in_numbers_then_one_by_one_with_their_cause(project: Project) -> None:
    for name in ("甲县", "乙县", "丙县"):
        say(name, "2026-09", 4)
    before = replace(document(BEFORE), issue="2026年第10期")
    for name in ("甲县", "乙县", "丙县"):
        say(name, "2026-10", 10)

    shown = printed(NOW, before)

    assert shown.since == "与2026年第10期（截至2026年10月31日）相比，新达标1个。"
    assert "甲县：2026年10月填报，由4所变为10所；乙县：" in page(shown)


def test_without_a_bulletin_before_it_says_so(project: Project) -> None:
    assert printed().since == ""
    assert "此前没有会议材料可以比较。" in page(printed())


def test_problems_stand_under_their_project_answered_or_not(project: Project) -> None:
    make_reply(say("甲县", "2026-10", 1, problems="缺地。"), "已协调。")
    say("乙县", "2026-10", 1, problems="缺人。")

    words = page(printed())

    assert "（项目3）加强教育信息化建设" in words
    assert "缺地。" in words
    assert "已协调。" in words
    assert words.count("（市局尚未答复）") == 1


def test_reporting_is_summed_up_and_who_owes_is_named(project: Project) -> None:
    say("甲县", "2026-10", 1)

    assert printed().punctuality_sentences == [
        "2026年10月月报应报4份，按时1份，迟报0份，未报3份；完整率25.0%（1/4），及时率25.0%（1/4）。"
    ]
    assert [item.department_name for item in printed().silent] == ["乙县", "丙县", "市教育局"]


def test_an_empty_paper_still_says_what_there_is_not(project: Project) -> None:
    Target.objects.all().delete()

    words = page(printed())

    for sentence in (
        "没有逾期或严重滞后的目标。",
        "此前没有会议材料可以比较。",
        "没有可供阅读的存在问题。",
        "还没有到期的报告。",
    ):
        assert sentence in words
    assert "达标率—（0/0）" in printed().summary


def test_what_departments_wrote_is_text_and_no_markup(project: Project) -> None:
    say("甲县", "2026-10", 1, problems="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page(printed())
