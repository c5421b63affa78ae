"""本月无变化 on the form: one press fills what is empty and leaves what is typed."""

from typing import Any

import pytest
from django.contrib.messages import get_messages

from projects.rules.values import Rhythm
from reports.models import Evidence, Period, Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_measurement,
    make_officer,
    make_period,
    make_report,
    make_target,
)
from tests.reports.form_client import FormClient, shown, upload

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State
SAME = "本期（2026年10月）各项数据与上期（2026年9月）相同，无新的进展。"
KEPT = "您已填写的内容没有改动，只补上了空着的地方。"
CARRIED = "已沿用2026年9月的数据，存为草稿，请核对后提交。"


@pytest.fixture
def form_client() -> FormClient:
    """A reporter whose report for September was approved with the figure 4."""
    form_client = FormClient()
    before = make_report(
        form_client.project,
        form_client.county,
        make_period("2026-09"),
        state=State.APPROVED,
        progress="九月已开工。",
    )
    make_measurement(before, form_client.assignment, 4)
    return form_client


def press(form_client: FormClient, carry: str = "ask", **typed: Any) -> Any:
    return form_client.send(**{"progress": "", "value": "", "carry": carry} | typed)


def october() -> Report:
    return Report.objects.get(period__code="2026-10")


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def figures(report: Report) -> list[dict[str, str]]:
    return [line.as_record() for line in report.measurements.all()]


def test_an_empty_form_is_filled_at_one_press_and_kept_as_a_draft(form_client: FormClient) -> None:
    response = press(form_client)
    assert (response.status_code, response["Location"]) == (302, form_client.address)
    report = october()
    assert (report.state, report.progress, figures(report)) == (
        State.DRAFT,
        SAME,
        [{"value": "4"}],
    )
    assert told(response) == [CARRIED]


def test_what_is_typed_stays_and_what_is_empty_is_filled(form_client: FormClient) -> None:
    response = press(form_client, progress="已写了很多")
    report = october()
    assert (report.texts, figures(report)) == (
        {"progress": "已写了很多", "problems": "", "next_steps": ""},
        [{"value": "4"}],
    )
    assert told(response) == [CARRIED, KEPT]


def test_a_figure_typed_stays_and_nothing_is_said_to_be_the_same(form_client: FormClient) -> None:
    response = press(form_client, value="5")
    assert (october().progress, figures(october())) == ("", [{"value": "5"}])
    assert told(response) == [
        CARRIED,
        KEPT,
        "您填写的数据与上期不同，“进展情况”没有代写，请填写。",
    ]


def test_a_figure_typed_wrong_is_shown_and_nothing_is_carried(form_client: FormClient) -> None:
    response = press(form_client, value="四所", progress="已写了很多")
    assert (response.status_code, shown(response, "progress")) == (422, "已写了很多")
    assert "四所" in response.content.decode()
    assert not Report.objects.filter(period=form_client.period).exists()


def test_what_is_saved_stays(form_client: FormClient) -> None:
    form_client.report(progress="草稿", version=3)
    press(form_client, version=3, progress="草稿")
    assert (october().progress, figures(october())) == ("草稿", [{"value": "4"}])


def test_what_a_colleague_saved_since_is_not_replaced_unseen(form_client: FormClient) -> None:
    page = form_client.client.get(form_client.address)
    form_client.report(progress="同事所写", version=4)
    opened = page.context["form"].opened
    response = press(form_client, version=0, opened=opened, progress="自己所写")
    assert (response.status_code, october().progress) == (409, "同事所写")
    assert "自己所写" in response.content.decode()


def test_counts_that_start_again_are_named(form_client: FormClient) -> None:
    semester = make_assignment(
        make_target(form_client.project, name="教研活动", rhythm=Rhythm.EACH_SEMESTER),
        form_client.county,
    )
    before = Report.objects.get()
    make_measurement(before, semester, 2)
    Report.objects.update(period=make_period("2026-08"))
    response = press(form_client)
    assert told(response)[1:] == [f"目标 {semester.target} 已重新计数，没有沿用，请填写本期数。"]
    assert figures(october()) == [{"value": "4"}]


def test_files_chosen_before_the_press_are_kept(form_client: FormClient) -> None:
    press(form_client, files=[upload("批复.pdf")])
    assert [file.name for file in october().evidence.all()] == ["批复.pdf"]
    assert Evidence.objects.count() == 1


def test_without_a_report_before_there_is_no_button_and_the_press_is_shown() -> None:
    form_client = FormClient()
    assert "本月无变化" not in form_client.client.get(form_client.address).content.decode()
    response = press(form_client)
    assert (response.status_code, Report.objects.count()) == (409, 0)
    assert "没有上期的报告可以沿用" in response.content.decode()


def test_a_locked_period_and_a_report_handed_in_take_nothing(form_client: FormClient) -> None:
    Period.objects.update(is_locked=True)
    assert "2026年10月已锁定" in press(form_client).content.decode()
    assert Report.objects.count() == 1
    transition(
        form_client.report(state=State.RETURNED),
        "submit",
        make_officer(department=form_client.county),
    )
    response = press(form_client)
    assert (response.status_code, october().progress) == (409, "按计划推进。")
    assert "这份报告已提交，不能再修改" in response.content.decode()


def test_a_supporting_department_says_so_of_a_quarter() -> None:
    form_client = FormClient()
    form_client.project.responsibilities.update(role="support")
    make_report(
        form_client.project, form_client.county, make_period("2026-Q2"), state=State.APPROVED
    )
    make_period("2026-Q3")
    body = form_client.client.get(
        f"/reports/2026-Q3/project/{form_client.project.number}/"
    ).content.decode()
    assert "本季无变化" in body
