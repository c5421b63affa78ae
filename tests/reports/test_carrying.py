"""本月无变化: what is carried over, what is said instead, and when it is refused."""

from datetime import date

import pytest

from departments.exceptions import ActionNotAllowed
from departments.models import AuditEntry, Officer
from projects.models import Assignment, Target
from projects.rules.values import Measure, Rhythm
from reports.actions.copy_previous import Carried, copy_report
from reports.comparison import (
    assignments_of,
    previous_by_project,
    previous_by_report,
    previous_report,
)
from reports.models import Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
)

pytestmark = pytest.mark.django_db

State = Report.State


class Case:
    """A county's project with a report for September and none yet for October."""

    def __init__(self, *targets: Target, state: str = State.APPROVED) -> None:
        self.project = targets[0].project
        self.county = make_department()
        self.officer = make_officer(Officer.Role.REPORTER, self.county)
        self.lines = [make_assignment(target, self.county) for target in targets]
        self.before = make_report(
            self.project,
            self.county,
            make_period("2026-09"),
            state=state,
            progress="九月已开工。",
            problems="用地未批。",
            next_steps="催批。",
        )
        self.period = make_period("2026-10")

    def carry(self) -> Carried:
        report = Report(project=self.project, department=self.county, period=self.period)
        previous = previous_report(report, self.officer)
        return copy_report(report, previous, list(assignments_of(report)), self.officer, None)


def figures(report: Report) -> dict[Assignment, dict[str, str]]:
    return {line.assignment: line.as_record() for line in report.measurements.all()}


OLDER_WORDS = ("九月已开工", "用地未批", "催批")


def test_figures_are_carried_over_into_a_draft_and_no_word_of_the_older_texts() -> None:
    project = make_project()
    measures = (Measure.COUNT, Measure.RATIO, Measure.MILESTONE)
    case = Case(*(make_target(project, measure=measure) for measure in measures))
    make_measurement(case.before, case.lines[0], 4, reason="上期的原因")
    make_measurement(case.before, case.lines[1], numerator=0, denominator=12)
    done = {"is_done": True, "done_on": date(2026, 9, 1), "document": "批复"}
    make_measurement(case.before, case.lines[2], **done)  # type: ignore[arg-type]

    carried = case.carry()

    assert (carried.report.state, carried.left_out) == (State.DRAFT, [])
    assert carried.report.texts == {
        "progress": "本期（2026年10月）各项数据与上期（2026年9月）相同，无新的进展。",
        "problems": "2026年9月报告提出的问题尚未解决，情况没有变化。",
        "next_steps": "继续按2026年9月报告所列的措施推进。",
    }
    said = "".join(carried.report.texts.values())
    assert [words for words in OLDER_WORDS if words in said] == []
    assert carried.report.carried_from == case.before
    assert list(figures(carried.report).values()) == [
        {"value": "4"},
        {"numerator": "0", "denominator": "12"},
        {"is_done": "True", "done_on": "2026-09-01", "document": "批复"},
    ]
    assert AuditEntry.objects.filter(action="填报数据").count() == 3


@pytest.mark.databases("sqlite")
def test_where_no_problem_and_no_step_was_named_none_is_claimed() -> None:
    case = Case(make_target())
    Report.objects.update(problems="暂无。", next_steps="")
    carried = case.carry().report
    assert (carried.problems, carried.next_steps) == ("", "")


@pytest.mark.databases("sqlite")
def test_a_problem_open_for_long_is_said_of_the_report_that_has_its_words() -> None:
    case = Case(make_target())
    sentences = {
        "problems": "2026年5月报告提出的问题尚未解决，情况没有变化。",
        "next_steps": "继续按2026年5月报告所列的措施推进。",
    }
    Report.objects.update(**sentences)
    texts = case.carry().report.texts
    assert {field: texts[field] for field in sentences} == sentences


@pytest.mark.databases("sqlite")
def test_a_quarter_without_figures_states_only_that_nothing_is_new() -> None:
    project, county = make_project(), make_department()
    officer = make_officer(Officer.Role.REPORTER, county)
    before = make_report(project, county, make_period("2026-Q2"), state=State.APPROVED)
    report = Report(project=project, department=county, period=make_period("2026-Q3"))
    copy_report(report, before, [], officer, None)
    assert report.progress == "本季度（2026年第3季度）与上期（2026年第2季度）相比，无新的进展。"


def test_what_is_saved_stays_and_differing_figures_leave_the_progress_open() -> None:
    project = make_project()
    case = Case(make_target(project), make_target(project))
    for line in case.lines:
        make_measurement(case.before, line, 4)
    draft = make_report(project, case.county, case.period, progress="", author=case.officer)
    make_measurement(draft, case.lines[0], 5)

    copy_report(draft, case.before, list(assignments_of(draft)), case.officer, None)

    saved = Report.objects.get(pk=draft.pk)
    assert list(figures(saved).values()) == [{"value": "5"}, {"value": "4"}]
    assert set(saved.texts.values()) == {""}


def test_a_report_that_says_the_same_of_a_figure_since_changed_is_not_handed_in() -> None:
    case = Case(make_target())
    make_measurement(case.before, case.lines[0], 4)
    report = case.carry().report
    report.measurements.update(value=5)
    with pytest.raises(ActionNotAllowed, match="而数据已与上期不同"):
        transition(report, "submit", case.officer)
    Report.objects.filter(pk=report.pk).update(progress="新增一所。")
    report = Report.objects.get(pk=report.pk)
    assert transition(report, "submit", case.officer).state == State.SUBMITTED


def test_ratings_and_what_was_not_reported_stay_behind() -> None:
    project = make_project()
    case = Case(make_target(project, measure=Measure.RATING), make_target(project))
    make_measurement(case.before, case.lines[0], rating="on_track")

    assert figures(case.carry().report) == {}


def test_counts_of_a_semester_that_is_over_are_left_out_and_named() -> None:
    case = Case(make_target(rhythm=Rhythm.EACH_SEMESTER))
    make_measurement(case.before, case.lines[0], 2)
    within = case.carry()
    assert figures(within.report) == {case.lines[0]: {"value": "2"}}

    within.report.delete()
    Report.objects.update(period=make_period("2026-08"))
    over = case.carry()

    assert (figures(over.report), over.left_out) == ({}, case.lines)
    assert "除重新计数的目标外，其余各项数据与上期（2026年8月）相同" in over.report.progress


def test_a_fixed_denominator_is_today_s() -> None:
    case = Case(make_target(measure=Measure.RATIO))
    make_measurement(case.before, case.lines[0], numerator=8, denominator=12)
    Assignment.objects.update(denominator=11)

    report = case.carry().report

    assert list(figures(report).values()) == [{"numerator": "8", "denominator": "11"}]
    assert "除分母已调整的目标外" in report.progress
    assert transition(report, "submit", case.officer).state == State.SUBMITTED


def test_without_a_report_before_there_is_nothing_to_carry() -> None:
    case = Case(make_target(), state=State.DRAFT)
    with pytest.raises(ActionNotAllowed, match="没有上期的报告"):
        case.carry()


def test_a_report_in_between_has_to_be_finished_first() -> None:
    case = Case(make_target())
    make_report(case.project, case.county, make_period("2026-07"), state=State.DRAFT)
    case.carry().report.delete()
    Report.objects.filter(state=State.APPROVED).update(period=make_period("2026-06"))
    with pytest.raises(ActionNotAllowed, match="2026年7月的报告还在填写"):
        case.carry()


def test_the_report_before_is_the_newest_handed_in_and_not_sent_back() -> None:
    project, county = make_project(), make_department()
    officer = make_officer(Officer.Role.REPORTER, county)
    approved, endorsed, returned = (
        make_report(project, county, make_period(code), state=state)
        for code, state in (
            ("2026-06", State.APPROVED),
            ("2026-07", State.ENDORSED),
            ("2026-08", State.RETURNED),
        )
    )
    october = make_report(project, county, make_period("2026-10"))
    make_report(project, make_department(), approved.period, state=State.APPROVED)

    assert previous_report(october, officer) == endorsed
    assert previous_by_project(county, october.period) == {project.pk: endorsed}
    assert previous_by_report([october, returned, endorsed, approved]) == {
        october.pk: endorsed,
        returned.pk: endorsed,
        endorsed.pk: approved,
    }
    leader = make_officer(Officer.Role.LEADER)
    assert previous_report(october, leader) == approved
