"""Office files are judged by what they declare of their parts, not by the parts' names alone."""

import io
import zipfile

import pytest

from tests.uploads.test_uploads import EXCEL, WORD, file, refusal
from uploads.archives import BYTES_LIMIT, MEMBERS_LIMIT
from uploads.checking import content_type

TYPES = "[Content_Types].xml"
RELATIONS = "word/_rels/settings.xml.rels"
VBA = "application/vnd.ms-office.vbaProject"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
MACRO_EXCEL = "application/vnd.ms-excel.sheet.macroEnabled.12"
MACRO_SHEET = "application/vnd.ms-excel.macrosheet+xml"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
DOCUMENT = {"word/document.xml": "<xml/>"}
WORKBOOK = {"xl/workbook.xml": "<xml/>"}


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def types(declared: str) -> str:
    return f'<Types><Override PartName="/a/b.bin" ContentType="{declared}"/></Types>'


def template(target: str) -> dict[str, str | bytes]:
    relation = f'<Relationship Type="{TEMPLATE}" Target="{target}" TargetMode="External"/>'
    return {**DOCUMENT, RELATIONS: f"<Relationships>{relation}</Relationships>"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("方案.docx", {**DOCUMENT, TYPES: types(VBA), "a/b.bin": b""}),
        ("方案.docx", {**DOCUMENT, TYPES: types(VBA).encode("utf-16")}),
        ("方案.docx", {**DOCUMENT, TYPES: types(VBA.replace("v", "&#118;"))}),
        ("方案.docx", {**DOCUMENT, TYPES.upper(): types(MACRO_WORD)}),
        ("台账.xlsx", {**WORKBOOK, TYPES: types(MACRO_EXCEL)}),
        ("台账.xlsx", {**WORKBOOK, TYPES: types(MACRO_SHEET)}),
        ("台账.xlsx", {**WORKBOOK, "XL/MacroSheets/sheet1.xml": b"macro"}),
        ("方案.docx", {**DOCUMENT, "word/embeddings/台账.XLSM": b"PK"}),
        ("台账.xlsx", {**WORKBOOK, "xl/embeddings/方案.dotm": b"PK"}),
    ],
)
def test_macros_are_found_under_any_name(name: str, parts: dict[str, str | bytes]) -> None:
    assert refusal(name, packed(parts)).startswith(f"“{name}”含有宏")


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/a.dotm",
        "HTTPS://evil.example/a.dotx",
        "\\\\server\\share\\a.dotm",
        "//server/a.dotm",
        "file://server/a.dotm",
        "file:///\\\\server\\a.dotm",
        "file:////server/a.dotm",
        "file:///%5C%5Cserver%5Ca.dotm",
        "mhtml:http://evil.example/a",
    ],
)
def test_a_template_from_elsewhere_is_refused_with_what_to_do(target: str) -> None:
    sentence = refusal("方案.docx", packed(template(target)))
    assert sentence.startswith("“方案.docx”引用了外部模板")
    assert "请用 Word 或 WPS 打开，另存为 PDF" in sentence


@pytest.mark.parametrize(
    "target",
    [
        "file:///C:\\Users\\张三\\AppData\\Roaming\\Microsoft\\Templates\\公文.dotx",
        "file:///C:/Templates/%E5%85%AC%E6%96%87.dotm",
        "file:///Users/zhang/Normal.dotm",
        "D:\\模板\\公文.dot",
        "Normal.dotm",
        "",
    ],
)
def test_a_template_of_the_writers_own_is_taken(target: str) -> None:
    assert content_type(file("方案.docx", packed(template(target)))) == WORD


def test_links_and_embedded_tables_without_macros_are_taken() -> None:
    link = '<Relationship Type="x/hyperlink" Target="https://example.cn" TargetMode="External"/>'
    parts: dict[str, str | bytes] = {
        TYPES: types("application/vnd.openxmlformats-officedocument.oleObject"),
        "word/_rels/document.xml.rels": f"<Relationships>{link}</Relationships>",
        "word/embeddings/oleObject1.bin": b"\xd0\xcf",
        "word/embeddings/Microsoft_Excel_Worksheet.xlsx": b"PK",
    }
    assert content_type(file("方案.docx", packed({**DOCUMENT, **parts}))) == WORD
    assert content_type(file("台账.xlsx", packed({**WORKBOOK, **parts}))) == EXCEL


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": b""},
        {**DOCUMENT, TYPES: b""},
        {**DOCUMENT, TYPES: b"<Types>"},
        {**DOCUMENT, TYPES: b"<?xml version='1.0' encoding='nonsense'?><Types/>"},
        {**DOCUMENT, TYPES: b"<!DOCTYPE a [<!ENTITY b 'c'>]><Types>&b;</Types>"},
        {**DOCUMENT, TYPES: b"<Types/>" + b" " * BYTES_LIMIT},
        {**DOCUMENT, **{f"{number}.rels": b"<a/>" for number in range(MEMBERS_LIMIT + 1)}},
    ],
)
def test_what_declares_nothing_sound_is_called_damaged(parts: dict[str, str | bytes]) -> None:
    assert refusal("方案.docx", packed(parts)).startswith("“方案.docx”已损坏或不完整")


def test_a_compression_that_office_does_not_know_is_called_damaged() -> None:
    content = packed({**DOCUMENT, TYPES: types("")}, zipfile.ZIP_LZMA)
    assert refusal("方案.docx", content).startswith("“方案.docx”已损坏或不完整")


def test_a_declaration_that_does_not_unpack_is_called_damaged() -> None:
    content = bytearray(packed({TYPES: types(VBA), **DOCUMENT}))
    content[30 + len(TYPES)] ^= 0xFF
    assert refusal("方案.docx", bytes(content)).startswith("“方案.docx”已损坏或不完整")
