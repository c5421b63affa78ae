"""本月无变化 and 提交 for several reports at once: each by itself, and told by itself."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment, Project
from projects.rules.values import Rhythm
from reports.actions import copy_previous
from reports.actions.copy_previous import repeat
from reports.comparison import previous_report
from reports.models import Measurement, Period, Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


class BulkClient:
    """A county's reporter before the list, with approved reports for September."""

    def __init__(self, number: int = 3) -> None:
        self.county: Department = make_department()
        self.officer = make_officer(Officer.Role.REPORTER, self.county)
        self.september: Period = make_period("2026-09", is_locked=True)
        self.october: Period = make_period("2026-10")
        self.lines: list[Assignment] = [self.add() for _ in range(number)]
        self.client = Client()
        self.client.force_login(self.officer)

    def add(self, value: int | None = 4, **fields: Any) -> Assignment:
        """One more project, reported for September unless ``value`` is None."""
        target = make_target(make_project(), **fields)
        line = make_assignment(target, self.county)
        make_responsibility(target.project, self.county)
        if value is not None:
            before = make_report(
                target.project, self.county, self.september, state=State.APPROVED, progress="九月。"
            )
            make_measurement(before, line, value)
        return line

    def press(self, button: str, *choices: str) -> list[str]:
        """Tick the choices, press a button, and read what is told."""
        data = {"do": button, "report": choices}
        page = self.client.post(reverse("worklist_submit"), data, follow=True)
        assert page.redirect_chain == [(reverse("worklist"), 302)]
        return [str(message) for message in page.context["messages"]]

    def choice(self, line: Assignment, version: int = 0, code: str = "2026-10") -> str:
        return f"{code}:{line.target.project.number}:{version}"

    def choices(self, *versions: int) -> list[str]:
        """All of October's, as they were seen."""
        seen = versions or (0,) * len(self.lines)
        return [self.choice(*pair) for pair in zip(self.lines, seen, strict=True)]

    def report(self, line: Assignment, **fields: Any) -> Report:
        project: Project = line.target.project
        return make_report(project, self.county, self.october, author=self.officer, **fields)


def october(line: Assignment) -> Report:
    return Report.objects.get(project=line.target.project, period__code="2026-10")


def figures() -> dict[tuple[int, str], str]:
    """The values reported for October, by project and state of the report."""
    lines = Measurement.objects.filter(report__period__code="2026-10").select_related(
        "report__project"
    )
    return {
        (line.report.project.number, line.report.state): line.as_record()["value"] for line in lines
    }


def test_the_reports_chosen_are_said_again_and_handed_in_each_with_its_own_trail() -> None:
    office = BulkClient()
    told = office.press("repeat", *office.choices()[:2])
    assert told == ["已提交 2 份，等待单位审核：2026年10月项目1、2。"]
    assert figures() == {(1, State.SUBMITTED): "4", (2, State.SUBMITTED): "4"}
    assert {item.progress for item in Report.objects.filter(state=State.SUBMITTED)} == {
        "本期（2026年10月）各项数据与上期（2026年9月）相同，无新的进展。"
    }
    trail = AuditEntry.objects.order_by("pk").values_list("action", "subject_key", "officer")
    assert list(trail) == [
        (action, f"report:{october(line).pk}", office.officer.pk)
        for line in office.lines[:2]
        for action in ("开始填报", "填报数据", "提交")
    ]


def test_the_reports_chosen_are_said_again_as_drafts() -> None:
    office = BulkClient()
    told = office.press("draft", office.choices()[2], office.choices()[0])
    assert told == ["已存为草稿 2 份，请核对后提交：2026年10月项目1、3。"]
    assert figures() == {(1, State.DRAFT): "4", (3, State.DRAFT): "4"}
    assert not AuditEntry.objects.filter(action="提交").exists()


def test_counts_that_start_again_keep_their_report_a_draft_and_are_named() -> None:
    office = BulkClient(1)
    semester = make_target(
        office.lines[0].target.project, name="专项培训", rhythm=Rhythm.EACH_SEMESTER
    )
    again = make_assignment(semester, office.county)
    make_measurement(Report.objects.get(), again, 2)
    Report.objects.update(period=make_period("2026-08", is_locked=True))
    other = office.add()
    handed_in, kept = office.press("repeat", *office.choices(), office.choice(other))
    assert handed_in == "已提交 1 份，等待单位审核：2026年10月项目2。"
    assert kept == (
        "2026年10月项目1已存为草稿，还没有提交：目标 1-2 专项培训 已重新计数，没有沿用，"
        "请填写本期数后提交。"
    )
    assert figures() == {(1, State.DRAFT): "4", (2, State.SUBMITTED): "4"}


def test_one_that_fails_leaves_the_others_done_and_nothing_half_saved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = BulkClient(3)

    def submit(report: Report, *args: Any, **options: Any) -> Report:
        if report.project == office.lines[1].target.project:
            raise ActionNotAllowed("请填写“进展情况”后再提交。")
        return transition(report, *args, **options)

    monkeypatch.setattr(copy_previous, "transition", submit)
    told = office.press("repeat", *office.choices())
    assert told == [
        "已提交 2 份，等待单位审核：2026年10月项目1、3。",
        "没有处理（2026年10月项目2）：请填写“进展情况”后再提交。",
    ]
    assert figures() == {(1, State.SUBMITTED): "4", (3, State.SUBMITTED): "4"}
    assert not Report.objects.filter(project=office.lines[1].target.project, period=office.october)


def test_a_project_without_a_report_before_is_shown() -> None:
    office = BulkClient(1)
    fresh = office.add(None)
    told = office.press("repeat", office.choice(fresh))
    assert told == ["没有处理（2026年10月项目2）：没有上期的报告可以沿用，请打开填报。"]
    assert figures() == {}


def test_what_was_written_is_never_overwritten() -> None:
    office = BulkClient(3)
    draft = office.report(office.lines[0], progress="十月。", version=1)
    office.report(office.lines[1], progress="", version=1)
    office.report(office.lines[2], state=State.RETURNED, version=3)
    told = office.press("draft", *office.choices(1, 1, 3))
    assert told == [
        "已存为草稿 1 份，请核对后提交：2026年10月项目2。",
        "没有处理（2026年10月项目1、3）：已经有填写的内容，没有改动，请打开处理。",
    ]
    assert figures() == {(2, State.DRAFT): "4"}
    assert Report.objects.get(pk=draft.pk).progress == "十月。"


def test_complete_drafts_are_handed_in_and_others_shown() -> None:
    office = BulkClient(3)
    whole, partial = (
        office.report(office.lines[0], version=2),
        office.report(office.lines[1], version=1),
    )
    make_measurement(whole, office.lines[0], 5)
    told = office.press("hand_in", *office.choices(2, 1, 0))
    assert told == [
        "已提交 1 份，等待单位审核：2026年10月项目1。",
        "没有处理（2026年10月项目2、3）：还没有填写完整，请打开填写后提交。",
    ]
    assert figures() == {(1, State.SUBMITTED): "5"}
    assert Report.objects.get(pk=partial.pk).state == State.DRAFT


@pytest.mark.parametrize("button", ["repeat", "draft", "hand_in"])
def test_what_a_colleague_changed_since_the_list_was_opened_is_left_alone(button: str) -> None:
    office = BulkClient(2)
    for line in office.lines:
        make_measurement(office.report(line, version=2), line, 5)
    told = office.press(button, *office.choices(0, 1))
    assert told == ["没有处理（2026年10月项目1、2）：待办已有变化，请看下面的最新情况后再选。"]
    assert {draft.state for draft in Report.objects.filter(period=office.october)} == {State.DRAFT}


def test_an_earlier_period_goes_first_so_that_the_next_goes_on_from_it() -> None:
    office = BulkClient(1)
    (line,) = office.lines
    office.october.is_locked = True
    office.october.save()
    Report.objects.update(period=make_period("2026-07", is_locked=True))
    august, september = make_period("2026-08"), office.september
    september.is_locked = False
    september.save()
    told = office.press(
        "repeat", *(office.choice(line, 0, code) for code in ("2026-09", "2026-08"))
    )
    assert told == ["已提交 2 份，等待单位审核：2026年8月项目1；2026年9月项目1。"]
    assert set(Report.objects.values_list("period", "state")) >= {
        (august.pk, State.SUBMITTED),
        (september.pk, State.SUBMITTED),
    }


def test_a_locked_period_and_another_departments_project_are_not_on_the_list() -> None:
    office = BulkClient(1)
    foreign = make_assignment(make_target(make_project()))
    make_responsibility(foreign.target.project, foreign.department)
    choices = [office.choice(office.lines[0], 0, "2026-09"), office.choice(foreign)]
    told = office.press("repeat", *choices)
    assert told == ["没有处理：待办已有变化，请看下面的最新情况后再选。"]
    assert figures() == {}


@pytest.mark.parametrize("button", ["repeat", "draft", "hand_in", "", "nonsense"])
def test_nothing_chosen_is_shown(button: str) -> None:
    office = BulkClient(1)
    assert office.press(button) == ["还没有选择报告：请先勾选，再按下面的按钮。"]


@pytest.mark.parametrize(
    "choice", ["", ":", "::", "2026-10:1", "2026-10:1:x", "x:1:0", "\0", "9" * 5000, "１:０"]
)
def test_a_choice_made_up_is_shown_and_does_nothing(choice: str) -> None:
    office = BulkClient(1)
    for button in ("repeat", "draft", "hand_in"):
        assert "没有处理" in office.press(button, choice)[0]
    assert figures() == {}


def test_the_same_report_chosen_twice_is_dealt_with_once() -> None:
    office = BulkClient(1)
    told = office.press("repeat", *office.choices(), *office.choices())
    assert told == ["已提交 1 份，等待单位审核：2026年10月项目1。"]


@pytest.mark.parametrize("begun", [True, False])
def test_a_colleague_who_saves_in_the_same_moment_wins_and_nothing_is_overwritten(
    begun: bool,
) -> None:
    office = BulkClient(1)
    (line,) = office.lines
    read = Report(project=line.target.project, department=office.county, period=office.october)
    if begun:
        read = Report.objects.get(pk=office.report(line, progress="", version=1).pk)
    Report.objects.filter(period=office.october).delete()
    saved = office.report(line, pk=read.pk, progress="同事写的。", version=2)
    before = previous_report(read, office.officer)
    with pytest.raises(EditConflict):
        repeat(read, before, [line], office.officer, submit=True, client_ip=None)
    kept = Report.objects.get(period=office.october)
    assert (kept.pk, kept.progress, kept.state) == (saved.pk, "同事写的。", State.DRAFT)
    assert figures() == {}
    assert not AuditEntry.objects.exists()
