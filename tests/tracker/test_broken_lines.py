"""A body that a broken line or a killed server cuts short, through the production server."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from reports.models import Evidence, Report
from tests.browser.site import GUNICORN, Site
from tests.factories import PDF
from tests.reports.form_client import FormClient, upload
from tracker.bodies import CutShort, WholeBody, last_boundary, with_whole_bodies
from uploads.kinds import SIZE_LIMIT

MARK = "boundary"
TOKEN = "a" * 32


@pytest.fixture(scope="module")
def served(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Site, Path]]:
    """The production server, whose clock is the true one, and the folder of its files."""
    site, files = Site(GUNICORN), tmp_path_factory.mktemp("files")
    with override_settings(MEDIA_ROOT=files), django_db_blocker.unblock():
        site.start()
        with django_db_blocker.block():
            yield site, files
    site.kill()


@pytest.fixture
def site(transactional_db: None, served: tuple[Site, Path]) -> Site:
    return served[0]


@pytest.fixture
def files(served: tuple[Site, Path]) -> Path:
    """Where the server's files go, without those of the test before."""
    for path in files_in(served[1]):
        path.unlink()
    return served[1]


@pytest.fixture
def form_client(site: Site) -> FormClient:
    """A reporter who is signed in at the server too."""
    form_client = FormClient()
    form_client.period.opens = date(2024, 1, 1)
    form_client.period.save()
    return form_client


def body(size: int) -> bytes:
    """A form with one PDF of ``size`` bytes, as the page's script sends it."""
    disposition = 'Content-Disposition: form-data; name="file"; filename="批复.pdf"'
    head = f"--{MARK}\r\n{disposition}\r\n\r\n".encode()
    return head + PDF.ljust(size, b"\0") + f"\r\n--{MARK}--\r\n".encode()


def texts(progress: str) -> bytes:
    """A draft as the form saves it by itself."""
    fields = {"autosave": "1", "version": "0", "progress": progress}
    disposition = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}'
    parts = [disposition.format(*field) for field in fields.items()]
    return (f"--{MARK}\r\n" + f"\r\n--{MARK}\r\n".join(parts) + f"\r\n--{MARK}--\r\n").encode()


def begin(
    site: Site,
    form_client: FormClient,
    content: bytes,
    share: float,
    accept: str,
    address: str = "",
) -> socket.socket:
    """Send the head and the first ``share`` of a body, by default to where files go."""
    address = address or reverse("report_attach", args=["2026-10", form_client.project.number])
    line = socket.create_connection(("127.0.0.1", site.port), timeout=180)
    cookies = f"sessionid={form_client.client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    head = (
        f"POST {address} HTTP/1.1",
        f"Host: 127.0.0.1:{site.port}",
        f"Cookie: {cookies}",
        f"X-CSRFToken: {TOKEN}",
        f"Accept: {accept}",
        f"Content-Type: multipart/form-data; boundary={MARK}",
        f"Content-Length: {len(content)}",
        "\r\n",
    )
    line.sendall("\r\n".join(head).encode())
    line.sendall(content[: int(len(content) * share)])
    return line


def answer(line: socket.socket) -> tuple[int, str]:
    response = HTTPResponse(line)
    response.begin()
    return response.status, response.read().decode()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def wait_for(folder: Path, number: int) -> None:
    """Wait until so many files lie there."""
    end = time.monotonic() + 180
    while len(files_in(folder)) != number and time.monotonic() < end:
        time.sleep(0.02)
    assert len(files_in(folder)) == number


@pytest.mark.process
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("size", [1000, 3_000_000])
@pytest.mark.parametrize(
    ("accept", "told"),
    [("application/json", '{"sentence": "'), ("text/html", "<h1>没有收到您提交的内容</h1>")],
)
def test_a_line_that_breaks_off_leaves_nothing_and_is_shown(
    site: Site, form_client: FormClient, files: Path, size: int, accept: str, told: str
) -> None:
    with closing(begin(site, form_client, body(size), 0.8, accept)) as line:
        line.shutdown(socket.SHUT_WR)
        status, page = answer(line)
    assert (status, told in page) == (400, True)
    if accept == "text/html":
        assert "线路中断，提交的内容没有传完" in page
    wait_for(files, 0)
    assert (Report.objects.count(), Evidence.objects.count()) == (0, 0)
    with closing(begin(site, form_client, body(size), 1, accept)) as line:
        assert answer(line)[0] == 201
    assert (Evidence.objects.get().size, len(files_in(files))) == (size, 1)


@pytest.mark.process
@pytest.mark.databases("sqlite")
def test_a_text_cut_in_half_is_not_saved(site: Site, form_client: FormClient) -> None:
    content = texts("已开工。" * 1000)
    with closing(
        begin(site, form_client, content, 0.5, "application/json", form_client.address)
    ) as line:
        line.shutdown(socket.SHUT_WR)
        assert answer(line)[0] == 400
    assert Report.objects.count() == 0
    with closing(
        begin(site, form_client, content, 1, "application/json", form_client.address)
    ) as line:
        assert answer(line)[0] == 200
    assert Report.objects.get().progress == "已开工。" * 1000


@pytest.mark.process
@pytest.mark.databases("sqlite")
def test_a_body_sent_on_with_the_length_of_its_cut_is_refused(
    site: Site, form_client: FormClient, files: Path
) -> None:
    for whole, address in ((body(100_000), ""), (texts("已开工。" * 1000), form_client.address)):
        for missing in (len("-\r\n"), len(f"\r\n--{MARK}--\r\n"), len(whole) // 2):
            cut = whole[:-missing]
            with closing(begin(site, form_client, cut, 1, "text/html", address)) as line:
                status, page = answer(line)
            assert (status, "线路中断，提交的内容没有传完" in page) == (400, True)
    wait_for(files, 0)
    assert Report.objects.count() == 0


@pytest.mark.process
@pytest.mark.databases("sqlite")
def test_a_closed_window_leaves_nothing(site: Site, form_client: FormClient, files: Path) -> None:
    with closing(begin(site, form_client, body(3_000_000), 0.8, "text/html")):
        wait_for(files / "incoming", 1)
    wait_for(files, 0)
    assert Report.objects.count() == 0


@pytest.mark.process
def test_a_server_killed_in_the_middle_leaves_only_what_is_swept(
    site: Site, form_client: FormClient, files: Path
) -> None:
    with closing(begin(site, form_client, body(SIZE_LIMIT), 0.5, "text/html")):
        wait_for(files / "incoming", 1)
        site.kill()
    assert (Report.objects.count(), files_in(files / "evidence")) == (0, [])
    site.start()
    (part,) = files_in(files)
    assert part.parent == files / "incoming"
    with closing(begin(site, form_client, body(1000), 1, "text/html")) as line:
        assert answer(line)[0] == 201
    assert Evidence.objects.get().size == 1000


# Without a server


@pytest.mark.django_db
def test_far_too_many_files_are_refused_with_the_cause() -> None:
    form_client = FormClient()
    response = form_client.send(files=[upload(f"{number}.pdf") for number in range(101)])
    assert (response.status_code, Report.objects.count()) == (400, 0)
    assert "一次提交的文件太多，什么也没有保存。" in response.content.decode()


@pytest.mark.django_db
def test_a_form_that_is_none_is_refused_with_the_cause() -> None:
    form_client = FormClient()
    kind = "multipart/form-data; boundary=\N{SNOWMAN}"
    response = form_client.client.post(form_client.address, b"--", content_type=kind)
    assert (response.status_code, Report.objects.count()) == (400, 0)
    assert "提交的内容不完整或格式有误，什么也没有保存。" in response.content.decode()


def test_a_body_is_read_in_pieces_and_lines() -> None:
    whole = WholeBody(BytesIO(b"one\ntwo\nthree and more"), 13)
    assert (whole.readline(), whole.readline(2), whole.read(3)) == (b"one\n", b"tw", b"o\nt")
    assert (whole.read(), whole.read(), whole.readline()) == (b"hree", b"", b"")


@pytest.mark.parametrize("size", [-1, 4, 100])
def test_a_body_that_ends_early_fails(size: int) -> None:
    with pytest.raises(CutShort, match="the body ended 2 bytes early"):
        WholeBody(BytesIO(b"two"), 5).read(size)
    with pytest.raises(CutShort):
        WholeBody(BytesIO(b""), 5).readline()


@pytest.mark.parametrize("after", [b"", b"\r\n", b"\r\n\r\nwhat may follow"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_form_is_whole_with_its_last_boundary(after: bytes, size: int) -> None:
    content = b"text\r\n--mark--" + after
    whole = WholeBody(BytesIO(content), len(content), b"--mark--")
    assert b"".join(iter(lambda: whole.read(size), b"")) == content


@pytest.mark.parametrize("content", [b"--mark\r\n\r\ntext", b"--mark\r\n\r\ntext\r\n--mark-"])
@pytest.mark.parametrize("size", [-1, 5])
def test_a_form_without_its_last_boundary_fails(content: bytes, size: int) -> None:
    whole = WholeBody(BytesIO(content), len(content), b"--mark--")
    with pytest.raises(CutShort, match="the body ended without its last boundary"):
        list(iter(lambda: whole.read(size), b""))


def test_only_of_a_form_in_parts_a_last_boundary_is_wanted() -> None:
    kinds = {
        "multipart/form-data; boundary=mark": b"--mark--",
        'Multipart/Form-Data; charset=utf-8; boundary="a b"': b"--a b--",
        "multipart/form-data": b"",
        "application/x-www-form-urlencoded": b"",
        "": b"",
    }
    assert {kind: last_boundary(kind) for kind in kinds} == kinds


def test_a_request_without_a_body_passes_as_it_is() -> None:
    seen = []

    def application(environ: dict[str, object], _start: object) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    body = BytesIO()
    for length in ("", "?"):
        with_whole_bodies(application)({"CONTENT_LENGTH": length, "wsgi.input": body}, print)
    assert seen == [body, body]
