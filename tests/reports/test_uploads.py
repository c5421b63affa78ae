"""Files are taken by what is in them, not by what they are called."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from reports import uploads
from tests.factories import PDF

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(part: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(part, "<xml/>")
    return packed.getvalue()


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.pdf", PDF, "application/pdf"),
        ("报告.PDF", PDF, "application/pdf"),
        ("照片.png", PNG, "image/png"),
        ("照片.jpg", JPEG, "image/jpeg"),
        ("照片.JPEG", JPEG, "image/jpeg"),
        ("方案.docx", zipped("word/document.xml"), WORD),
        ("台账.xlsx", zipped("xl/workbook.xml"), EXCEL),
    ],
)
def test_a_file_is_taken_when_name_and_content_agree(name: str, content: bytes, kind: str) -> None:
    upload = file(name, content)
    assert uploads.content_type(upload) == kind
    assert upload.read() == content


BROKEN_ZIP = zipped("word/document.xml")[:-30]
# The version needed to read it, in the archive's directory, is one that Python does not know.
STRANGE_ZIP = zipped("word/document.xml").replace(
    b"PK\x01\x02" + struct.pack("<HH", 0x0314, 20), b"PK\x01\x02" + struct.pack("<HH", 0x0314, 99)
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("改名.pdf", PNG),
        ("改名.png", PDF),
        ("改名.docx", PDF),
        ("改名.docx", zipped("xl/workbook.xml")),
        ("改名.xlsx", zipped("word/document.xml")),
        ("压缩.docx", zipped("readme.txt")),
        ("损坏.docx", BROKEN_ZIP),
        ("奇怪.docx", STRANGE_ZIP),
        ("程序.pdf", b"MZ\x90\0" + b"\0" * 100),
        ("网页.pdf", b"<html><script>alert(1)</script>"),
    ],
)
def test_a_renamed_or_broken_file_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError, match="内容与扩展名不符"):
        uploads.content_type(file(name, content))


@pytest.mark.parametrize("name", ["程序.exe", "网页.html", "图.svg", "旧.doc", "没有扩展名"])
def test_a_kind_that_is_not_taken_is_refused(name: str) -> None:
    upload = file("x.pdf", PDF)
    upload.name = name
    with pytest.raises(ValidationError, match="类型不支持"):
        uploads.content_type(upload)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ValidationError, match="空文件"):
        uploads.content_type(file("空.pdf", b""))


def test_a_file_of_twenty_megabytes_is_taken_and_a_larger_one_refused() -> None:
    upload = file("大.pdf", PDF)
    upload.size = uploads.SIZE_LIMIT
    assert uploads.content_type(upload) == "application/pdf"
    upload.size = uploads.SIZE_LIMIT + 1
    with pytest.raises(ValidationError, match="超过20 MB"):
        uploads.content_type(upload)


def test_a_name_of_a_hundred_and_fifty_letters_is_taken_and_a_longer_one_refused() -> None:
    assert uploads.content_type(file("长" * 146 + ".pdf", PDF)) == "application/pdf"
    with pytest.raises(ValidationError, match="文件名太长"):
        uploads.content_type(file("长" * 147 + ".pdf", PDF))
