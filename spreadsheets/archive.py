"""Recognise an uploaded .xlsx workbook and refuse everything else, before any cell is read.

An .xlsx is a ZIP archive; an .xls and any workbook with a password are OLE containers, which
contain the names of their streams as UTF-16. Every refusal says what to do.
"""

import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException

MEMBER_LIMIT: Final = 4 * 1024 * 1024
TOTAL_LIMIT: Final = 100 * 1024 * 1024
MEMBERS_LIMIT: Final = 2000

WORKBOOK: Final = "xl/workbook.xml"
AGAIN: Final = "请重新下载填报表，把填写的内容粘贴过去后再上传。"
LOCKED: Final = "文件设有打开密码，系统无法读取。请在 Excel 或 WPS 中取消密码，保存后再上传。"
OLD: Final = (
    "这是旧的 .xls（或 .et）格式。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。"
)
OTHER_SHEET: Final = (
    "这是 {} 格式的表格。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。"
)
TEXT: Final = (
    "这是 .csv 一类的文本文件，另存时丢失了识别码，无法导入。请在下载的 .xlsx 填报表里填写后上传。"
)
NO_WORKBOOK: Final = "这不是 .xlsx 工作簿。请上传从“我的待办”下载并填写好的填报表。"
DAMAGED: Final = (
    "文件已损坏，无法读取。请用 Excel 或 WPS 打开并另存为 .xlsx；如打不开，请重新下载填报表。"
)
TOO_MUCH: Final = (
    "文件里的内容太多。请删去填报表以外的内容（包括表格下方的空行）后再上传，"
    "或重新下载填报表，把填写的内容粘贴过去。"
)
INFLATED: Final = f"文件解压后过大，系统不予读取。{AGAIN}"
FOREIGN_XML: Final = f"文件里有填报表不应有的内容（XML 实体），系统不予读取。{AGAIN}"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_ENCRYPTED_FLAG = 0x1
_TEXT_SAMPLE = 4096
_CONTROL = frozenset(range(32)) - set(b"\t\n\r\f\x1b")
_BROKEN = (
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    ParseError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    zlib.error,
)
"""The errors that readers of archives and XML raise on damaged files."""


class FileRefused(Exception):
    """The file is not accepted; the text for the user says what to do."""


@contextmanager
def refusing_what_is_broken() -> Iterator[None]:
    """Turn the errors of readers on a damaged or hostile file into FileRefused."""
    try:
        yield
    except DefusedXmlException as error:
        raise FileRefused(FOREIGN_XML) from error
    except _BROKEN as error:
        raise FileRefused(DAMAGED) from error


def open_archive(content: bytes) -> ZipFile:
    """The archive of an .xlsx workbook within the size limits; raises FileRefused otherwise."""
    if content.startswith(_OLE):
        raise FileRefused(_of_container(content))
    if not content.startswith(_ZIP):
        raise FileRefused(TEXT if _is_text(content[:_TEXT_SAMPLE]) else NO_WORKBOOK)
    with refusing_what_is_broken():
        archive = ZipFile(BytesIO(content))
        _check_members(archive)
    return archive


def _of_container(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return LOCKED
    is_workbook = any(name.encode("utf-16-le") in content for name in ("Workbook", "Book"))
    return OLD if is_workbook else NO_WORKBOOK


def _is_text(sample: bytes) -> bool:
    """Whether it is plain text, not markup, PDF or RTF."""
    if sample.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"%PDF", b"{\\rtf")):
        return False
    return _CONTROL.isdisjoint(sample)


def _check_members(archive: ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS_LIMIT or sum(info.file_size for info in members) > TOTAL_LIMIT:
        raise FileRefused(INFLATED)
    names = {info.filename for info in members}
    if WORKBOOK not in names:
        raise FileRefused(_of_archive(names))
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in members):
        raise FileRefused(LOCKED)


def _of_archive(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return OTHER_SHEET.format(".xlsb")
    if "content.xml" in names:
        return OTHER_SHEET.format(".ods")
    return NO_WORKBOOK
