"""The lines of the report form: what is taken, what comes back, and why."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from projects.models import Assignment
from projects.rules.values import Measure, Rhythm
from reports.forms.line_form import LineForm
from reports.forms.report_form import ReportForm
from reports.forms.review import RatingsForm, ReasonForm
from reports.models import Measurement, Period
from tests.factories import (
    make_assignment,
    make_measurement,
    make_period,
    make_report,
    make_target,
    moment,
)

pytestmark = pytest.mark.django_db

NOVEMBER_3 = moment(date(2026, 11, 3))


def make_line(
    measure: Measure, typed: Mapping[str, str], denominator: int | None = None, **fields: Any
) -> LineForm:
    target = make_target(measure=measure, **fields)
    assignment = make_assignment(target, denominator=denominator)
    data = {f"line-{assignment.pk}-{field}": text for field, text in typed.items()}
    return LineForm(assignment, Period.usual("2026-10"), data, None, None)


def taken(line: LineForm) -> dict[str, str]:
    assert line.is_valid(), line.errors
    measurement = line.measurement()
    return {} if measurement is None else measurement.as_record()


def browser_errors(line: LineForm) -> dict[str, list[str]]:
    assert not line.is_valid()
    return {field: [str(error) for error in errors] for field, errors in line.errors.items()}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("4", "4"),
        ("0", "0"),
        (" 12 ", "12"),
        ("１２", "12"),
        ("1,180", "1180"),
        ("1，180", "1180"),
        ("１，１８０", "1180"),
        ("999999999999", "999999999999"),
    ],
)
def test_a_count_is_read_however_it_was_typed(typed: str, value: str) -> None:
    assert taken(make_line(Measure.COUNT, {"value": typed})) == {"value": value}


def test_an_empty_line_is_not_reported_and_not_nought() -> None:
    assert taken(make_line(Measure.COUNT, {"value": ""})) == {}
    assert taken(make_line(Measure.RATIO, {"numerator": "", "denominator": " "})) == {}
    assert taken(make_line(Measure.MILESTONE, {"is_done": "", "done_on": ""})) == {}
    assert taken(make_line(Measure.RATING, {})) == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "不能是负数。"),
        ("－１", "不能是负数。"),
        ("三所", "请用阿拉伯数字写出完整的数，例如“1.2万”写成 12000。"),
        ("4个", "请填写数字，不要带单位或其他文字。"),
        ("=1+1", "请填写数字，不要带单位或其他文字。"),
        ("nan", "请填写数字，不要带单位或其他文字。"),
        ("Infinity", "请填写数字，不要带单位或其他文字。"),
        ("4.5", "请填写整数。"),
        ("1000000000000", "数字太大，请核对。"),
        ("1e20", "请写出完整的数，不要用科学计数法。"),
    ],
)
def test_a_count_that_is_none_comes_back_as_typed_with_the_reason(
    typed: str, sentence: str
) -> None:
    line = make_line(Measure.COUNT, {"value": typed})
    assert browser_errors(line) == {"value": [sentence]}
    assert line["value"].value() == typed


@pytest.mark.parametrize(
    ("numerator", "denominator", "record"),
    [
        ("115", "150", {"numerator": "115", "denominator": "150"}),
        ("150", "150", {"numerator": "150", "denominator": "150"}),
        ("0", "0", {"numerator": "0", "denominator": "0"}),
        ("８５．０", "１００", {"numerator": "85", "denominator": "100"}),
    ],
)
def test_a_ratio_takes_its_two_parts(
    numerator: str, denominator: str, record: dict[str, str]
) -> None:
    typed = {"numerator": numerator, "denominator": denominator}
    assert taken(make_line(Measure.RATIO, typed)) == record


@pytest.mark.parametrize(
    ("numerator", "denominator", "wrong"),
    [
        ("1", "0", {"denominator": ["分母为0时，分子也应为0。"]}),
        ("1", "", {"denominator": ["分子和分母要一起填写；没有数据就都留空。"]}),
        ("", "1", {"numerator": ["分子和分母要一起填写；没有数据就都留空。"]}),
        ("1", "-1", {"denominator": ["不能是负数。"]}),
        ("1.234", "2", {"numerator": ["请填写整数。"]}),
        ("1", "1000000000000", {"denominator": ["数字太大，请核对。"]}),
    ],
)
def test_a_ratio_that_is_none_is_shown_at_the_wrong_part(
    numerator: str, denominator: str, wrong: dict[str, list[str]]
) -> None:
    typed = {"numerator": numerator, "denominator": denominator}
    assert browser_errors(make_line(Measure.RATIO, typed)) == wrong


def test_a_part_is_not_larger_than_its_whole_unless_the_ratio_can_exceed_it() -> None:
    typed = {"numerator": "151", "denominator": "150"}
    assert browser_errors(make_line(Measure.RATIO, typed)) == {
        "numerator": ["分子不能大于分母（150），请核对这两个数。"]
    }
    assert browser_errors(make_line(Measure.RATIO, {"numerator": "14"}, denominator=13)) == {
        "numerator": ["分子不能大于分母（13），请核对这两个数。"]
    }
    assert taken(make_line(Measure.RATIO, typed, can_exceed=True)) == typed


def test_amounts_of_money_and_points_have_two_decimals() -> None:
    typed = {"numerator": "4.35", "denominator": "1180.10"}
    record = {"numerator": "4.35", "denominator": "1180.1"}
    assert taken(make_line(Measure.RATIO, typed, has_decimals=True)) == record
    assert browser_errors(make_line(Measure.RATIO, typed)) == {
        "numerator": ["请填写整数。"],
        "denominator": ["请填写整数。"],
    }
    finer = make_line(Measure.RATIO, typed | {"numerator": "4.355"}, has_decimals=True)
    assert browser_errors(finer) == {"numerator": ["最多保留两位小数。"]}


def test_a_fixed_denominator_is_not_requested_and_not_taken_from_the_form() -> None:
    line = make_line(Measure.RATIO, {"numerator": "12", "denominator": "1"}, denominator=13)
    assert list(line.fields) == ["numerator", "reason"]
    assert taken(line) == {"numerator": "12", "denominator": "13"}
    assert taken(make_line(Measure.RATIO, {"numerator": ""}, denominator=13)) == {}


DONE = {"is_done": "yes", "done_on": "2026-10-31", "document": "揭教〔2026〕1号"}


@time_machine.travel(NOVEMBER_3, tick=False)
def test_a_milestone_is_done_with_its_day_and_document() -> None:
    assert taken(make_line(Measure.MILESTONE, DONE)) == {
        "is_done": "True",
        "done_on": "2026-10-31",
        "document": "揭教〔2026〕1号",
    }
    assert taken(make_line(Measure.MILESTONE, {"is_done": "no"})) == {"is_done": "False"}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (
            {"is_done": "yes", "done_on": "", "document": ""},
            {
                "done_on": ["请填写完成日期。"],
                "document": ["请写明能证明完成的文件名称和文号。"],
            },
        ),
        (DONE | {"done_on": "2026-11-04"}, {"done_on": ["完成日期不能晚于今天。"]}),
        (
            DONE | {"done_on": "2026-11-01"},
            {"done_on": ["完成日期晚于本报告期末（2026-10-31），请在下期填报。"]},
        ),
        (
            DONE | {"done_on": "十月底"},
            {"done_on": ["请按 2026-10-31 的样子填写日期。"]},
        ),
        (
            DONE | {"is_done": ""},
            {"is_done": ["填写了完成日期或依据文件，请选择“已完成”，否则请清空。"]},
        ),
        (
            DONE | {"done_on": "2023-09-03"},
            {
                "done_on": [
                    (
                        "完成日期早于方案开始的 2023-09-04，请核对年份。方案开始前已完成的，"
                        "填方案开始的日期，并在情况说明里写明。"
                    )
                ]
            },
        ),
        (
            {"is_done": "no", "document": "某文件"},
            {"is_done": ["填写了完成日期或依据文件，请选择“已完成”，否则请清空。"]},
        ),
    ],
)
@time_machine.travel(NOVEMBER_3, tick=False)
def test_a_milestone_needs_its_proof(typed: dict[str, str], wrong: dict[str, list[str]]) -> None:
    assert browser_errors(make_line(Measure.MILESTONE, typed)) == wrong


@pytest.mark.parametrize(
    ("rhythm", "label", "first"),
    [
        (Rhythm.EACH_YEAR, "每年", "2026-01-01"),
        (Rhythm.EACH_SCHOOL_YEAR, "每学年", "2026-09-01"),
        (Rhythm.EACH_SEMESTER, "每学期", "2026-09-01"),
    ],
)
@time_machine.travel(NOVEMBER_3, tick=False)
def test_what_comes_round_again_is_done_within_its_cycle(
    rhythm: Rhythm, label: str, first: str
) -> None:
    before = f"{date.fromisoformat(first) - timedelta(days=1)}"
    line = make_line(Measure.MILESTONE, DONE | {"done_on": before}, rhythm=rhythm)
    assert browser_errors(line) == {
        "done_on": [
            (
                f"该目标{label}重新考核，完成日期应在本周期内（{first}起）；"
                "本周期还没有完成的，请选择“未完成”。"
            )
        ]
    }
    line = make_line(Measure.MILESTONE, DONE | {"done_on": first}, rhythm=rhythm)
    assert taken(line)["done_on"] == first


@pytest.mark.parametrize(("field", "text"), [("is_done", "perhaps"), ("document", "长" * 201)])
def test_a_milestone_takes_only_what_it_can_keep(field: str, text: str) -> None:
    line = make_line(Measure.MILESTONE, DONE | {field: text})
    assert list(browser_errors(line)) == [field]
    assert line[field].value() == text


def test_a_line_begins_with_what_was_saved() -> None:
    assignment = make_assignment(make_target(measure=Measure.MILESTONE))
    report = make_report(assignment.target.project, assignment.department)
    saved = make_measurement(
        report, assignment, is_done=True, done_on=date(2026, 10, 9), document="某文件"
    )
    line = LineForm(assignment, report.period, None, saved, None)
    assert line["is_done"].value() == "yes"
    assert line["done_on"].value() == date(2026, 10, 9)
    assert line["document"].value() == "某文件"


def test_a_line_shows_what_is_wanted_and_what_was_reported_before() -> None:
    assignment = make_assignment()
    september = make_report(period=make_period("2026-09"))
    before = Measurement(report=september, assignment=assignment, value=Decimal(15))
    line = LineForm(assignment, Period.usual("2026-10"), None, None, before)
    assert (line.goal_text, line.previous_text) == ("≥22 所", "15 所")
    assert LineForm(assignment, Period.usual("2026-10"), None, None, None).previous_text == "—"


def make_form(typed: dict[str, str], assignment: Assignment | None = None) -> ReportForm:
    data = QueryDict(mutable=True)
    data.update({"version": "0"} | typed)
    return ReportForm(
        make_report(), [assignment] if assignment else [], None, data, MultiValueDict()
    )


def test_a_draft_needs_no_words_and_a_report_handed_in_does() -> None:
    assert make_form({"progress": ""}).is_valid()
    form = make_form({"progress": " ", "submit": "1"})
    assert not form.is_valid()
    assert form.errors["progress"] == ["请填写“进展情况”后再提交。"]


@pytest.mark.parametrize("field", ["progress", "problems", "next_steps"])
def test_a_text_of_five_thousand_letters_is_taken_and_a_longer_one_comes_back(field: str) -> None:
    assert make_form({field: "长" * 5000}).is_valid()
    form = make_form({field: "长" * 5001})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert form[field].value() == "长" * 5001


def test_a_length_is_what_a_person_counts() -> None:
    lines = "\r\n".join(["长"] * 2500)
    assert make_form({"progress": lines}).is_valid()
    assert make_form({"progress": "𠮷" * 5000}).is_valid()
    form = make_form({"progress": "𠮷\r\n" * 2500 + "长"})
    assert form.errors == {"progress": ["最多 5000 字，现有 5001 字，请删减。"]}


@pytest.mark.parametrize("text", ["\u200b", "\ufeff \u3000\u00a0", "\u2060\n\u200d"])
def test_a_text_without_anything_to_see_is_none(text: str) -> None:
    form = make_form({"progress": text, "submit": "1"})
    assert form.errors == {"progress": ["请填写“进展情况”后再提交。"]}


def test_a_text_is_taken_as_typed() -> None:
    form = make_form({"progress": "=HYPERLINK(1)\r\n第二行", "problems": "<b>粗</b>"})
    assert form.is_valid()
    assert form.entry().texts == {
        "progress": "=HYPERLINK(1)\n第二行",
        "problems": "<b>粗</b>",
        "next_steps": "",
    }


def test_a_wrong_line_makes_the_form_wrong() -> None:
    assignment = make_assignment()
    form = make_form({f"line-{assignment.pk}-value": "-4"}, assignment)
    assert not form.is_valid()
    assert (form.has_errors, dict(form.errors)) == (True, {})


def test_after_its_own_saving_a_form_goes_on_from_the_new_version() -> None:
    form = make_form({"version": "3", "progress": "新写"})
    form.go_on_from(4, "progress:0a1b")
    assert (form.version, form.opened, form["progress"].value()) == ("4", "progress:0a1b", "新写")


def test_a_reason_is_words() -> None:
    assert ReasonForm({"reason": "数据有误。"}).is_valid()
    for reason in ("", "  ", "长" * 501):
        assert not ReasonForm({"reason": reason}).is_valid()


def test_a_rating_is_one_of_the_four() -> None:
    assignment = make_assignment(make_target(measure=Measure.RATING))
    name = f"rating-{assignment.pk}"
    form = RatingsForm({assignment: ""}, {name: "behind"})
    assert form.is_valid()
    assert form.ratings() == {assignment.pk: "behind"}
    assert RatingsForm({assignment: ""}, {name: "excellent"}).is_valid() is False
    missing = RatingsForm({assignment: ""}, {})
    assert not missing.is_valid()
    assert missing.errors[name] == ["请选择评定结果。"]


def test_the_last_rating_is_shown_and_none_is_chosen_beforehand() -> None:
    assignment = make_assignment(make_target(measure=Measure.RATING))
    (judging,) = RatingsForm({assignment: "滞后"}).judgings
    assert (judging.target, judging.before) == (assignment.target, "滞后")
    assert judging.field.value() is None
