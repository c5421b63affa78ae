"""Files on their way in: whole or not at all, and the true cause is told."""

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from departments.models import AuditEntry
from projects.change_requests.models import ChangeRequest
from reports.actions.evidence_files import attach
from reports.models import Evidence, Report
from tests.factories import PDF, make_officer, make_period, make_report, moment
from tests.projects.change_requests.test_request_views import Counter
from tests.reports.form_client import FormClient, upload
from uploads.kinds import SIZE_LIMIT

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
NO_ROOM = "服务器磁盘空间不足，“佐证.pdf”没有保存。"
PETABYTE = 10**15


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Files of this test alone, in the days of reporting."""
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(moment(date(2026, 11, 3)), tick=False):
        yield tmp_path / "media"


def files_in(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def send(form_client: FormClient, **data: Any) -> Any:
    address = reverse("report_attach", args=["2026-10", form_client.project.number])
    return form_client.client.post(address, data, headers=JSON)


def test_a_stored_file_is_whole_private_and_leaves_nothing_in_incoming(media: Path) -> None:
    assert send(FormClient(), file=upload()).status_code == 201
    (kept,) = files_in(media)
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (PDF, 0o600)
    assert str(kept.relative_to(media)) == Evidence.objects.get().file.name
    assert (kept.parent.stat().st_mode & 0o777, list((media / "incoming").iterdir())) == (0o700, [])


def test_a_file_of_exactly_twenty_megabytes_is_kept_and_one_more_byte_is_shown(media: Path) -> None:
    form_client = FormClient()
    exact = PDF.ljust(SIZE_LIMIT, b"\0")
    assert send(form_client, file=upload("满.pdf", exact)).status_code == 201
    response = send(form_client, file=upload("过.pdf", exact + b"\0"))
    assert (response.status_code, Evidence.objects.get().size) == (422, SIZE_LIMIT)
    assert "“过.pdf”超过20 MB" in response.json()["sentence"]
    assert len(files_in(media)) == 1


# Room and the disk


def test_without_room_nothing_is_written_and_the_cause_is_shown(
    media: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DISK_RESERVE = PETABYTE
    response = send(FormClient(), file=upload())
    assert (response.status_code, Report.objects.count()) == (507, 0)
    assert response.json()["sentence"].startswith(NO_ROOM)
    assert files_in(media) == []
    assert f"{PETABYTE} kept free" in caplog.text


def test_without_room_a_form_keeps_its_words_and_is_not_handed_in(settings: Settings) -> None:
    settings.DISK_RESERVE = PETABYTE
    form_client = FormClient()
    response = form_client.send(submit="1", files=[upload()])
    assert (response.status_code, response["Location"]) == (302, form_client.address)
    report = Report.objects.get()
    assert (report.state, report.progress) == (Report.State.DRAFT, "已开工。")
    assert NO_ROOM in form_client.client.get(form_client.address).content.decode()


def test_without_room_a_request_keeps_its_words(settings: Settings) -> None:
    settings.DISK_RESERVE = PETABYTE
    response = Counter().send(files=[upload()])
    page = response.content.decode()
    assert (response.status_code, ChangeRequest.objects.count()) == (422, 0)
    assert NO_ROOM in page
    assert "浏览器不会保留选过的文件" in page
    assert response.context["form"]["reason"].value() in page


def test_without_room_a_filled_form_says_so(settings: Settings) -> None:
    settings.DISK_RESERVE = PETABYTE
    form_client = FormClient()
    address = reverse("excel_import", args=["2026-10"])
    response = form_client.client.post(address, {"file": upload("填报表.xlsx")})
    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert "服务器磁盘空间不足，“填报表.xlsx”没有保存。" in response.content.decode()


@pytest.fixture
def small_disk(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A true file system of 1 MB in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=True)
    settings.MEDIA_ROOT, settings.DISK_RESERVE = disk, 0
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")


@as_root
@pytest.mark.parametrize("checks_room", [True, False])
def test_a_full_disk_leaves_no_part_and_is_shown(
    small_disk: Path, checks_room: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not checks_room:
        # Somebody else takes the room between the check and the writing.
        monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=PETABYTE))
    form_client = FormClient()
    response = send(form_client, file=upload("佐证.pdf", PDF + b"\0" * 2_000_000))
    assert (response.status_code, Evidence.objects.count()) == (507, 0)
    assert response.json()["sentence"].startswith(NO_ROOM)
    assert files_in(small_disk) == []
    assert send(form_client, file=upload()).status_code == 201
    assert len(files_in(small_disk)) == 1


@as_root
def test_a_copy_that_does_not_fit_leaves_no_part(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("evidence/aa/whole", ContentFile(b"\0" * 2_000_000))
    assert files_in(small_disk) == []


def test_a_folder_that_cannot_be_written_is_shown_as_that(tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("in the way")
    with override_settings(MEDIA_ROOT=tmp_path / "no-folder"):
        response = send(FormClient(), file=upload())
    assert (response.status_code, Report.objects.count()) == (507, 0)
    assert response.json()["sentence"].startswith("服务器存储出错，“佐证.pdf”没有保存。")


def test_a_file_that_cannot_be_moved_is_shown_and_goes(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_number: int) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr("os.fsync", fail)
    form_client = FormClient()
    form_client.report()
    response = send(form_client, file=upload())
    assert (response.status_code, Evidence.objects.count()) == (507, 0)
    assert response.json()["sentence"].startswith("服务器存储出错")
    assert files_in(media) == []
    assert form_client.send(files=[upload()]).status_code == 302
    assert (
        "服务器存储出错，“佐证.pdf”没有保存。"
        in form_client.client.get(form_client.address).content.decode()
    )
    response = Counter().send(files=[upload()])
    assert (response.status_code, ChangeRequest.objects.count()) == (507, 0)


# Rows and files together


def test_a_file_whose_row_is_not_written_goes(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = make_report()

    def fail(**_fields: object) -> None:
        raise DatabaseError("the log is full")

    monkeypatch.setattr(AuditEntry.objects, "create", fail)
    with pytest.raises(DatabaseError):
        attach(report, upload(), "application/pdf", report.author, None)
    assert (Evidence.objects.count(), files_in(media)) == (0, [])


def test_files_of_a_request_that_fails_go_too(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter()
    monkeypatch.setattr("projects.change_requests.actions._audit", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        counter.send(files=[upload("一.pdf"), upload("二.pdf", PDF * 2)])
    assert (ChangeRequest.objects.count(), files_in(media)) == (0, [])


def test_what_killed_servers_left_is_swept_by_the_next_upload(media: Path) -> None:
    incoming = media / "incoming"
    incoming.mkdir(parents=True)
    old, new = incoming / "old", incoming / "new"
    for path, age in ((old, 3601), (new, 3599)):
        path.write_bytes(b"part")
        os.utime(path, (time.time() - age,) * 2)
    assert send(FormClient(), file=upload()).status_code == 201
    assert list(incoming.iterdir()) == [new]


# The same file again


def test_the_same_file_twice_in_one_report_is_shown_with_the_name_of_the_first(media: Path) -> None:
    form_client = FormClient()
    assert send(form_client, file=upload("批复.pdf")).status_code == 201
    response = send(form_client, file=upload("批复（副本）.pdf"))
    assert (response.status_code, Evidence.objects.count(), len(files_in(media))) == (409, 1, 1)
    assert response.json() == {
        "sentence": "“批复（副本）.pdf”与已添加的“批复.pdf”内容完全相同，没有重复添加。"
    }
    response = send(form_client, file=upload("批复.pdf"))
    assert response.json() == {"sentence": "“批复.pdf”已经添加过，内容完全相同，没有重复添加。"}


def test_the_same_file_twice_in_a_form_is_shown_and_its_words_are_kept(media: Path) -> None:
    form_client = FormClient()
    form_client.report()
    send(form_client, file=upload("批复.pdf"))
    sent = [upload("又一份.pdf"), upload("新.pdf", PDF * 2), upload("新（副本）.pdf", PDF * 2)]
    assert form_client.send(submit="1", files=sent).status_code == 302
    page = form_client.client.get(form_client.address).content.decode()
    assert "“又一份.pdf”与已添加的“批复.pdf”内容完全相同" in page
    assert "“新（副本）.pdf”与已添加的“新.pdf”内容完全相同" in page
    report = Report.objects.get()
    assert (report.state, report.progress) == (Report.State.DRAFT, "已开工。")
    assert [file.name for file in report.evidence.all()] == ["批复.pdf", "新.pdf"]
    assert len(files_in(media)) == 2


def test_a_repeated_file_is_shown_on_whatever_page_comes_next() -> None:
    form_client = FormClient()
    form_client.report()
    send(form_client, file=upload("批复.pdf"))
    told = "“又一份.pdf”与已添加的“批复.pdf”内容完全相同"
    wrong = form_client.send(value="四所", files=[upload("又一份.pdf")])
    assert (wrong.status_code, told in wrong.content.decode()) == (422, True)
    Report.objects.update(version=5, progress="别人写的。")
    choice = form_client.send(files=[upload("又一份.pdf")])
    assert (choice.status_code, told in choice.content.decode()) == (409, True)


def test_a_repeated_file_is_shown_when_the_last_report_is_carried_over() -> None:
    form_client = FormClient()
    make_report(
        form_client.project, form_client.county, make_period("2026-09"), state=Report.State.APPROVED
    )
    form_client.report(progress="")
    send(form_client, file=upload("批复.pdf"))
    response = form_client.send(carry="over-0", files=[upload("又一份.pdf")])
    assert response.status_code == 302
    page = form_client.client.get(form_client.address).content.decode()
    assert "已沿用" in page
    assert "“又一份.pdf”与已添加的“批复.pdf”内容完全相同" in page


def test_the_same_file_twice_in_a_request_is_shown_and_kept_once(media: Path) -> None:
    counter = Counter()
    response = counter.send(files=[upload("请示.pdf"), upload("请示（副本）.pdf")])
    asked = ChangeRequest.objects.get()
    assert [file.name for file in asked.files.all()] == ["请示.pdf"]
    page = counter.client.get(response.headers["Location"]).content.decode()
    assert "“请示（副本）.pdf”与已添加的“请示.pdf”内容完全相同" in page


def test_the_same_file_may_stand_in_two_reports(media: Path) -> None:
    for report in (make_report(), make_report()):
        attach(report, upload(), "application/pdf", report.author, None)
    assert (Evidence.objects.count(), len(files_in(media))) == (2, 2)


# How many, by whom, and under which names


def test_of_more_than_twenty_files_the_first_are_kept_and_the_others_shown() -> None:
    form_client = FormClient()
    sent = [upload(f"{number}.pdf", PDF + bytes([number])) for number in range(1, 23)]
    assert form_client.send(files=sent).status_code == 302
    report = Report.objects.get()
    assert (report.progress, report.evidence.count()) == ("已开工。", 20)
    page = form_client.client.get(form_client.address).content.decode()
    assert "一次最多上传 20 个文件，“21.pdf”没有收下，请再传一次。" in page
    assert "一次最多上传 20 个文件，“22.pdf”没有收下，请再传一次。" in page


def test_who_has_not_signed_in_leaves_nothing_on_the_disk(media: Path) -> None:
    address = reverse("report_attach", args=["2026-10", 1])
    response = Client().post(address, {"file": upload()})
    assert (response.status_code, files_in(media)) == (302, [])


def test_the_room_is_looked_at_without_a_query_of_its_own(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = Client()
    client.force_login(make_officer())
    with django_assert_num_queries(2):  # the session and the officer
        client.post(reverse("report_list"), {"file": upload()})


def send_as(name: str) -> Any:
    """Send a file under a name that no browser would make up."""
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    body = f"--mark\r\n{disposition}\r\n\r\n".encode() + PDF + b"\r\n--mark--\r\n"
    form_client = FormClient()
    address = reverse("report_attach", args=["2026-10", form_client.project.number])
    kind = "multipart/form-data; boundary=mark"
    return form_client.client.post(address, body, content_type=kind, headers=JSON)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("..\\..\\批复.pdf", "批复.pdf"),
        ("/etc/批复.pdf", "批复.pdf"),
        ("批\u200b复\u202e.pdf", "批复.pdf"),
        ("批复&#x202e;.pdf", "批复.pdf"),
        ("批\u2066复\u2069fdp\u202d.pdf", "批复fdp.pdf"),
        ("批&#10;复\u2028.&#13;pdf\u202c", "批复.pdf"),
        ("批复.pdf ", "批复.pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_what_nobody_sees(sent: str, kept: str) -> None:
    assert send_as(sent).status_code == 201
    assert Evidence.objects.get().name == kept


@pytest.mark.parametrize("name", ["..", "\u200b"])
def test_a_file_without_a_name_is_shown(name: str) -> None:
    response = send_as(name)
    assert (response.status_code, Evidence.objects.count()) == (422, 0)
