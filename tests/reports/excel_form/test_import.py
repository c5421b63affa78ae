"""Bringing a form back: what is announced is what is written."""

from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Officer
from projects.models import Assignment, Responsibility, Target
from reports.excel_form.validate import Fate
from reports.models import Measurement, Period, Report
from reports.workflow import transition
from tests.factories import make_measurement, make_officer, make_period, moment
from tests.reports.excel_form.forms import PROGRESS, Office, counts, fates, reasons, sentences

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State
TODAY = moment(date(2026, 11, 3))


def test_a_preview_shows_what_becomes_of_each_report() -> None:
    office = Office(5)
    office.reported_before(2)
    make_measurement(office.report(3), office.assignment("3-1"), 4)
    make_measurement(office.report(4), office.assignment("4-1"), 4)
    form = office.download().filled(1).say(2, 本月无变化="是").fill("3-1", 数值=5)
    form.fill("5-1", 数值="五")
    preview = office.upload(form)

    assert fates(preview) == {
        1: Fate.NEW,
        2: Fate.CARRIED,
        3: Fate.CHANGED,
        4: Fate.SAME,
        5: Fate.LEFT,
    }
    assert counts(preview) == (11, 10, 1)
    page = preview.content.decode()
    assert "共 11 行，10 行可导入，1 行有问题。" in page
    assert "另有 24 行没有填写" in page
    assert "4 所 →" in page


def test_good_rows_become_drafts_and_leave_their_rows_in_the_log() -> None:
    office = Office(2)
    content = office.download().filled().fill("2-1", 数值=7).saved()
    preview = office.upload(content, "普宁市_2026年10月_填报表.xlsx")
    response = office.client.post(
        office.address, {"sealed": preview.context["sealed"], "choice": "draft"}, follow=True
    )

    assert response.redirect_chain == [(reverse("worklist"), 302)]
    assert sentences(response) == ["已导入 2 份报告，保存为草稿。"]
    assert [(report.state, report.author) for report in Report.objects.all()] == [
        (State.DRAFT, office.officer)
    ] * 2
    log = AuditEntry.objects.get(action="导入填报表")
    assert (log.officer, log.subject) == (
        office.officer,
        "2026年10月 普宁市 普宁市_2026年10月_填报表.xlsx",
    )
    assert log.after == {
        "文件名": "普宁市_2026年10月_填报表.xlsx",
        "SHA-256": sha256(content).hexdigest(),
        "导入行数": 6,
        "未读取行数": 0,
        "写入项目": "1、2",
        "提交项目": "",
    }
    assert AuditEntry.objects.filter(action="填报数据").count() == 5


def test_a_rating_is_no_change_of_the_report_it_stands_in() -> None:
    office = Office(2)
    rated = office.report(1, state=State.APPROVED, progress=PROGRESS)
    make_measurement(rated, office.assignment("1-5"), rating="on_track")
    preview = office.upload(office.download().fill("2-1", 数值=7))

    assert fates(preview) == {2: Fate.NEW}
    assert preview.context["checked"].findings[0].changes == []
    office.confirm(preview)
    assert sentences(office.client.get(reverse("worklist"))) == ["已导入 1 份报告，保存为草稿。"]
    assert AuditEntry.objects.get(action="导入填报表").after["写入项目"] == "2"


def test_a_row_for_a_rated_report_that_is_approved_leaves_the_others_to_import() -> None:
    office = Office(2)
    rated = office.report(1, state=State.APPROVED, progress=PROGRESS)
    make_measurement(rated, office.assignment("1-5"), rating="on_track")
    form = office.download().fill("2-1", 数值=7).say(1, 进展情况="又有进展。")
    preview = office.upload(form)

    assert counts(preview) == (2, 1, 1)
    office.confirm(preview)
    assert office.report_now(2).state == State.DRAFT
    assert office.report_now(1).progress == PROGRESS


def test_reports_without_problems_are_handed_in_and_the_others_kept_as_drafts() -> None:
    office = Office(3)
    form = office.download().filled(1).filled(2).fill("3-1", 数值=7)
    form.fill("2-2", 分子="98%")
    preview = office.upload(form)
    checked = preview.context["checked"]
    assert [finding.fillable.project.number for finding in checked.to_submit] == [1]
    assert checked.findings[2].no_submitting == "没有“进展情况”"
    response = office.client.post(
        office.address, {"sealed": preview.context["sealed"], "choice": "submit"}, follow=True
    )

    assert [office.report_now(number).state for number in (1, 2, 3)] == [
        State.SUBMITTED,
        State.DRAFT,
        State.DRAFT,
    ]
    assert office.report_now(2).progress == PROGRESS
    assert sentences(response) == [
        "已导入 3 份报告，其中 1 份已提交，等待单位审核。",
        "有问题的 1 行没有导入。请在填报表里改好后再导入，或在网页上填写。",
    ]
    assert office.report_now(1).submitted_at == TODAY


def test_drafts_that_need_no_change_can_be_handed_in_by_their_form() -> None:
    office = Office()
    office.report(progress=PROGRESS)
    preview = office.upload(office.download())

    assert fates(preview) == {1: Fate.SAME}
    office.confirm(preview, "submit")
    assert office.report_now().state == State.SUBMITTED


def test_a_report_left_blank_is_not_touched() -> None:
    office = Office(2)
    office.bring(office.download().filled(2))

    assert list(Report.objects.values_list("project__number", flat=True)) == [2]


def test_a_row_deleted_from_the_form_stays_as_it_is_in_the_draft() -> None:
    office = Office()
    draft = office.report(problems="缺教师")
    make_measurement(draft, office.assignment("1-1"), 4)
    make_measurement(draft, office.assignment("1-2"), numerator=1, denominator=2)
    form = office.download().fill("1-1", 数值=5)
    form.figures.delete_rows(form.row("1-2"))
    del form.book["文字"]
    office.bring(form)

    assert office.figures() == {
        "1-1": {"value": "5"},
        "1-2": {"numerator": "1", "denominator": "2"},
    }
    assert (office.report_now().progress, office.report_now().problems) == (PROGRESS, "缺教师")


def test_a_cell_that_was_emptied_takes_its_figure_back() -> None:
    office = Office()
    make_measurement(office.report(problems="缺教师"), office.assignment("1-1"), 4)
    form = office.download().fill("1-1", 数值=None).say(1, 存在问题=None)
    preview = office.upload(form)
    changes = preview.context["checked"].findings[0].changes
    assert [(change.name, change.before, change.after) for change in changes] == [
        ("1-1 目标之1", "4 所", "未填报"),
        ("存在问题", "", "清空"),
    ]
    office.confirm(preview)

    assert office.figures() == {}
    assert office.report_now().problems == ""


def test_a_reason_that_changed_alone_is_shown_as_such() -> None:
    office = Office()
    make_measurement(office.report(), office.assignment("1-1"), 4)
    preview = office.upload(office.download().fill("1-1", 情况说明="已核对"))
    (change,) = preview.context["checked"].findings[0].changes
    assert (change.name, change.after) == ("1-1 情况说明", "新填")
    assert "<span>已核对</span>" in preview.content.decode()
    office.confirm(preview)

    assert office.figures()["1-1"] == {"value": "4", "reason": "已核对"}


def test_a_reopened_report_keeps_the_emptied_figure_to_end_the_old_one() -> None:
    office = Office()
    approved = office.report(state=State.APPROVED, progress=PROGRESS)
    make_measurement(approved, office.assignment("1-1"), 4)
    transition(approved, "reopen", make_officer(Officer.Role.REVIEWER), reason="请核对")
    office.bring(office.download().fill("1-1", 数值=None))

    assert [line.as_record() for line in Measurement.objects.order_by("report__revision")] == [
        {"value": "4"},
        {},
    ]


def test_ratings_stay_the_reviewers() -> None:
    office = Office()
    returned = office.report(state=State.RETURNED)
    make_measurement(returned, office.assignment("1-5"), rating="behind")
    office.bring(office.download().filled())

    assert office.figures()["1-5"] == {"rating": "behind"}


def test_a_returned_report_that_the_form_leaves_as_it_is_is_not_handed_in_again() -> None:
    office = Office()
    returned = office.report(state=State.RETURNED, progress=PROGRESS)
    make_measurement(returned, office.assignment("1-1"), 4)
    preview = office.upload(office.download())
    (finding,) = preview.context["checked"].findings
    assert finding.no_submitting == "已退回，文件没有改动它。请按退回理由修改，或打开报告后提交"

    office.confirm(preview, "submit")
    assert office.report_now().state == State.RETURNED


def test_unusual_figures_are_reminded_of_and_never_stop_a_report() -> None:
    office = Office()
    office.reported_before(value=9)
    form = office.download().filled()
    preview = office.upload(form)
    (finding,) = preview.context["checked"].findings
    assert finding.reminders == ["目标1-1为4 所，比上期减少，请在“情况说明”写明原因。"]
    assert finding.can_submit

    preview = office.upload(form.fill("1-1", 情况说明="合并办学"))
    assert preview.context["checked"].findings[0].reminders == []


def test_a_quarter_s_words_come_back_too() -> None:
    office = Office()
    Responsibility.objects.update(role=Responsibility.Involvement.SUPPORT)
    Target.objects.all().delete()
    make_period("2026-Q3")
    office.period = Period.objects.get(code="2026-Q3")
    office.address = reverse("excel_import", args=["2026-Q3"])
    office.bring(office.download().say(1, 进展情况="已拨付资金。"), "submit")

    report = Report.objects.get()
    assert (report.period.code, report.state, report.progress) == (
        "2026-Q3",
        State.SUBMITTED,
        "已拨付资金。",
    )


def test_a_target_that_was_closed_takes_no_figures_any_more() -> None:
    office = Office()
    make_measurement(office.report(), office.assignment("1-1"), 4)
    form = office.download().fill("1-1", 数值=5)
    Assignment.objects.filter(pk=office.assignment("1-1").pk).update(closed_on=date(2026, 11, 2))
    preview = office.upload(form)

    assert reasons(preview) == ["这个目标已经办结，不用填。请清空这一格。"]
    later = office.download()
    assert later.cell("1-1", "怎么填").value == "不填：已于2026-11-02办结"
    assert later.cell("1-1", "数值").value is None


def test_the_worklist_offers_the_form_of_each_period_with_work_left() -> None:
    office = Office()
    page = office.client.get(reverse("worklist")).content.decode()
    assert reverse("excel_form", args=["2026-10"]) in page
    assert office.address in page

    office.report(state=State.SUBMITTED)
    assert office.address not in office.client.get(reverse("worklist")).content.decode()


def test_the_report_s_page_offers_its_own_form() -> None:
    office = Office()
    page = office.client.get(reverse("report_edit", args=["2026-10", 1])).content.decode()

    assert f"{reverse('excel_form', args=['2026-10'])}?project=1" in page


@pytest.mark.parametrize("projects", [1, 3])
def test_a_preview_takes_as_many_queries_whatever_the_number_of_projects(
    projects: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = Office(projects)
    for number in range(1, projects + 1):
        office.reported_before(number)
        make_measurement(office.report(number), office.assignment(f"{number}-1"), 2)
    form = office.download()
    for number in range(1, projects + 1):
        form.filled(number)

    with django_assert_num_queries(14):
        office.upload(form)


@pytest.mark.parametrize(("projects", "queries"), [(1, 29), (3, 61)])
def test_writing_takes_its_queries_for_each_report(
    projects: int, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = Office(projects)
    form = office.download()
    for number in range(1, projects + 1):
        form.filled(number)
    preview = office.upload(form)

    with django_assert_num_queries(queries):
        office.confirm(preview, "submit")


def test_a_preview_shows_what_a_text_says_and_will_say() -> None:
    office = Office()
    office.report(progress="已开工1所。按计划推进。", problems="缺教师。")
    form = office.download().say(1, 进展情况="已开工2所。按计划推进。", 存在问题=None)
    form.say(1, 下一步措施="继续招标。")
    page = office.upload(form).content.decode()

    shown = " ".join(
        page[page.index("进展情况：") : page.index("能否提交", page.index("改写"))].split()
    )
    assert "原为：已开工<del>1</del>所。按计划推进。" in shown
    assert "改为：已开工<ins>2</ins>所。按计划推进。" in shown
    assert "原为：<del>缺教师。</del>" in shown
    assert "改为：（未填）" in shown
    assert "<span>继续招标。</span>" in shown
