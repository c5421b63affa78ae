"""Evidence: kept with its report, seen with its report, taken off while in its author's hands."""

from hashlib import sha256

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from departments.exceptions import EditConflict
from departments.models import AuditEntry, Department, Officer
from reports.actions.evidence_files import attach, detach
from reports.models import Evidence, Report
from reports.workflow import transition
from tests.factories import (
    PDF,
    make_department,
    make_evidence,
    make_officer,
    make_report,
    make_responsibility,
)
from tests.html import leads_on
from tests.reports.form_client import FormClient, shown, upload
from uploads.kinds import DOCX

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

Role = Officer.Role
State = Report.State


def test_files_are_kept_with_the_report() -> None:
    form_client = FormClient()
    assert form_client.send(files=[upload("一.pdf"), upload("二.pdf", PDF * 2)]).status_code == 302
    assert [file.name for file in Evidence.objects.all()] == ["一.pdf", "二.pdf"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("改名.pdf", b"MZ\x90\0", "内容与扩展名不符"),
        ("大.pdf", PDF + b"\0" * 20 * 1024 * 1024, "超过20 MB"),
        ("空.pdf", b"", "空文件"),
    ],
)
def test_a_bad_file_is_shown_and_the_good_one_and_the_words_are_kept(
    name: str, content: bytes, sentence: str
) -> None:
    form_client = FormClient()
    response = form_client.send(submit="1", files=[upload(), upload(name, content)])
    assert (response.status_code, response["Location"]) == (302, form_client.address)
    report = Report.objects.get()
    assert (report.state, report.progress) == (State.DRAFT, "已开工。")
    assert [file.name for file in report.evidence.all()] == ["佐证.pdf"]
    assert sentence in form_client.client.get(form_client.address).content.decode()


def test_a_good_file_is_kept_though_a_figure_is_wrong_and_the_form_goes_on() -> None:
    form_client = FormClient()
    response = form_client.send(value="四所", files=[upload()])
    assert (response.status_code, response.context["form"].version) == (422, "1")
    assert [file.name for file in Evidence.objects.all()] == ["佐证.pdf"]
    assert shown(response, "progress") == "已开工。"
    assert form_client.send(version=1).status_code == 302
    assert (Report.objects.get().progress, form_client.figures()) == ("已开工。", ["4"])


def test_a_good_file_is_kept_with_a_draft_whose_figure_is_wrong() -> None:
    form_client = FormClient()
    report = form_client.report(version=3)
    response = form_client.send(version=3, value="四所", files=[upload()])
    assert (response.status_code, response.context["form"].version) == (422, "3")
    assert [file.report for file in Evidence.objects.all()] == [report]


def test_a_wrong_figure_without_a_file_starts_no_report() -> None:
    form_client = FormClient()
    form_client.send(value="四所", files=[upload("改名.pdf", b"MZ")])
    assert Report.objects.count() == 0


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def stored(file: Evidence) -> str:
    return str(file.file.name)


def download(file: Evidence) -> str:
    return reverse("evidence_download", args=[file.pk])


def preview(file: Evidence) -> str:
    return reverse("evidence_preview", args=[file.pk])


def removal(file: Evidence) -> str:
    return reverse("evidence_delete", args=[file.pk])


def test_a_file_is_kept_under_a_random_name_with_its_digest_and_a_row() -> None:
    report = make_report()
    file = attach(report, upload("揭阳.pdf"), "application/pdf", report.author, "10.0.0.7")
    assert (file.name, file.size, file.uploaded_by) == ("揭阳.pdf", len(PDF), report.author)
    assert (file.sha256, file.content_type) == (sha256(PDF).hexdigest(), "application/pdf")
    folder, group, name = stored(file).split("/")
    assert (folder, group, len(name)) == ("evidence", name[:2], 32)
    with default_storage.open(stored(file)) as kept:
        assert kept.read() == PDF
    row = AuditEntry.objects.get()
    assert (row.action, row.officer, row.client_ip) == ("添加佐证材料", report.author, "10.0.0.7")
    assert row.after == {"文件名": "揭阳.pdf", "字节数": len(PDF), "SHA-256": file.sha256}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ENDORSED, State.APPROVED])
def test_files_of_a_report_handed_in_stay_as_they_are(state: State) -> None:
    report = make_report(state=state)
    file = make_evidence(report)
    with pytest.raises(EditConflict):
        attach(report, upload(), "application/pdf", report.author, None)
    with pytest.raises(EditConflict):
        detach(file, report.author, None)
    assert signed_in(report.author).post(removal(file)).status_code == 403
    assert list(Evidence.objects.all()) == [file]
    assert AuditEntry.objects.count() == 0


def test_a_file_is_sent_as_an_attachment_under_its_own_name() -> None:
    file = make_evidence(make_report(), "揭阳 佐证.pdf")
    response = signed_in(file.uploaded_by).get(download(file))
    assert (response.status_code, response.getvalue()) == (200, PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%8F%AD")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "image/jpeg"])
def test_pictures_and_pdf_files_are_shown_in_the_page_of_the_report_alone(
    content_type: str,
) -> None:
    file = make_evidence(make_report(), "揭阳 佐证")
    Evidence.objects.update(content_type=content_type)
    client = signed_in(file.uploaded_by)
    response = client.get(preview(file))
    assert (response.status_code, response.getvalue()) == (200, PDF)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]

    page = client.get(reverse("report_detail", args=[file.report_id]))
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    element = "iframe" if content_type == "application/pdf" else "img"
    assert f'<{element} src="{preview(file)}"' in page.content.decode()


def test_other_files_are_only_downloaded() -> None:
    file = make_evidence(make_report(), "名单.docx")
    Evidence.objects.update(content_type=DOCX.types[".docx"])
    client = signed_in(file.uploaded_by)
    assert client.get(preview(file)).status_code == 404
    page = client.get(reverse("report_detail", args=[file.report_id])).content.decode()
    assert preview(file) not in page
    assert download(file) in page


@pytest.mark.parametrize("state", list(State))
def test_a_foreign_file_does_not_exist(state: State) -> None:
    file = make_evidence(make_report(state=state))
    other = make_department()
    make_responsibility(file.report.project, other)
    client = signed_in(make_officer(Role.REPORTER, other))
    assert client.get(download(file)).status_code == 404
    assert client.get(preview(file)).status_code == 404
    assert client.post(removal(file)).status_code == 404
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_files_are_not_for_the_site_s_own_officers(role: Role) -> None:
    file = make_evidence(make_report(state=State.APPROVED))
    assert signed_in(make_officer(role)).get(download(file)).status_code == 404


def test_a_municipal_department_reads_the_files_of_approved_reports_only() -> None:
    file = make_evidence(make_report(state=State.ENDORSED))
    finance = make_department(Department.Kind.MUNICIPAL)
    make_responsibility(file.report.project, finance)
    client = signed_in(make_officer(Role.REPORTER, finance))
    assert client.get(download(file)).status_code == 404
    transition(file.report, "approve", make_officer(Role.REVIEWER))
    response = client.get(download(file))
    assert (response.status_code, response.getvalue()) == (200, PDF)
    assert client.post(removal(file)).status_code == 403


def test_a_file_is_taken_off_with_a_row_and_from_the_disk(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    form_client = FormClient()
    file = make_evidence(form_client.report())
    with django_capture_on_commit_callbacks(execute=True):
        response = form_client.client.post(removal(file))
    assert (response.status_code, response["Location"]) == (302, form_client.address)
    assert (Evidence.objects.count(), default_storage.exists(stored(file))) == (0, False)
    assert [row.action for row in AuditEntry.objects.all()] == ["移除佐证材料"]


def test_a_file_taken_off_a_reopened_report_stays_with_the_approved_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file = make_evidence(make_report(state=State.APPROVED))
    revision = transition(file.report, "reopen", make_officer(Role.REVIEWER), reason="数据有误。")
    with django_capture_on_commit_callbacks(execute=True):
        detach(revision.evidence.get(), revision.author, None)
    assert list(Evidence.objects.all()) == [file]
    assert default_storage.exists(stored(file))


def test_only_a_reporter_takes_files_off() -> None:
    file = make_evidence(make_report())
    client = signed_in(make_officer(Role.APPROVER, file.report.department))
    assert client.post(removal(file)).status_code == 404
    assert Evidence.objects.count() == 1


def test_a_file_is_read_by_get_and_taken_off_by_post() -> None:
    file = make_evidence(make_report())
    client = signed_in(file.uploaded_by)
    assert client.post(download(file)).status_code == 405
    assert leads_on(client.get(removal(file)), "/reports/")
    assert Evidence.objects.count() == 1


def test_a_file_reads_by_its_name() -> None:
    assert str(make_evidence(make_report(), "批复.pdf")) == "批复.pdf"
