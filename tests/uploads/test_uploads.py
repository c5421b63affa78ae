"""Files are taken by what is in them, not by what they are called."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import PDF
from tests.reports.excel_form.libreoffice import LibreOffice
from tests.uploads.containers import biff, container, sheet_record, word
from uploads.checking import content_type
from uploads.kinds import HELP, KINDS, SIZE_LIMIT, XLSX, accept

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IDAT"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xda"
BMP = b"BM" + struct.pack("<IHHII", 1000, 0, 0, 54, 40)
OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document"
EXCEL = f"{OFFICE}.spreadsheetml.sheet"
OLD_WORD, OLD_EXCEL = "application/msword", "application/vnd.ms-excel"
DOC = container({"WordDocument": word(), "1Table": b"", "\x05SummaryInformation": b""})
XLS = container({"Workbook": biff(sheet_record(0))})


def zipped(*parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts:
            archive.writestr(part, "<xml/>")
    return packed.getvalue()


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        content_type(file(name, content))
    (sentence,) = refused.value.messages
    return sentence


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.pdf", PDF, "application/pdf"),
        ("报告.PDF", PDF, "application/pdf"),
        ("扫描.pdf", b"\0" * (1024 - len("%PDF-")) + PDF, "application/pdf"),
        ("邮件.pdf", b"Content-Type: application/pdf\r\n\r\n" + PDF, "application/pdf"),
        ("公文.ofd", zipped("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        ("照片.png", PNG, "image/png"),
        ("照片.jpg", JPEG, "image/jpeg"),
        ("照片.JPEG", JPEG, "image/jpeg"),
        ("照片.jfif", JPEG, "image/jpeg"),
        ("方案.docx", zipped("word/document.xml"), WORD),
        ("方案.docx", zipped("word/document2.xml"), WORD),
        ("台账.xlsx", zipped("xl/workbook.xml"), EXCEL),
        ("方案.doc", DOC, OLD_WORD),
        ("方案.wps", DOC, "application/wps-office.wps"),
        ("台账.xls", XLS, OLD_EXCEL),
        ("台账.xls", container({"Book": biff()}), OLD_EXCEL),
        ("台账.et", XLS, "application/wps-office.et"),
    ],
)
def test_a_file_is_taken_when_name_and_content_agree(name: str, content: bytes, kind: str) -> None:
    upload = file(name, content)
    assert content_type(upload) == kind
    assert upload.read() == content


def test_an_old_workbook_that_an_office_program_wrote_is_taken(libreoffice: LibreOffice) -> None:
    written = libreoffice.converted("学校,数量\n一小,3\n".encode(), "xls", "csv")
    assert content_type(file("台账.xls", written)) == OLD_EXCEL


VBA = {"VBA": {"dir": b"", "_VBA_PROJECT": b""}}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("方案.docm", zipped("word/document.xml", "word/vbaProject.bin")),
        ("方案.docx", zipped("word/document.xml", "word/vbaProject.bin")),
        ("台账.xlsm", zipped("xl/workbook.xml", "xl/vbaProject.bin")),
        ("台账.xlsx", zipped("xl/workbook.xml", "xl/macrosheets/sheet1.xml")),
        ("方案.doc", container({"WordDocument": word(), "Macros": VBA})),
        ("方案.wps", container({"WordDocument": word(), "Macros": VBA})),
        ("台账.xls", container({"Workbook": biff(), "_VBA_PROJECT_CUR": VBA})),
        ("台账.xls", container({"Workbook": biff(sheet_record(0), sheet_record(1))})),
    ],
)
def test_a_file_with_macros_is_refused_for_them(name: str, content: bytes) -> None:
    sentence = refusal(name, content)
    assert sentence.startswith(f"“{name}”含有宏")
    assert "另存为不含宏的 DOCX、XLSX" in sentence


def locked_zip() -> bytes:
    content = bytearray(zipped("word/document.xml"))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # "encrypted" in the archive's directory
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("方案.docx", container({"EncryptedPackage": b"", "EncryptionInfo": b""})),
        ("台账.xlsx", container({"EncryptedPackage": b"", "EncryptionInfo": b""})),
        ("方案.docx", locked_zip()),
        ("方案.doc", container({"WordDocument": word(flags=0x0100)})),
        ("台账.xls", container({"Workbook": biff((0x2F, b"\1\0"), sheet_record(1))})),
    ],
)
def test_a_file_with_a_password_is_called_that(name: str, content: bytes) -> None:
    assert refusal(name, content).startswith(f"“{name}”设有打开密码")


def ftyp(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0" * 12


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("IMG_1.HEIC", ftyp(b"heic"), "是 HEIC 格式的手机照片"),
        ("IMG_1.jpg", ftyp(b"mif1"), "是 HEIC 格式的手机照片"),
        ("图.avif", ftyp(b"avif"), "是 AVIF 图片"),
        ("图.webp", b"RIFF\0\0\0\0WEBP", "是 WEBP 图片"),
        ("图.gif", b"GIF89a", "是 GIF 图片"),
        ("图.bmp", BMP, "是 BMP 图片"),
        ("图.tif", b"II*\0" + b"\0" * 20, "是 TIFF 图片"),
        ("现场.mp4", ftyp(b"isom"), "是视频或录音"),
        ("现场.wav", b"RIFF\0\0\0\0WAVE", "是视频或录音"),
        ("材料.zip", zipped("报告.pdf"), "是压缩包"),
        ("材料.docx", zipped("readme.txt"), "是压缩包"),
        ("材料.rar", b"Rar!\x1a\x07\0", "是压缩包"),
        ("材料.7z", b"7z\xbc\xaf\x27\x1c", "是压缩包"),
        ("汇报.pptx", zipped("ppt/presentation.xml"), "是演示文稿"),
        ("汇报.ppt", container({"PowerPoint Document": b""}), "是演示文稿"),
        ("台账.xlsb", zipped("xl/workbook.bin"), "是 XLSB 表格"),
        ("方案.odt", zipped("mimetype", "content.xml"), "是 ODF 文档"),
        ("方案.doc", b"{\\rtf1\\ansi", "是 RTF 文档"),
        ("方案.doc", b"\xef\xbb\xbf\r\n<HTML><body>", "是 网页"),
        ("网页.pdf", b"<html><script>alert(1)</script>", "是 网页"),
        ("网页.pdf", b"<html><script>alert(1)</script>" + PDF, "是 网页"),
        ("网页.pdf", b"\n<SCRIPT>alert(1)</SCRIPT>" + PDF, "是 网页"),
        ("方案.doc", b"MIME-Version: 1.0\r\n", "是 单个文件网页"),
        ("台账.xls", b"<?xml version='1.0'?><?mso urn:schemas-microsoft-com:office", "是 XML"),
        ("损坏.docx", zipped("word/document.xml")[:-30], "已损坏或不完整"),
        ("损坏.pdf", b"%PDF-1.4\n", "已损坏或不完整"),
        ("损坏.pdf", PDF[:-8], "已损坏或不完整"),
        ("损坏.jpg", b"\xff\xd8\xff", "已损坏或不完整"),
        ("损坏.png", PNG[:-4], "已损坏或不完整"),
        ("损坏.doc", DOC[:600], "已损坏或不完整"),
        ("损坏.doc", container({"WordDocument": word()}).replace(b"\xfe\xff\t\0", b"\0\0\0\0"),
         "已损坏或不完整"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_called_by_its_name_with_what_to_do(
    name: str, content: bytes, told: str
) -> None:
    sentence = refusal(name, content)
    assert sentence.startswith(f"“{name}”{told}")
    assert "请" in sentence


# The version needed to read it, in the archive's directory, is one that Python does not know.
STRANGE_ZIP = zipped("word/document.xml").replace(
    b"PK\x01\x02" + struct.pack("<HH", 0x0314, 20), b"PK\x01\x02" + struct.pack("<HH", 0x0314, 99)
)


def test_an_archive_of_a_strange_version_is_called_damaged() -> None:
    assert refusal("奇怪.docx", STRANGE_ZIP).startswith("“奇怪.docx”已损坏")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("改名.pdf", PNG, "内容是 PNG。请把扩展名改为 .png，"),
        ("改名.png", PDF, "内容是 PDF。请把扩展名改为 .pdf，"),
        ("改名.docx", PDF, "内容是 PDF。"),
        ("改名.docx", zipped("xl/workbook.xml"), "内容是 XLSX。"),
        ("改名.xlsx", zipped("word/document.xml"), "内容是 DOCX。"),
        ("改名.doc", zipped("word/document.xml"), "内容是 DOCX。"),
        ("改名.xls", DOC, "内容是 DOC、WPS。请把扩展名改为 .doc 或 .wps，"),
        ("没有扩展名", PDF, "内容是 PDF。"),
        ("报告.pdf.exe", PDF, "内容是 PDF。"),
        (".pdf", PDF, "内容是 PDF。"),
    ],
)
def test_a_renamed_file_is_refused_with_what_it_is(name: str, content: bytes, told: str) -> None:
    assert refusal(name, content).startswith(f"“{name}”的内容与扩展名不符：{told}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("程序.pdf", b"MZ\x90\0" + b"\0" * 100),
        ("程序.pdf", b"MZ\x90\0" + PDF),
        ("程序.pdf", b"#!/bin/sh\n" + PDF),
        ("图.pdf", b"<svg onload='alert(1)'/>" + PDF),
        ("太晚.pdf", b"\0" * 1024 + PDF),
        ("便笺.doc", container({"Contents": b""})),
        ("文字.pdf", "只是文字".encode()),
        ("文字.doc", b"BMI index of all the pupils"),
        ("文字.doc", b"BM"),
        ("一.jpg", b"\0"),
    ],
)
def test_an_unknown_content_is_refused(name: str, content: bytes) -> None:
    assert "内容与扩展名不符，可能被改过名" in refusal(name, content)


@pytest.mark.parametrize("name", ["程序.exe", "图.svg", "没有扩展名"])
def test_a_kind_that_is_not_taken_is_refused(name: str) -> None:
    assert "类型不支持，请上传 PDF、OFD、" in refusal(name, b"MZ\x90\0")


def test_an_empty_file_is_refused() -> None:
    assert "空文件" in refusal("空.pdf", b"")


def test_a_file_of_twenty_megabytes_is_taken_and_a_larger_one_refused() -> None:
    upload = file("大.pdf", PDF)
    upload.size = SIZE_LIMIT
    assert content_type(upload) == "application/pdf"
    upload.size = SIZE_LIMIT + 1
    with pytest.raises(ValidationError, match="超过20 MB"):
        content_type(upload)


def test_a_name_of_a_hundred_and_fifty_letters_is_taken_and_a_longer_one_refused() -> None:
    assert content_type(file("长" * 146 + ".pdf", PDF)) == "application/pdf"
    assert "文件名太长" in refusal("长" * 147 + ".pdf", PDF)


def test_inputs_and_help_name_what_the_check_takes() -> None:
    suffixes = [suffix for kind in KINDS for suffix in kind.types]
    assert accept().split(",") == suffixes
    assert len(set(suffixes)) == len(suffixes)
    assert accept([XLSX]) == ".xlsx"
    assert HELP.startswith("可以是 PDF、OFD、DOCX、DOC、WPS、XLSX、XLS、ET、JPG、PNG，")
