"""Files sent and taken off by the form's script, one by one, with an answer for each."""

from typing import Any

import pytest
from django.urls import reverse

from departments.models import AuditEntry
from reports.models import Evidence, Period, Report
from reports.workflow import transition
from tests.factories import PDF, make_department, make_evidence, make_officer
from tests.reports.form_client import FormClient, upload
from uploads.kinds import SIZE_LIMIT

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State
JSON = {"Accept": "application/json"}


def send(form_client: FormClient, **data: Any) -> Any:
    return form_client.client.post(
        reverse("report_attach", args=["2026-10", form_client.project.number]), data, headers=JSON
    )


def remove(form_client: FormClient, file: Evidence) -> Any:
    return form_client.client.post(reverse("evidence_delete", args=[file.pk]), headers=JSON)


def test_a_file_is_kept_and_shown_with_its_addresses() -> None:
    form_client = FormClient()
    report = form_client.report()
    response = send(form_client, file=upload("批复.pdf"))
    file = Evidence.objects.get()
    assert (response.status_code, file.report, file.uploaded_by) == (
        201,
        report,
        form_client.officer,
    )
    assert response.json() == {
        "name": "批复.pdf",
        "size": f"{len(PDF)}\xa0字节",
        "open": f"/evidence/{file.pk}/",
        "remove": f"/reports/evidence/{file.pk}/delete/",
    }
    assert Report.objects.get().version == 0


def test_the_first_file_starts_the_report_and_the_form_goes_on_without_a_conflict() -> None:
    form_client = FormClient()
    form = form_client.client.get(form_client.address).context["form"]
    assert send(form_client, file=upload()).status_code == 201
    assert (Report.objects.get().state, Report.objects.get().progress) == (State.DRAFT, "")
    assert form_client.send(version=form.version, opened=form.opened).status_code == 302
    assert Report.objects.get().progress == "已开工。"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("改名.pdf", b"MZ\x90\0", "内容与扩展名不符"),
        ("程序.exe", b"MZ\x90\0", "类型不支持"),
        ("大.pdf", PDF + b"\0" * SIZE_LIMIT, "超过20 MB"),
        ("空.pdf", b"", "空文件"),
        ("长" * 150 + ".pdf", PDF, "文件名太长"),
    ],
)
def test_a_file_that_is_refused_gets_its_sentence_and_starts_no_report(
    name: str, content: bytes, sentence: str
) -> None:
    form_client = FormClient()
    response = send(form_client, file=upload(name, content))
    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert sentence in response.json()["sentence"]


@pytest.mark.parametrize("data", [{}, {"file": "只是文字"}])
def test_no_file_is_shown(data: dict[str, str]) -> None:
    response = send(FormClient(), **data)
    assert (response.status_code, response.json()) == (
        422,
        {"sentence": "没有收到文件，请重新选择。"},
    )


def test_a_locked_period_takes_no_file() -> None:
    form_client = FormClient()
    Period.objects.update(is_locked=True)
    response = send(form_client, file=upload())
    assert (response.status_code, Evidence.objects.count()) == (409, 0)
    assert "已锁定" in response.json()["sentence"]


def test_a_report_handed_in_takes_no_file() -> None:
    form_client = FormClient()
    transition(form_client.report(), "submit", form_client.officer)
    response = send(form_client, file=upload())
    assert (response.status_code, Evidence.objects.count()) == (409, 0)
    assert response.json() == {"sentence": "这份报告已提交，不能再添加材料。"}


@pytest.mark.parametrize(
    "address", ["/reports/2030-01/project/1/files/", "/reports/2026-10/project/99/files/"]
)
def test_what_does_not_exist_takes_no_file(address: str) -> None:
    assert FormClient().client.post(address, {"file": upload()}).status_code == 404


def test_a_file_is_taken_off_with_an_answer_and_a_row() -> None:
    form_client = FormClient()
    file = make_evidence(form_client.report(), "批复.pdf")
    response = remove(form_client, file)
    assert (response.status_code, response.json()) == (200, {"sentence": "已移除“批复.pdf”。"})
    assert Evidence.objects.count() == 0
    assert [row.action for row in AuditEntry.objects.all()] == ["移除佐证材料"]
    assert remove(form_client, file).status_code == 404


def test_a_file_of_a_report_handed_in_is_not_taken_off() -> None:
    form_client = FormClient()
    file = make_evidence(form_client.report())
    transition(file.report, "submit", make_officer(department=form_client.county))
    assert (remove(form_client, file).status_code, Evidence.objects.count()) == (403, 1)


def test_a_file_for_the_department_one_stood_in_for_is_not_kept_for_one_s_own() -> None:
    form_client = FormClient()
    response = send(form_client, file=upload(), department=make_department().pk)
    assert (response.status_code, Report.objects.count()) == (409, 0)
    assert "您已切换填报的部门" in response.json()["sentence"]
