"""The preview of a batch of unchanged reports, and taking the batch back."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Officer
from home.worklists.bulk_submit import BulkAction, bulk_submit
from home.worklists.unchanged_batch import _previewed
from projects.rules.values import Rhythm
from reports.models import Measurement, Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_measurement,
    make_officer,
    make_period,
    make_target,
)
from tests.home.worklists.test_bulk_submit import BulkClient, figures, october

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


def previewed(office: BulkClient, *choices: str) -> str:
    data = {"do": "preview", "report": choices}
    page = office.client.post(reverse("worklist_submit"), data)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def take_back(office: BulkClient) -> list[str]:
    page = office.client.post(reverse("worklist_take_back"), follow=True)
    assert page.redirect_chain == [(reverse("worklist"), 302)]
    return [str(message) for message in page.context["messages"]]


def worklist(office: BulkClient) -> str:
    return office.client.get(reverse("worklist")).content.decode()


def test_the_preview_shows_what_would_be_sent_and_saves_nothing() -> None:
    office = BulkClient()
    page = previewed(office, *office.choices()[:2])
    assert "2 份可以提交" in page
    assert "本期（2026年10月）各项数据与上期（2026年9月）相同，无新的进展。" in page
    assert page.count("沿用9月数据") == 2
    assert f'name="report" value="{office.choice(office.lines[0])}"' in page
    assert "提交 2 份</button>" in page
    assert figures() == {}
    assert not Report.objects.filter(period=office.october).exists()
    assert not AuditEntry.objects.exists()


def test_what_the_preview_shows_is_what_is_sent() -> None:
    office = BulkClient()
    page = previewed(office, *office.choices())
    office.press("repeat", *office.choices())
    for line in office.lines:
        assert page.count(october(line).progress) == 3
    assert figures() == {(number, State.SUBMITTED): "4" for number in (1, 2, 3)}


def test_the_preview_names_what_is_to_be_filled_in_and_what_is_refused() -> None:
    office = BulkClient(2)
    semester = make_target(
        office.lines[0].target.project, name="专项培训", rhythm=Rhythm.EACH_SEMESTER
    )
    again = make_assignment(semester, office.county)
    make_measurement(Report.objects.get(project__number=1), again, 2)
    Report.objects.update(period=make_period("2026-08", is_locked=True))
    written = office.report(office.lines[1], version=1)
    page = previewed(office, *office.choices(0, 1))
    assert "1 份还要填写，沿用后存为草稿。" in page
    assert "1-2 专项培训" in page
    assert "已重新计数，要填写本期数" in page
    assert "不在其中（2026年10月项目2）：已经有填写的内容" in page
    assert "提交 0 份" not in page
    assert Report.objects.get(pk=written.pk).version == 1


def test_a_preview_of_nothing_leads_back_to_the_list() -> None:
    office = BulkClient(1)
    assert office.press("preview") == ["还没有选择报告：请先勾选，再按下面的按钮。"]
    fresh = office.add(None)
    assert office.press("preview", office.choice(fresh)) == [
        "没有处理（2026年10月项目2）：没有上期的报告可以沿用，请打开填报。"
    ]


def test_the_third_period_in_a_row_is_pointed_out_before_it_is_sent() -> None:
    office = BulkClient(1)
    (line,) = office.lines
    source = Report.objects.get()
    for code in ("2026-07", "2026-08"):
        older = make_period(code, is_locked=True)
        Report.objects.create(
            project=line.target.project,
            department=office.county,
            period=older,
            state=State.SUBMITTED,
            author=office.officer,
        )
    july, august = Report.objects.filter(period__code__in=["2026-07", "2026-08"]).order_by(
        "period__end"
    )
    for report, before in ((august, july), (source, august)):
        Report.objects.filter(pk=report.pk).update(carried_from=before)
    for report in (july, august):
        make_measurement(report, line, 4)
    page = previewed(office, office.choice(line))
    assert "沿用7月数据，连续3期" in page
    assert "其中 1 份已连续3期以上没有变化" in page


def test_a_batch_is_taken_back_with_one_press() -> None:
    office = BulkClient()
    draft = office.report(office.lines[2], progress="", version=1)
    office.press("repeat", *office.choices(0, 0, 1))
    assert "还有 3 份等待单位审核" in worklist(office)
    assert take_back(office) == ["已撤销 3 份，恢复为未填写。"]
    emptied = Report.objects.filter(period=office.october)
    assert {(each.state, each.progress, each.carried_from) for each in emptied} == {
        (State.DRAFT, "", None)
    }
    assert emptied.filter(pk=draft.pk).exists()
    assert figures() == {}
    steps = AuditEntry.objects.filter(action="撤回").values_list("reason", flat=True)
    assert list(steps) == ["整批撤销“无变化”的报告"] * 3
    page = worklist(office)
    assert "整批撤销" not in page
    assert page.count('data-offer="repeat"') == 3


def test_what_an_approver_has_passed_stays() -> None:
    office = BulkClient(2)
    office.press("repeat", *office.choices())
    approver = make_officer(Officer.Role.APPROVER, office.county)
    transition(october(office.lines[0]), "endorse", approver)
    assert "还有 1 份等待单位审核" in worklist(office)
    assert take_back(office) == [
        "已撤销 1 份，恢复为未填写。",
        "1 份已由本单位审核人处理，或已另行撤回、修改，没有撤销。",
    ]
    assert figures() == {(1, State.ENDORSED): "4"}


def test_what_was_written_after_a_withdrawal_stays() -> None:
    office = BulkClient(1)
    office.press("repeat", *office.choices())
    report = transition(october(office.lines[0]), "withdraw", office.officer)
    transition(report, "submit", office.officer)
    assert "整批撤销" not in worklist(office)
    assert take_back(office) == ["1 份已由本单位审核人处理，或已另行撤回、修改，没有撤销。"]
    assert figures() == {(1, State.SUBMITTED): "4"}


def test_a_batch_belongs_to_who_sent_it() -> None:
    office = BulkClient(1)
    office.press("repeat", *office.choices())
    colleague = Client()
    colleague.force_login(make_officer(Officer.Role.REPORTER, office.county))
    page = colleague.post(reverse("worklist_take_back"), follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "没有可以整批撤销的报告：可能已经撤销过，或者换了电脑、重新登录过。"
    ]
    assert figures() == {(1, State.SUBMITTED): "4"}


def test_a_reopened_report_keeps_the_line_that_ends_its_figure() -> None:
    office = BulkClient(1)
    (line,) = office.lines
    revision = office.report(line, progress="", version=2, revision=2)
    office.press("repeat", *office.choices(2))
    take_back(office)
    (left,) = Measurement.objects.filter(report=revision)
    assert left.as_record() == {}


def test_queries_of_the_preview_do_not_grow(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    office = BulkClient(4)
    for number in (1, 3):
        Report.objects.filter(period=office.october).delete()
        result = bulk_submit(
            office.officer,
            office.county,
            office.choices()[:number],
            BulkAction.REPEAT,
            client_ip=None,
        )
        with django_assert_num_queries(6):
            assert len(_previewed(result)) == number
