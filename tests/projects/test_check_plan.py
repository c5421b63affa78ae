"""check_plan passes on the plan as it is, and names what is wrong once one thing is broken."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F

from departments.models import County, Department
from projects.models import (
    Assignment,
    Checkpoint,
    ExplainedSentence,
    Plan,
    Project,
    Responsibility,
)
from projects.plan_check import sentences, stated_deadlines
from tests.projects.plan_checking import change, printed, problems, target

NO_LEAD = "项目7：没有牵头部门。请在“责任分工”中列出牵头部门。"
NOBODY = "没有部门需要填报。请在“任务分解”中列出填报的部门，或删去不适用的理由。"


def test_the_plan_as_loaded_has_no_problem_and_is_counted(plan: Plan) -> None:
    title, *lines = printed()
    assert title == plan.title
    assert [line for line in lines if not line.startswith("提醒")] == [
        "22 项目",
        "189 责任分工",
        "132 责任分工：牵头",
        "57 责任分工：配合",
        "87 目标",
        "27 目标：计数",
        "33 目标：比率",
        "10 目标：里程碑",
        "17 目标：评定",
        "16 目标：市级",
        "8 目标：各县合计",
        "58 目标：每个县区",
        "5 目标：市级和每个县区",
        "60 目标：按节点完成",
        "18 目标：持续保持",
        "3 目标：每年",
        "2 目标：每学年",
        "4 目标：每学期",
        "88 节点",
        "46 节点：时限为推定",
        "376 任务分解",
        "0 任务分解：不适用",
        "3 勾稽关系",
        "86 语句",
        "57 语句：须设目标或写明理由",
        "11 不设目标的语句",
    ]


def test_target_whose_quote_is_not_the_text(plan: Plan) -> None:
    change("3-2", quote="建设23所市级信息化中心学校")
    assert problems() == [
        (
            "目标3-2 市级信息化中心学校：引文“建设23所市级信息化中心学校”"
            "与项目原文在起止位置51—65的“建设22所市级信息化中心学校”不一致。请核对引文和起止位置。"
        )
    ]


def test_target_whose_place_is_off_by_one(plan: Plan) -> None:
    change("3-2", start=F("start") + 1, end=F("end") + 1)
    assert problems() == [
        (
            "目标3-2 市级信息化中心学校：引文“建设22所市级信息化中心学校”"
            "与项目原文在起止位置52—66的“设22所市级信息化中心学校，”不一致。请核对引文和起止位置。"
        )
    ]


def test_target_that_quotes_nothing(plan: Plan) -> None:
    change("2-5", quote="", end=F("start"))
    assert problems() == [
        (
            "目标2-5 普通中小学大班额班级：引文“”与项目原文在起止位置182—182的“”不一致。"
            "请核对引文和起止位置。"
        )
    ]


def test_explanation_whose_quote_is_not_the_text(plan: Plan) -> None:
    ExplainedSentence.objects.filter(project__number=11).update(quote="别的话")
    (problem,) = problems()
    assert problem.startswith("项目11：引文“别的话”与项目原文在起止位置0—54的“鼓励有条件的乡镇")


def test_explanation_without_a_reason(plan: Plan) -> None:
    ExplainedSentence.objects.filter(quote__startswith="“三所学校”辐射").update(reason=" ")
    assert problems() == [
        "项目10：““三所学校”辐射带动作用充分发挥。”没有写明不设目标的理由。请补上理由。"
    ]


def test_sentence_with_a_number_that_no_target_quotes(plan: Plan) -> None:
    target("5-2").delete()
    assert problems() == [
        (
            "项目5：“到2027年,力争县域内45岁以下乡村校长达到50%以上。”既没有目标，也没有列为不设目标的语句。"
            "请增加目标，或在“不设目标的语句”中写明理由。"
        )
    ]


def test_sentence_with_an_absolute_whose_explanation_is_gone(plan: Plan) -> None:
    ExplainedSentence.objects.filter(project__number=6).delete()
    (problem,) = problems()
    assert problem.startswith("项目6：“开展乡村教师系列培训计划")


def test_sentence_with_a_chinese_numeral_whose_explanation_is_gone(plan: Plan) -> None:
    ExplainedSentence.objects.filter(project__number=11).delete()
    (problem,) = problems()
    assert problem.startswith("项目11：“鼓励有条件的乡镇")


def test_target_without_a_unit(plan: Plan) -> None:
    change("3-2", unit="")
    assert problems() == ["目标3-2 市级信息化中心学校：没有单位。请填写单位。"]


def test_target_about_its_goal_without_a_tolerance(plan: Plan) -> None:
    change("20-2", tolerance=0)
    assert problems() == [
        "目标20-2 中职校均全日制在校生：要求为“左右”，但没有允许偏差。请填写允许偏差。"
    ]


def test_target_without_a_checkpoint(plan: Plan) -> None:
    target("3-2").checkpoints.all().delete()
    assert problems() == ["目标3-2 市级信息化中心学校：没有节点。请在“节点”中增加一行。"]


@pytest.mark.parametrize("code", ["3-1", "3-2"])
def test_ratio_or_count_without_a_goal(plan: Plan, code: str) -> None:
    target(code).checkpoints.update(target_value=None)
    assert problems() == [f"目标{target(code)}：完成时限2027-12-31的节点没有目标值。请填写目标值。"]


@pytest.mark.parametrize(("code", "measure"), [("17-1", "里程碑"), ("7-1", "评定")])
def test_milestone_or_rating_with_a_goal(plan: Plan, code: str, measure: str) -> None:
    target(code).checkpoints.update(target_value=1)
    assert problems() == [
        f"目标{target(code)}：计量方式为“{measure}”，但完成时限2027-12-31的节点有目标值。请删去目标值。"
    ]


def test_deadline_that_no_sentence_states_must_be_marked_as_inferred(plan: Plan) -> None:
    Checkpoint.objects.filter(target=target("2-5")).update(is_inferred=False)
    assert problems() == [
        (
            "目标2-5 普通中小学大班额班级：完成时限2027-12-31不见于原文"
            "“全面消除普通中小学大班额、大校额。”，也没有标为推定。"
            "请核对完成时限，或在“时限为推定”中填“是”。"
        )
    ]


def test_before_2025_does_not_state_the_end_of_2025(plan: Plan) -> None:
    Checkpoint.objects.filter(target=target("15-3")).update(due=date(2025, 12, 31))
    (problem,) = problems()
    assert problem.startswith("目标15-3 办学条件达标的学校：完成时限2025-12-31不见于原文“着力")


def test_target_that_all_are_exempt_from(plan: Plan) -> None:
    target("3-2").assignments.update(exemption_reason="没有此类学校")
    assert problems() == [f"目标3-2 市级信息化中心学校：{NOBODY}"]


@pytest.mark.parametrize(
    ("code", "department", "scope"),
    [
        ("2-1", "普宁市人民政府", "每个县区"),
        ("3-2", "普宁市人民政府", "各县合计"),
        ("9-1", "普宁市人民政府", "市级和每个县区"),
        ("9-1", "市教育局", "市级和每个县区"),
    ],
)
def test_department_missing_from_a_target_s_scope(
    plan: Plan, code: str, department: str, scope: str
) -> None:
    target(code).assignments.filter(department__name=department).delete()
    assert problems() == [
        (
            f"目标{target(code)}：范围为“{scope}”，但“任务分解”中没有{department}。"
            "请加上这一行，或改正范围。"
        )
    ]


def test_city_target_that_nobody_reports(plan: Plan) -> None:
    target("19-1").assignments.all().delete()
    assert problems() == [
        f"目标19-1 中职重点监测指标达标学校：{NOBODY}",
        (
            "目标19-1 中职重点监测指标达标学校：范围为“市级”，但“任务分解”中没有市教育局。"
            "请加上这一行，或改正范围。"
        ),
    ]


@pytest.mark.parametrize(
    ("code", "department", "scope"),
    [
        ("19-1", "普宁市人民政府", "市级"),
        ("3-2", "市教育局", "各县合计"),
        ("2-1", "市交通运输局", "每个县区"),
    ],
)
def test_department_outside_a_target_s_scope(
    plan: Plan, code: str, department: str, scope: str
) -> None:
    outsider = Department.objects.get(name=department)
    Assignment.objects.create(target=target(code), department=outsider)
    assert problems() == [
        (
            f"目标{target(code)}：范围为“{scope}”，但“任务分解”中有{department}。"
            "请删除这一行，或改正范围。"
        )
    ]


def test_city_target_that_the_bureau_has_handed_over(plan: Plan) -> None:
    part = target("19-1").assignments.get()
    part.department = Department.objects.get(code="finance")
    part.save()
    printed()


def test_county_below_the_minimum_population_must_be_exempt(plan: Plan) -> None:
    County.objects.filter(name="揭西县").update(population=199_999)
    assert problems() == [
        (
            "目标2-4 标准化特殊教育学校：揭西县常住人口199999人，不足200000人，但没有不适用的理由。"
            "请在“任务分解”中填写理由。"
        )
    ]
    assignments = target("2-4").assignments.filter(department__county__name="揭西县")
    assignments.update(exemption_reason="常住人口不足20万")
    call_command("check_plan", stdout=StringIO())


def test_assignment_of_a_department_without_responsibility(plan: Plan) -> None:
    parts = Responsibility.objects.filter(project__number=3, department__code="puning")
    parts.update(valid_to=date(2026, 1, 1))
    assert problems()[0] == (
        f"目标{target('3-1')}：“任务分解”中有普宁市人民政府，但“责任分工”中没有它在本项目的行，"
        "这项任务无人填报。请加上责任分工，或删除任务分解的行。"
    )


def test_project_that_nobody_leads(plan: Plan) -> None:
    leads = Responsibility.objects.filter(project__number=7, role=Responsibility.Involvement.LEAD)
    leads.update(role=Responsibility.Involvement.SUPPORT)
    assert problems() == [NO_LEAD]


def test_project_without_a_target(plan: Plan) -> None:
    target("7-1").delete()
    assert problems() == ["项目7：没有目标。请增加目标，不再执行的请同时删除它在“责任分工”中的行。"]


def test_project_numbers_with_a_gap(plan: Plan) -> None:
    Project.objects.filter(number=22).update(number=23)
    (problem,) = problems()
    assert problem.startswith("各项目的序号应为1至22各一次，现为：1、2、3")
    assert problem.endswith("20、21、23。请改正序号。")


def test_what_an_amendment_has_taken_away_is_no_part_of_the_plan(plan: Plan) -> None:
    """Nor is it missing, if it was an assignment: the department was released from it."""
    ended = date(2026, 1, 1)
    target("3-2").assignments.filter(department__code="puning").update(ended_on=ended)
    change("5-2", ended_on=ended)
    Responsibility.objects.filter(project__number=7, role="lead").update(valid_to=ended)
    assert problems()[:2] == [
        (
            "项目5：“到2027年,力争县域内45岁以下乡村校长达到50%以上。”既没有目标，也没有列为不设目标的语句。"
            "请增加目标，或在“不设目标的语句”中写明理由。"
        ),
        NO_LEAD,
    ]


def test_a_project_that_is_no_longer_carried_out_has_neither_target_nor_lead(plan: Plan) -> None:
    ended = date(2026, 1, 1)
    Responsibility.objects.filter(project__number=7).update(valid_to=ended)
    assert problems()[0] == NO_LEAD
    change("7-1", ended_on=ended)
    call_command("check_plan", stdout=StringIO())


def test_sentences_end_at_full_stops_and_semicolons() -> None:
    assert [part.text for part in sentences("甲，乙。丙；丁;戊")] == [
        "甲，乙。",
        "丙；",
        "丁;",
        "戊",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "建设22所学校。",
        "整合为三个机构。",
        "到2025年，质量提高；",
        "学区化管理全覆盖。",
        "每学期开展活动。",
        "开齐开足课程。",
    ],
)
def test_numbers_dates_and_absolutes_need_an_answer(text: str) -> None:
    (sentence,) = sentences(text)
    assert sentence.needs_answer


@pytest.mark.parametrize(
    "text",
    [
        "落实《课程标准（2022年版）》。",
        "按照教职成〔2022〕5号精神办理。",
        "办好“三所学校”。",
        "健全部门联合工作机制。",
        "推进一体化管理，进一步提高。",
    ],
)
def test_titles_names_and_plain_words_need_none(text: str) -> None:
    (sentence,) = sentences(text)
    assert not sentence.needs_answer


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("到2025年，建成。", {date(2025, 12, 31)}),
        ("到2025年底建成。", {date(2025, 12, 31)}),
        ("2025年底前建成。", {date(2025, 12, 31)}),
        ("到2025年前达标。", {date(2024, 12, 31)}),
        ("2023年10月底前制定。", {date(2023, 10, 31)}),
        ("到2023年底80%，到2025年底100%。", {date(2023, 12, 31), date(2025, 12, 31)}),
        ("落实《三年行动方案（2022-2024年）》。", set()),
    ],
)
def test_dates_in_a_sentence_mean_these_deadlines(text: str, days: set[date]) -> None:
    assert stated_deadlines(text) == days
