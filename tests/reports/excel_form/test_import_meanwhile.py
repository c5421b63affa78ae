"""What a colleague did since the download or since the preview is never overwritten unasked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.core import signing
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse

from departments.models import AuditEntry, Officer
from projects.models import Project, Responsibility, Target
from reports.excel_form.preview_token import HOURS, NOT_OURS, OVER
from reports.excel_form.validate import Fate
from reports.excel_form.views import CHANGED_SINCE, NOTHING_LEFT, NOTHING_WRITTEN
from reports.models import Report
from tests.factories import (
    make_delegation,
    make_measurement,
    make_officer,
    make_period,
    make_target,
    moment,
)
from tests.reports.excel_form.forms import (
    PROGRESS,
    Office,
    counts,
    fates,
    reasons,
    refusal,
    saved_on_the_web,
    sentences,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State
TODAY = moment(date(2026, 11, 3))


def test_a_row_changed_on_the_web_since_the_download_is_shown_with_both_versions() -> None:
    office = Office()
    form = office.download().filled()
    saved_on_the_web(office, "5", progress="网上填的")
    preview = office.upload(form)

    assert counts(preview) == (5, 3, 2)
    assert [(column, reason.partition("。")[0]) for *_, column, _, reason in told(preview)] == [
        ("数值（L列）", "下载之后，系统里已改为“5 所”，文件里是“4 所”"),
        ("进展情况（I列）", f"下载之后，系统里已改为“网上填的”，文件里是“{PROGRESS[:-1]}"),
    ]
    office.confirm(preview)
    assert office.figures()["1-1"] == {"value": "5"}
    assert office.figures()["1-3"] == {"numerator": "12", "denominator": "12"}


def test_the_officer_may_say_that_the_file_counts() -> None:
    office = Office()
    form = office.download().filled()
    saved_on_the_web(office, "5", progress="网上填的")
    office.confirm(office.upload(form), prefers_file="1")

    assert office.figures()["1-1"] == {"value": "4"}
    assert office.report_now().progress == PROGRESS


def test_what_was_changed_on_the_web_alone_is_left_without_a_word() -> None:
    office = Office()
    form = office.download().fill("1-3", 分子=12)
    saved_on_the_web(office, "5", progress="网上填的")
    preview = office.upload(form)

    assert reasons(preview) == []
    office.confirm(preview)
    assert office.figures()["1-1"] == {"value": "5"}
    assert office.report_now().progress == "网上填的"


def test_the_same_file_can_be_put_right_and_brought_back_again() -> None:
    office = Office()
    form = office.download().filled().fill("1-2", 分子="98%")
    office.bring(form)
    preview = office.upload(form.fill("1-2", 分子=49))

    assert counts(preview) == (5, 5, 0)
    office.confirm(preview, "submit")
    assert office.figures()["1-2"] == {"numerator": "49", "denominator": "50"}
    assert office.report_now().state == State.SUBMITTED


def test_carrying_over_does_not_wipe_out_what_a_colleague_wrote_meanwhile() -> None:
    office = Office()
    office.reported_before()
    form = office.download().say(1, 本月无变化="是")
    saved_on_the_web(office, "5")
    preview = office.upload(form)
    assert reasons(preview)[0].startswith("下载之后，系统里的这份报告已有改动。")
    office.confirm(preview)
    assert office.figures() == {"1-1": {"value": "5"}}

    office.confirm(office.upload(form), prefers_file="1")
    assert office.figures()["1-1"] == {"value": "3"}


def test_carrying_over_stops_at_a_report_handed_in_since_the_download() -> None:
    office = Office(2)
    office.reported_before(1)
    form = office.download().say(1, 本月无变化="是").filled(2)
    saved_on_the_web(office, "5", progress="网上填的", submit="1")
    preview = office.upload(form)

    assert reasons(preview) == ["报告已提交，待单位审核，不能再修改；如需修改请先在系统中撤回。"]
    office.confirm(preview, "submit", prefers_file="1")
    assert office.figures() == {"1-1": {"value": "5"}}
    assert office.report_now(2).state == State.SUBMITTED


def test_carrying_over_sees_words_that_a_colleague_wrote_meanwhile() -> None:
    office = Office()
    office.reported_before()
    form = office.download().say(1, 本月无变化="是")
    saved_on_the_web(office, "", progress="网上填的")

    assert reasons(office.upload(form))[0].startswith("下载之后，系统里的这份报告已有改动。")


def test_a_report_handed_in_among_others_makes_problems_of_its_rows_alone() -> None:
    office = Office(2)
    form = office.download().filled(1).filled(2)
    saved_on_the_web(office, "5", progress="网上填的", submit="1")
    preview = office.upload(form)

    assert counts(preview) == (10, 5, 5)
    assert set(reasons(preview)) == {
        "报告已提交，待单位审核，不能再修改；如需修改请先在系统中撤回。"
    }
    office.confirm(preview)
    assert office.figures() == {"1-1": {"value": "5"}}
    assert office.figures(2)["2-1"] == {"value": "4"}


def test_a_report_that_is_done_with_is_not_listed() -> None:
    office = Office(2)
    make_measurement(office.report(1, state=State.SUBMITTED), office.assignment("1-1"), 4)
    preview = office.upload(office.download().filled(2))

    assert fates(preview) == {2: Fate.NEW}
    assert counts(preview) == (5, 5, 0)


def test_a_target_that_is_no_longer_ours_is_shown() -> None:
    office = Office(2)
    form = office.download().filled(1).filled(2)
    Responsibility.objects.filter(project__number=2).delete()
    preview = office.upload(form)

    assert counts(preview) == (10, 5, 5)
    assert set(reasons(preview)) == {"本部门已不承担这一项。请删去这一行，或重新下载填报表。"}


def test_a_draft_of_a_locked_period_can_be_saved_but_not_handed_in() -> None:
    office = Office(2)
    office.report(1)
    office.report(2, state=State.RETURNED)
    office.period.is_locked = True
    office.period.save()
    preview = office.upload(office.download().filled(1).filled(2))
    first, second = preview.context["checked"].findings

    assert first.no_submitting.startswith("2026年10月已锁定")
    assert second.can_submit
    office.confirm(preview, "submit")
    assert [office.report_now(number).state for number in (1, 2)] == [
        State.DRAFT,
        State.SUBMITTED,
    ]


def test_what_changes_after_the_preview_is_shown_again_before_anything_is_written() -> None:
    office = Office(2)
    preview = office.upload(office.download().filled(1).filled(2))
    saved_on_the_web(office, "5")
    again = office.confirm(preview)

    assert (again.status_code, again.context["error"]) == (409, CHANGED_SINCE)
    assert counts(again) == (10, 9, 1)
    assert not Report.objects.filter(project__number=2).exists()
    assert office.confirm(again).status_code == 302
    assert office.figures(2)["2-1"] == {"value": "4"}


def test_a_second_press_finds_all_done_already() -> None:
    office = Office()
    preview = office.upload(office.download().filled())
    office.confirm(preview, "submit")
    again = office.client.post(
        office.address, {"sealed": preview.context["sealed"], "choice": "submit"}, follow=True
    )

    assert sentences(again)[-1] == NOTHING_LEFT
    assert office.report_now().version == 2
    assert AuditEntry.objects.filter(action="导入填报表").count() == 1


def test_one_report_that_cannot_be_written_stops_them_all() -> None:
    """The second report is begun by a colleague between the check and the writing."""
    office = Office(2)
    preview = office.upload(office.download().filled(1).filled(2))
    begun = office.report(2)
    Report.objects.filter(pk=begun.pk).update(department=make_officer().department, version=0)

    def begin(sender: object, instance: Report, **_: object) -> None:
        if instance.project.number == 2 and not instance.pk:
            Report.objects.filter(pk=begun.pk).update(department=office.county)

    pre_save.connect(begin, sender=Report)
    try:
        again = office.confirm(preview)
    finally:
        pre_save.disconnect(begin, sender=Report)

    assert again.status_code == 409
    assert "刚刚由本部门另一位同事开始填写" in again.context["error"]
    assert list(Report.objects.all()) == [begun]
    assert not AuditEntry.objects.exists()


def test_a_preview_is_not_for_another_officer_department_or_period() -> None:
    office = Office()
    preview = office.upload(office.download().filled())
    sealed = {"sealed": preview.context["sealed"], "choice": "draft"}
    other = Client()
    other.force_login(make_officer(Officer.Role.REPORTER, office.county))
    make_period("2026-09")

    for client, code in ((other, "2026-10"), (office.client, "2026-09")):
        response = client.post(reverse("excel_import", args=[code]), sealed)
        assert refusal(response) == NOT_OURS
    assert not Report.objects.exists()


def test_a_delegate_s_preview_ends_with_the_switch_back_to_oneself() -> None:
    """What was read for one department is never written for another."""
    office = Office()
    delegation = make_delegation(office.county, make_officer())
    form = office.download().filled()
    office.client.force_login(delegation.officer)
    office.client.post(reverse("act_on_behalf", args=[delegation.pk]))
    preview = office.upload(form)
    office.client.post(reverse("act_as_oneself"))
    assert refusal(office.confirm(preview)) == NOT_OURS

    office.client.post(reverse("act_on_behalf", args=[delegation.pk]))
    office.confirm(preview)
    assert (office.report_now().department, office.report_now().author) == (
        office.county,
        delegation.officer,
    )
    assert AuditEntry.objects.get(action="导入填报表").officer == delegation.officer


@pytest.mark.parametrize(
    "sealed",
    # Signed at this moment, so it names no test.
    ["", "x", pytest.param(signing.dumps([]), id="signed elsewhere"), "a:b:c"],
)
def test_a_preview_that_was_tampered_with_is_refused(sealed: str) -> None:
    office = Office()

    assert refusal(office.client.post(office.address, {"sealed": sealed})) == NOT_OURS


def test_a_preview_of_yesterday_is_over() -> None:
    office = Office()
    preview = office.upload(office.download().filled())
    with time_machine.travel(TODAY + timedelta(hours=HOURS, seconds=1), tick=False):
        office.client.force_login(office.officer)
        assert refusal(office.confirm(preview)) == OVER


def renumber(office: Office) -> None:
    """Two counts of the project exchange their numbers."""
    target = office.assignment("1-1").target
    other = make_target(office.projects[0], number=7)
    Target.objects.filter(pk=target.pk).update(number=8)
    Target.objects.filter(pk=other.pk).update(number=1)


@pytest.mark.parametrize(
    "change",
    [
        renumber,
        lambda office: Target.objects.filter(number=1).update(name="改过的名称"),
        lambda office: Target.objects.filter(number=1).update(unit="万人"),
    ],
)
def test_what_the_plan_calls_otherwise_since_the_download_is_not_taken(
    change: Callable[[Office], object],
) -> None:
    office = Office()
    form = office.download().fill("1-1", 数值=4).fill("1-2", 分子=45, 分母=50)
    change(office)
    preview = office.upload(form)

    assert [reason.partition("，现在")[0] for reason in reasons(preview)] == [
        "下载之后，这一行的编号、名称、单位或填报单位已改过"
    ]
    assert counts(preview) == (2, 1, 1)
    office.confirm(preview)
    assert office.figures() == {"1-2": {"numerator": "45", "denominator": "50"}}


def test_the_words_of_a_project_that_was_renumbered_are_not_taken() -> None:
    office = Office()
    form = office.download().say(1, 进展情况=PROGRESS)
    Project.objects.update(number=21)
    preview = office.upload(form)

    assert "21 项目之1" in reasons(preview)[0]
    assert counts(preview) == (1, 0, 1)


def test_a_colleague_s_text_saved_since_the_preview_is_shown_before_it_is_replaced() -> None:
    office = Office()
    office.report(progress="原来")
    form = office.download().say(1, 进展情况="文件的进展")
    report, long = Report.objects.filter(period=office.period), "系统里已经写了很长的一段话" * 4
    report.update(progress=f"{long}甲", version=1)
    preview = office.upload(form)
    report.update(progress=f"{long}乙：同事刚写的重要内容", version=2)
    response = office.confirm(preview, prefers_file="1")

    assert (response.status_code, response.context["error"]) == (409, CHANGED_SINCE)
    assert office.report_now().progress.endswith("重要内容")


def test_two_reasons_that_differ_are_shown_as_what_differs() -> None:
    office = Office()
    key = office.assignment("1-1").pk
    saved_on_the_web(office, "4")
    form = office.download().fill("1-1", 情况说明="文件里的说明")
    version = str(office.report_now().version)
    saved_on_the_web(office, "4", version=version, **{f"line-{key}-reason": "系统里的说明"})
    preview = office.upload(form)

    assert reasons(preview)[0].startswith(
        "下载之后，系统里已改为“系统里的说明”，文件里是“文件里的说明”。"
    )


def test_where_only_problems_are_left_nothing_is_said_to_be_in_the_system() -> None:
    office = Office()
    form = office.download().fill("1-1", 数值=4)
    saved_on_the_web(office, "5")
    response = office.client.post(
        office.address,
        {"sealed": office.upload(form).context["sealed"], "choice": "draft"},
        follow=True,
    )

    assert sentences(response) == [NOTHING_WRITTEN.format(1)]
