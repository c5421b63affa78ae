"""The plan's data say what the annex prints, and each hard sentence is read as agreed."""

import itertools
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from departments.models import County, Department
from projects.models import (
    Assignment,
    Checkpoint,
    CrossCheck,
    ExplainedSentence,
    Plan,
    Project,
    Responsibility,
    Target,
)

ANNEX = Path(__file__).with_name("annex.txt")
COUNTIES = ["榕城区", "揭东区", "揭西县", "惠来县", "普宁市"]
LEADS = ["市教育局", *(f"{county}人民政府" for county in COUNTIES)]

Row = tuple[str, str, str]


pytestmark = pytest.mark.usefixtures("plan")


def read_annex() -> dict[int, Row]:
    """Join what the page breaks cut, and drop tags and the spaces that stand by figures.

    A line without a number goes on with any column of the row before it; in row 18 with all.
    """
    joined: dict[int, list[str]] = {}
    number = 0
    for line in ANNEX.read_text(encoding="utf-8").splitlines():
        first, *cells = line.split("\t")
        if len(cells) != 3 or first in {"序号", "--"}:
            continue
        if first:
            number = int(first)
            joined[number] = cells
        else:
            joined[number] = [a + b for a, b in zip(joined[number], cells, strict=True)]
    return {
        number: (cells[0], clean(cells[1]), clean(cells[2])) for number, cells in joined.items()
    }


def clean(cell: str) -> str:
    figures_joined = re.sub(r" *(\d+(?:[-.]\d+)*%?) *", r"\1", cell)
    return figures_joined.replace("<p>", "").replace("</p>", "")


def supporters(responsibility_text: str) -> list[str]:
    """The supporting bodies of a responsibility column, each with its share of a 市."""
    _, _, listed = responsibility_text.partition("牵头")
    listed = listed.removesuffix("按职责分工负责").removesuffix("等单位")
    names = [name for name in re.split("[、，,]", listed) if name]
    own = {"市场监管局": "市市场监管局", "住房城乡建设局": "市住房和城乡建设局", "团市委": "团市委"}
    return [own.get(name, name if name.startswith("市") else f"市{name}") for name in names]


def target(code: str) -> Target:
    project, number = code.split("-")
    return Target.objects.get(project__number=project, number=number)


def checkpoints(code: str) -> list[tuple[str, Decimal | None, bool]]:
    rows = target(code).checkpoints.values_list("due", "target_value", "is_inferred")
    return [(f"{due}", target_value, is_inferred) for due, target_value, is_inferred in rows]


def test_every_project_reads_as_the_annex_prints_it() -> None:
    rows = Project.objects.values_list("number", "name", "text", "responsibility_text")
    assert {number: (name, text, who) for number, name, text, who in rows} == read_annex()


def test_cuts_tags_and_spaces_of_the_annex_are_mended() -> None:
    projects = {project.number: project for project in Project.objects.all()}
    assert projects[18].name == "实施基础教育课程教学改革"
    assert "发挥乡土文化优势禀赋" in projects[18].text
    assert projects[4].responsibility_text.endswith("市人力资源社会保障局按职责分工负责")
    assert "走教”制度完善，通过跨校兼课" in projects[11].text
    assert "促进企业需求融入人才培养各环节" in projects[22].text
    assert "到2025年，揭东区建成至少6个城乡教育共同体" in projects[12].text
    assert "保持在99%以上" in projects[14].text
    assert "“学宪法 讲宪法”系列活动" in projects[16].text
    assert "选优配强乡村校(园)长,严把" in projects[5].text
    assert not any("<" in project.text for project in projects.values())
    assert [n for n, project in projects.items() if re.search(r"\d | \d", project.text)] == []


def test_plan_is_the_document_of_2023() -> None:
    plan = Plan.objects.get()
    assert plan.title == "揭阳市“百县千镇万村高质量发展工程”教育行动方案（2023—2027年）"
    assert plan.document_number == "揭府办函〔2023〕58号"
    assert [f"{day}" for day in (plan.issued_on, plan.start, plan.end)] == [
        "2023-09-04",
        "2023-09-04",
        "2027-12-31",
    ]


def test_counties_are_the_five_of_the_city() -> None:
    rows = County.objects.values_list("code", "name", "subdistricts", "population")
    assert list(rows) == [
        ("445202", "榕城区", 11, 931800),
        ("445203", "揭东区", 2, 931700),
        ("445222", "揭西县", 1, 674900),
        ("445224", "惠来县", 0, 1040800),
        ("445281", "普宁市", 7, 1998600),
    ]
    assert [county.rural_towns for county in County.objects.all()] == [3, 11, 16, 15, 19]


def test_departments_are_the_bureau_five_governments_and_21_municipal_bodies() -> None:
    kinds = Counter(Department.objects.values_list("kind", flat=True))
    assert kinds == {"bureau": 1, "county": 5, "municipal": 21}
    rows = Department.objects.values_list("code", "name", "order")[:7]
    assert list(rows) == [
        ("education", "市教育局", 1),
        ("rongcheng", "榕城区人民政府", 11),
        ("jiedong", "揭东区人民政府", 12),
        ("jiexi", "揭西县人民政府", 13),
        ("huilai", "惠来县人民政府", 14),
        ("puning", "普宁市人民政府", 15),
        ("staffing-office", "市委编办", 21),
    ]
    governments = Department.objects.of_counties()
    assert [government.county.name for government in governments if government.county] == COUNTIES


def test_bureau_and_five_governments_lead_every_project_and_others_support_as_listed() -> None:
    for number, (_, _, text) in read_annex().items():
        rows = Responsibility.objects.filter(project__number=number).order_by("order")
        named = [(row.department.name, str(row.role)) for row in rows]
        expected = [(name, "lead") for name in LEADS]
        expected += [(name, "support") for name in supporters(text)]
        assert named == expected


def test_supporting_departments_share_their_list_s_city_prefix() -> None:
    listed = {
        13: "",
        14: "市民政局 市卫生健康局 市残联",
        15: "市公安局 市民政局 市住房和城乡建设局 市交通运输局 市文化广电旅游体育局 "
        "市卫生健康局 市市场监管局 团市委",
        16: "市中级人民法院 市人民检察院 市公安局 市司法局",
        20: "",
    }
    supports = Responsibility.objects.filter(role="support").order_by("order")
    for number, names in listed.items():
        rows = supports.filter(project__number=number)
        assert [row.department.name for row in rows] == names.split()


def test_number_of_targets_of_each_project() -> None:
    counted = Counter(Target.objects.values_list("project__number", flat=True))
    assert [counted[number] for number in range(1, 23)] == [
        1, 6, 4, 2, 3, 12, 1, 3, 7, 9, 3, 4, 3, 6, 5, 2, 3, 1, 1, 5, 4, 2,
    ]  # fmt: skip
    assert counted.total() == 87
    assert Checkpoint.objects.count() == 88
    assert Assignment.objects.count() == 376
    assert ExplainedSentence.objects.count() == 11
    assert Responsibility.objects.count() == 189


def test_every_target_is_named_shortly_and_says_how_to_count() -> None:
    for each in Target.objects.all():
        assert 4 <= len(each.name) <= 24
        assert each.counting.endswith("。")
        assert each.unit == ("%" if each.is_ratio else each.unit)
        assert (each.unit == "项") == (each.is_milestone or each.is_rating)


def test_every_figure_says_as_of_which_day_and_every_share_of_what() -> None:
    for each in Target.objects.filter(measure__in=("count", "ratio")):
        days = [day for day in ("报告期末", "最近一次教育事业统计") if day in each.counting]
        assert (each.code, days != []) == (each.code, True)
        parts = each.is_ratio and not ("分子" in each.counting and "分母" in each.counting)
        assert (each.code, parts) == (each.code, False)


def test_what_starts_again_with_each_cycle_says_so() -> None:
    words = {"each_year": "自然年", "each_school_year": "学年", "each_semester": "学期"}
    for each in Target.objects.filter(rhythm__in=words):
        assert f"本{words[each.rhythm]}" in each.counting


def test_spans_overlap_only_where_one_phrase_promises_two_things() -> None:
    overlapping = set()
    for project in Project.objects.prefetch_related("targets"):
        spans = sorted((each.start, each.end, each.code) for each in project.targets.all())
        for (_, end, code), (start, _, other) in itertools.pairwise(spans):
            if start < end:
                overlapping.add((code, other))
    assert overlapping == {("2-5", "2-6")}


END, INFERRED, STATED = "2027-12-31", True, False


HARD: dict[str, tuple[str, list[tuple[str, int | None, bool]]]] = {
    # 全面消除: none may be left
    "2-5": ("count at_most once each_county 个", [(END, 0, INFERRED)]),
    "2-6": ("count at_most once each_county 所", [(END, 0, INFERRED)]),
    "15-2": ("count at_most once each_county 栋", [("2024-12-31", 0, STATED)]),
    "15-4": ("count at_most maintain each_county 个", [(END, 0, INFERRED)]),
    "15-5": ("count at_most once each_county 个", [(END, 0, INFERRED)]),
    "20-1": ("count at_most once each_county 所", [("2025-12-31", 0, STATED)]),
    # a share of the towns, or of the schools
    "2-2": ("ratio at_least once each_county %", [("2025-12-31", 100, STATED)]),
    "2-3": ("ratio at_least once each_county %", [("2025-12-31", 100, STATED)]),
    "11-1": ("ratio at_least once each_county %", [("2025-12-31", 100, STATED)]),
    "14-1": ("ratio at_least once each_county %", [(END, 100, INFERRED)]),
    "15-3": ("ratio at_least once each_county %", [("2024-12-31", 100, STATED)]),
    "10-2": ("ratio at_least once each_county %", [("2024-12-31", 100, STATED)]),
    "6-7": ("ratio at_least once each_county %", [("2025-12-31", 100, STATED)]),
    "6-9": ("ratio at_least once each_county %", [("2025-12-31", 100, STATED)]),
    "5-2": ("ratio at_least once each_county %", [(END, 50, STATED)]),
    "20-5": ("ratio at_least once city %", [(END, 80, STATED)]),
    # each county, and one city number
    "2-4": ("count at_least once each_county 所", [("2025-12-31", 1, STATED)]),
    "20-3": ("count at_least once each_county 所", [(END, 1, STATED)]),
    "3-1": ("ratio at_least once each_county %", [(END, 100, INFERRED)]),
    "3-2": ("count at_least once pooled 所", [(END, 22, INFERRED)]),
    "3-3": ("count at_least once pooled 个", [(END, 40, INFERRED)]),
    "3-4": ("ratio at_least once city %", [(END, 100, INFERRED)]),
    "13-2": ("count at_least once city 个", [(END, 2, INFERRED)]),
    "13-3": ("count at_least once pooled 个", [(END, 10, INFERRED)]),
    "15-1": ("count at_least once pooled 所", [(END, 158, INFERRED)]),
    "9-5": ("count at_least once city 个", [(END, 1, INFERRED)]),
    "9-6": ("count at_least once city 所", [(END, 8, INFERRED)]),
    "20-4": ("count at_least once city 所", [("2025-12-31", 2, STATED)]),
    "21-2": ("count at_least once city 个", [("2025-12-31", 2, STATED)]),
    "21-3": ("count at_least once city 个", [("2025-12-31", 8, STATED)]),
    "22-2": ("count at_least once city 所", [(END, 2, INFERRED)]),
    # two checkpoints; less than; about
    "19-1": (
        "ratio at_least once city %",
        [("2023-12-31", 80, STATED), ("2025-12-31", 100, STATED)],
    ),
    "10-6": ("ratio below once each_county %", [(END, 15, STATED)]),
    "20-2": ("count about once city 人", [("2025-12-31", 3000, STATED)]),
    # what must hold, and what comes round again
    "14-3": ("ratio at_least maintain pooled %", [(END, 99, INFERRED)]),
    "14-4": ("ratio at_least maintain pooled %", [(END, 96, INFERRED)]),
    "14-5": ("ratio at_least maintain pooled %", [(END, 96, INFERRED)]),
    "14-6": ("ratio at_least maintain pooled %", [(END, 97, INFERRED)]),
    "5-1": ("count at_most maintain each_county 人", [(END, 0, INFERRED)]),
    "8-3": ("ratio at_least maintain each_county %", [(END, 30, INFERRED)]),
    "5-3": ("count at_least each_year city 场", [(END, 1, INFERRED)]),
    "6-4": ("count at_least each_semester each_county 次", [(END, 2, INFERRED)]),
    "6-5": ("count at_least each_semester each_county 次", [(END, 1, INFERRED)]),
    "6-6": ("ratio at_least each_school_year each_county %", [(END, 80, INFERRED)]),
    "17-2": ("count at_least each_semester each_county 次", [(END, 1, INFERRED)]),
    "17-3": ("count at_least each_year city 次", [(END, 1, INFERRED)]),
    # plans to be made
    "2-1": ("milestone at_least once each_county 项", [("2023-10-31", None, STATED)]),
    "9-1": ("milestone at_least once city_and_each_county 项", [("2023-10-31", None, STATED)]),
    "10-1": ("milestone at_least once each_county 项", [("2023-10-31", None, STATED)]),
    "12-1": ("milestone at_least once each_county 项", [("2023-10-31", None, STATED)]),
    "13-1": ("milestone at_least once each_county 项", [("2023-12-31", None, INFERRED)]),
    # a date at the head of the sentence holds for its later parts
    "9-7": ("ratio at_least once city_and_each_county %", [("2023-10-31", 100, STATED)]),
    "10-9": ("ratio at_least once each_county %", [("2023-10-31", 100, STATED)]),
    "11-3": ("rating at_least once each_county 项", [("2025-12-31", None, STATED)]),
    "21-4": ("rating at_least once each_county 项", [("2025-12-31", None, STATED)]),
    # one phrase with three promises; what must grow from year to year
    "6-10": ("milestone at_least each_year each_county 项", [("2025-12-31", None, STATED)]),
    "6-11": ("rating at_least once each_county 项", [("2025-12-31", None, STATED)]),
    "6-12": ("rating at_least once each_county 项", [("2025-12-31", None, STATED)]),
    "10-8": ("milestone at_least each_school_year each_county 项", [(END, None, STATED)]),
    # what is worked off in each cycle, and what runs for years
    "14-2": ("ratio at_least each_semester each_county %", [(END, 100, INFERRED)]),
    "6-1": ("ratio at_least maintain each_county %", [(END, 100, INFERRED)]),
    "6-2": ("ratio at_least once city_and_each_county %", [(END, 100, INFERRED)]),
    "1-1": ("rating at_least once city_and_each_county 项", [(END, None, INFERRED)]),
}


def test_hard_sentences_are_read_as_agreed() -> None:
    read = {}
    for code in HARD:
        each = target(code)
        words = (each.measure, each.bound, each.rhythm, each.scope, each.unit)
        read[code] = (" ".join(map(str, words)), checkpoints(code))
    assert read == HARD


def test_jiedong_owes_six_communities_and_every_other_county_one() -> None:
    assert checkpoints("12-3") == [("2025-12-31", Decimal(1), STATED)]
    rows = target("12-3").assignments.values_list("department__county__name", "target_value")
    assert dict(rows) == dict.fromkeys(COUNTIES) | {"揭东区": 6}


def test_shares_of_towns_have_the_county_s_towns_as_denominator() -> None:
    for code in ("2-2", "2-3", "11-1", "14-1"):
        rows = target(code).assignments.values_list("department__county__name", "denominator")
        assert list(rows) == list(zip(COUNTIES, [3, 11, 16, 15, 19], strict=True))


def test_only_shares_of_towns_have_a_fixed_denominator_and_only_jiedong_its_own_goal() -> None:
    assert Assignment.objects.filter(denominator__isnull=False).count() == 4 * len(COUNTIES)
    assert Assignment.objects.filter(target_value__isnull=False).count() == 1
    assert not Assignment.objects.filter(baseline__isnull=False).exists()


def test_all_five_counties_are_large_enough_for_a_special_school() -> None:
    assert target("2-4").minimum_population == 200_000
    assert Target.objects.filter(minimum_population__isnull=False).count() == 1
    assert not Assignment.objects.exclude(exemption_reason="").exists()


def test_tolerance_of_about_3000_is_the_bureau_s_and_says_so() -> None:
    assert target("20-2").tolerance == 300
    assert "由市教育局设定" in target("20-2").counting
    assert Target.objects.exclude(tolerance=0).count() == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1-1", "名称中的年份是该方案自己的实施期，不是本方案写明的时限"),
        ("5-2", "“以下”含本数"),
        ("20-1", "正好1200人的已达标准，因此不计"),
        ("6-1", "按“须安排”考核安排是否落实到人"),
        ("6-2", "“5年”指方案的2023—2027年五个年度"),
        ("6-6", "分母按全学年计算"),
        ("6-9", "滚动计算，不因学年更替归零"),
        ("13-1", "到方案结束才制定即失去意义"),
        ("14-2", "学期结束时应达到100%"),
    ],
)
def test_doubtful_readings_say_why(code: str, words: str) -> None:
    assert words in target(code).counting


def test_sums_that_the_plan_s_figures_must_fit() -> None:
    rows = CrossCheck.objects.select_related("target__project", "part__project")
    assert [(row.target.code, str(row.relation), row.part.code) for row in rows] == [
        ("2-5", "equal", "15-4"),
        ("2-5", "equal", "15-5"),
        ("13-2", "at_most", "13-3"),
    ]


def test_only_gross_rates_and_retention_may_exceed_100_percent() -> None:
    exceeding = [each.code for each in Target.objects.filter(can_exceed=True)]
    assert exceeding == ["14-3", "14-4", "14-5"]


def test_counties_report_three_figures_on_project_3_in_this_order() -> None:
    puning = Assignment.objects.filter(target__project__number=3, department__code="puning")
    assert [row.target.name for row in puning] == [
        "多媒体教室上网率",
        "市级信息化中心学校",
        "信息化融合创新培育推广项目",
    ]


def test_every_target_s_reporters_are_those_of_its_scope() -> None:
    bodies = {
        "city": ["education"],
        "pooled": ["rongcheng", "jiedong", "jiexi", "huilai", "puning"],
    }
    bodies["each_county"] = bodies["pooled"]
    bodies["city_and_each_county"] = [*bodies["city"], *bodies["pooled"]]
    for each in Target.objects.all():
        assigned = each.assignments.order_by("department__order")
        assert [row.department.code for row in assigned] == bodies[each.scope]
