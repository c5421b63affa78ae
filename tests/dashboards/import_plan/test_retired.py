"""import_plan takes what has figures out of the plan from a day on; the days before keep it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboards.snapshots.cache import clear_cache, snapshot_for
from departments.models import Department, Officer
from projects.models import Assignment, Plan, Project, Responsibility, Target
from projects.terms.amending import terms_on
from projects.terms.content import load_content
from reports.comparison import report_lines
from reports.excel_form.layout import rows_of
from reports.excel_form.row_key import SheetKind
from reports.fillable import fillable_reports
from reports.models import Period, Report
from tests.dashboards.import_plan.plan_book import (
    Book,
    brought,
    explain,
    faults,
    make_request,
    run,
)
from tests.factories import make_measurement, make_officer, make_period, make_report

YESTERDAY, TODAY = date(2026, 11, 25), date(2026, 11, 26)
NAME = "市级信息化中心学校"
pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]


@pytest.fixture
def figure(plan: Plan) -> Assignment:
    """The assignment 3-2 puning with an approved figure."""
    assignment = Assignment.objects.get(
        target__project__number=3, target__number=2, department__code="puning"
    )
    report = make_report(
        assignment.target.project,
        assignment.department,
        make_period("2026-10"),
        state=Report.State.APPROVED,
    )
    make_measurement(report, assignment, 4)
    return assignment


def answers(plan: Plan, *days: date) -> list[str]:
    """What the pages of some days say of targets and those who report them."""
    clear_cache()
    snapshots = [snapshot_for(plan, day) for day in days]
    return [repr((item.targets, item.assignments, item.city)) for item in snapshots]


def page(role: str, department: Department, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(make_officer(role, department))
    response = client.get(address)
    return response.status_code, response.content.decode()


def asked(department: Department, period: Period) -> list[str]:
    """The targets of project 3 that a department's form of a period asks for."""
    reporter = make_officer(Officer.Role.REPORTER, department)
    (fillable,) = fillable_reports(reporter, department, period, 3)
    return [assignment.target.name for assignment in fillable.reported]


def test_a_target_with_approved_figures_is_retired(
    book: Book, plan: Plan, figure: Assignment
) -> None:
    past = (date(2026, 10, 31), date(2026, 11, 10), YESTERDAY)
    before = answers(plan, *past)
    book.remove_target(3, 2)
    explain(book, 3, 2)
    book.saved()

    tried = run(book.path, "--dry-run")
    assert "3-2 全市：红·严重滞后 → 不再考核" in tried
    assert "3-2 普宁市：计入合计 → 不再考核" in tried
    assert tried[-1] == "试运行，没有写入任何内容。"
    assert "3 2" in load_content(plan)["目标"]
    assert run(book.path)[:-1] == tried[:-1]

    assert "3 2" not in load_content(plan)["目标"]
    assert answers(plan, *past) == before
    assert 2 not in {item.target for item in snapshot_for(plan, TODAY).targets if item.project == 3}


def test_forms_and_pages_of_later_days_do_not_ask_for_it(
    book: Book, plan: Plan, figure: Assignment
) -> None:
    period = make_period("2026-11")
    form = reverse("report_edit", args=["2026-11", 3])
    target = reverse("target_detail", args=[3, 2])
    puning = figure.department
    assert NAME in page(Officer.Role.REPORTER, puning, form)[1]
    assert NAME in asked(puning, period)
    book.remove_target(3, 2)
    explain(book, 3, 2)

    brought(book)

    assert asked(puning, period) == ["多媒体教室上网率", "信息化融合创新培育推广项目"]
    status, body = page(Officer.Role.REPORTER, puning, form)
    assert (status, NAME in body) == (200, False)
    for address in (reverse("worklist"), reverse("calendar")):
        status, body = page(Officer.Role.REPORTER, puning, address)
        assert (status, NAME in body) == (200, False)
    status, body = page(Officer.Role.LEADER, puning, target)
    assert status == 404
    assert "该目标自2026-11-26起不再考核" in body
    assert 'href="/plan-changes/?document=' in body
    assert "揭府办函〔2026〕9号</a>" in body
    assert "会议研究同意。" in body
    assert f'href="?as_of={YESTERDAY}"' in body
    status, body = page(Officer.Role.LEADER, puning, f"{target}?as_of={YESTERDAY}")
    assert status == 200
    assert NAME in body


def test_a_city_target_is_handed_over_by_the_bureau(book: Book, plan: Plan) -> None:
    finance = Department.objects.get(code="finance")
    book.put("责任分工", (3, "finance"), 分工="牵头")
    book.put("任务分解", (3, 4, "education"), 部门代号="finance")

    lines = brought(book)

    assert "任务分解 3-4 市教育局：删除" in lines
    assert "任务分解 3-4 市财政局：新增" in lines
    period = make_period("2026-11")
    assert asked(finance, period) == ["应用数字教材的中小学校"]
    bureau = Department.objects.get(code="education")
    assert "应用数字教材的中小学校" not in asked(bureau, period)


def test_its_sentence_needs_a_reason(book: Book, plan: Plan) -> None:
    book.remove_target(5, 2)

    (line,) = faults(book)

    sentence = "到2027年,力争县域内45岁以下乡村校长达到50%以上。"
    start = Project.objects.get(number=5).text.index(sentence)
    assert line == (
        f"工作表“不设目标的语句”：项目5原文中的“{sentence}”（起始位置 {start}，"
        f"结束位置 {start + len(sentence)}）既没有目标，也不在本表中。"
        "请增加目标；目标已撤销、不再设目标的，请在本表另起一行列出这一句，写明不设目标的理由。"
    )
    book.add("不设目标的语句", 5, start, sentence, start + len(sentence), "不再考核。")
    assert brought(book)[-1].startswith("已登记方案调整")


def test_an_assignment_with_figures_is_taken_away(
    book: Book, plan: Plan, figure: Assignment
) -> None:
    before = answers(plan, YESTERDAY)
    book.remove("任务分解", 3, 2, "puning")

    assert "3-2 普宁市：计入合计 → 不再考核" in brought(book)

    assert answers(plan, YESTERDAY) == before
    assert "3 2 puning" not in load_content(plan)["任务分解"]
    assert "3 2 puning" in terms_on(plan, YESTERDAY)["任务分解"]


def test_a_target_whose_extension_was_asked_for_goes_with_its_checkpoint(
    book: Book, plan: Plan, figure: Assignment
) -> None:
    request = make_request(figure)
    book.remove_target(3, 2)
    explain(book, 3, 2)

    brought(book)

    assert "3 2 1" not in load_content(plan)["节点"]
    request.refresh_from_db()
    assert request.checkpoint_id == terms_on(plan, YESTERDAY)["节点"]["3 2 1"]["id"]


def test_the_number_of_a_target_whose_extension_was_asked_for_is_taken(
    book: Book, plan: Plan, figure: Assignment
) -> None:
    make_request(figure)
    Target.objects.filter(pk=figure.target_id).update(ended_on=TODAY)

    assert faults(book)[-1] == (
        "工作表“目标”第10行“目标序号”：这个序号用于撤销的目标，已有部门申请过延期，"
        "请用下一个目标序号（5）增加。"
    )


def test_a_target_without_figures_is_taken_up_again(book: Book, plan: Plan) -> None:
    before = load_content(plan)
    target = Target.objects.get(project__number=3, number=2)
    Target.objects.filter(pk=target.pk).update(ended_on=TODAY)
    target.assignments.update(ended_on=TODAY)

    brought(book)

    now = load_content(plan)
    (checkpoint,) = target.checkpoints.all()
    before["节点"]["3 2 1"]["id"] = checkpoint.pk
    assert now == before


def test_the_number_of_a_retired_target_takes_no_other_measure(
    book: Book, plan: Plan, figure: Assignment
) -> None:
    Target.objects.filter(pk=figure.target_id).update(ended_on=TODAY)
    book.put("目标", (3, 2), 计量方式="比率")

    lines = faults(book)

    assert [line for line in lines if "计量方式" in line] == [
        (
            "工作表“目标”第10行“计量方式”：已有填报的数据，不能改变计量方式。请按方案调整登记："
            "删除原目标的各行，另起一行，用下一个目标序号（5）增加新目标。"
        )
    ]


def test_a_project_is_no_longer_carried_out(book: Book, plan: Plan) -> None:
    for key in book.keys("责任分工"):
        if key[0] == 7:
            book.remove("责任分工", *key)
    numbers = Target.objects.filter(project__number=7).values_list("number", flat=True)
    for number in numbers:
        book.remove_target(7, number)
        explain(book, 7, number)

    brought(book)

    project = Project.objects.get(number=7)
    assert not Responsibility.objects.current().filter(project=project).exists()
    education = Department.objects.get(code="education")
    address = reverse("project_detail", args=[7])
    assert page(Officer.Role.LEADER, education, address)[0] == 200
    assert page(Officer.Role.LEADER, education, reverse("overview"))[0] == 200


@pytest.mark.parametrize("whole", [True, False])
def test_a_form_of_before_says_since_when_and_by_which_document_it_does_not_ask(
    book: Book, plan: Plan, figure: Assignment, whole: bool
) -> None:
    report = figure.measurements.get().report
    later = figure.target.project.targets.get(number=3).assignments.get(department__code="puning")
    if whole:
        book.remove_target(3, 2)
        explain(book, 3, 2)
    else:
        book.remove("任务分解", 3, 2, "puning")
        book.remove("任务分解", 3, 3, "puning")
    report.period.due = date(2026, 11, 5)
    brought(book)
    said = "方案调整，自2026-11-26起不再填报（揭府办函〔2026〕9号）"

    with CaptureQueriesContext(connection) as queries:
        lines = {line.assignment.pk: line for line in report_lines(report, None)}
    assert lines[figure.pk].assignment.ended_text == said
    assert (lines[later.pk].assignment.ended_text == said) is not whole
    loads = [query for query in queries if "planchange" in query["sql"]]
    assert len(loads) == 1

    status, body = page(Officer.Role.REVIEWER, figure.department, f"/reports/{report.pk}/")
    assert (status, said in body) == (200, True)
    Report.objects.filter(pk=report.pk).delete()
    reporter = make_officer(Officer.Role.REPORTER, figure.department)
    (fillable,) = fillable_reports(reporter, figure.department, report.period, 3)
    rows = {row.shown["目标"]: row.shown["怎么填"] for row in rows_of(SheetKind.FIGURE, [fillable])}
    assert rows[NAME] == f"不填：{said}"
    form = reverse("report_edit", args=["2026-10", 3])
    assert said in page(Officer.Role.REPORTER, figure.department, form)[1]


def test_search_finds_it_by_number_name_and_words_and_its_document(
    book: Book, plan: Plan, figure: Assignment
) -> None:
    book.remove_target(3, 2)
    explain(book, 3, 2)
    brought(book)
    client = Client()
    client.force_login(make_officer(Officer.Role.LEADER, figure.department))

    def hits(words: str, day: str = "") -> dict[str, list[str]]:
        clear_cache()
        response = client.get("/search/", {"q": words} | ({"as_of": day} if day else {}))
        return {
            group.key: [hit.address for hit in group.hits] for group in response.context["groups"]
        }

    target = reverse("target_detail", args=[3, 2])
    for words in ("3-2", NAME, figure.target.quote[:12]):
        assert target in hits(words)["targets"]
    assert hits("3-2", f"{YESTERDAY}")["targets"] == [f"{target}?as_of={YESTERDAY}"]
    number = "揭府办函〔2026〕9号"
    for words in (number, "揭府办函[2026]9号", "揭府办函（2026）9号", "会议研究"):
        (address,) = hits(words)["plan_changes"]
        (row,) = client.get(address).context["table"].rows
        assert row.record.document == number
