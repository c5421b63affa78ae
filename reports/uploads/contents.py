"""What an uploaded file is by its content, and why some kinds are not taken.

DOC, XLS, WPS, ET and every Office file with a password are OLE containers; DOCX, XLSX and OFD are
ZIP archives. Both are told apart by the names in them.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Final
from zipfile import BadZipFile, ZipFile

from olefile import OleFileIO

from reports.uploads.kinds import DOC, DOCX, JPG, OFD, PDF, PNG, XLS, XLSX, Kind

HEAD: Final = 1024
"""Bytes within which a PDF's header may stand: mail gateways and scanners write before it."""

MACROS: Final = (
    "含有宏（会自动运行的程序），为安全起见不能上传。请用 Office 或 WPS 打开，另存为不含宏的 DOCX、"
    "XLSX，或者另存为 PDF 后再上传。"
)
LOCKED: Final = (
    "设有打开密码（或工作簿保护密码），审核人打不开。请用 Office 或 WPS 打开，取消密码，"
    "保存后再上传。"
)
DAMAGED: Final = "已损坏或不完整。请先确认在电脑上能打开，另存一份后再上传。"
HEIC: Final = (
    "是 HEIC 格式的手机照片，多数电脑打不开。请转成 JPG 再上传：把照片用微信发给“文件传输助手”"
    "（不选“原图”），在电脑上另存下来就是 JPG；以后拍照前，苹果手机可在“设置—相机—格式”里"
    "选“兼容性最佳”，安卓手机可在相机设置里关闭“HEIF 格式”。"
)
PICTURE: Final = "是 {} 图片。请用“画图”等程序打开，另存为 JPG 或 PNG 后再上传。"
ARCHIVE: Final = "是压缩包。请解压后，把里面的文件逐个上传。"
SLIDES: Final = "是演示文稿。请用 PowerPoint 或 WPS 打开，另存为 PDF 后再上传。"
TEXT: Final = "是 {}，不能直接上传。请用 Word 或 WPS 打开，另存为 DOCX 或 PDF 后再上传。"
SHEET: Final = "是 {} 表格。请用 Excel 或 WPS 打开，另存为 XLSX 后再上传。"
MEDIA: Final = "是视频或录音，不能作为材料上传。请改用照片或文字说明。"

_HEIC_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
)
_ENCRYPTED_MEMBER: Final = 0x1
_ENCRYPTED_WORD: Final = 0x0100
_BIFF_END, _BIFF_PASSWORD, _BIFF_SHEET = 0x0A, 0x2F, 0x85
_MACRO_SHEET: Final = 1


class NotTaken(Exception):
    """A content that is not taken; its text goes on after the file's name."""


def kind_of(file: IO[bytes]) -> Kind | None:
    """The kind of a file's content, ``None`` if unknown; raises NotTaken with the reason.

    The file is at its beginning before and after.
    """
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for signature, found in _SIGNATURES.items():
        if head.startswith(signature):
            kind = found(file) if callable(found) else found
            file.seek(0)
            return kind
    if b"%PDF-" in head:
        return PDF
    _check_other(head)
    return None


def _check_other(head: bytes) -> None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand == b"avif":
            raise NotTaken(PICTURE.format("AVIF"))
        raise NotTaken(HEIC if brand in _HEIC_BRANDS else MEDIA)
    if head[:4] == b"RIFF":
        raise NotTaken(PICTURE.format("WEBP") if head[8:12] == b"WEBP" else MEDIA)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise NotTaken(TEXT.format("网页"))
    if start.startswith(b"mime-version:"):
        raise NotTaken(TEXT.format("单个文件网页"))
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office" in head:
        raise NotTaken(TEXT.format("XML 文档"))


def _not_taken(sentence: str) -> Callable[[IO[bytes]], Kind]:
    def refuse(_file: IO[bytes]) -> Kind:
        raise NotTaken(sentence)

    return refuse


def _of_archive(file: IO[bytes]) -> Kind:
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
    except (BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise NotTaken(DAMAGED) from error
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise NotTaken(MACROS)
    kind = next((kind for part, kind in _PARTS.items() if any(map(part.fullmatch, names))), None)
    if kind is None:
        raise NotTaken(_other_archive(names))
    if any(member.flag_bits & _ENCRYPTED_MEMBER for member in members):
        raise NotTaken(LOCKED)
    return kind


def _other_archive(names: set[str]) -> str:
    if any(name.startswith("ppt/") for name in names):
        return SLIDES
    if "xl/workbook.bin" in names:
        return SHEET.format("XLSB")
    if "mimetype" in names and "content.xml" in names:
        return TEXT.format("ODF 文档")
    return ARCHIVE


def _of_container(file: IO[bytes]) -> Kind | None:
    try:
        with OleFileIO(file) as container:
            return _of_streams(container)
    # What a reader of nested tables meets in nonsense; OLE's own errors are OSErrors.
    except (OSError, ValueError, LookupError, struct.error, RecursionError) as error:
        raise NotTaken(DAMAGED) from error


def _of_streams(container: OleFileIO) -> Kind | None:
    paths = [[part.lower() for part in path] for path in container.listdir(storages=True)]
    tops = {path[0] for path in paths}
    if "encryptedpackage" in tops:
        raise NotTaken(LOCKED)
    if any("vba" in path or "_vba_project" in path for path in paths):
        raise NotTaken(MACROS)
    if "powerpoint document" in tops:
        raise NotTaken(SLIDES)
    if "worddocument" in tops:
        _check_word(container.openstream("WordDocument"))
        return DOC
    for name in ("workbook", "book"):
        if name in tops:
            _check_workbook(container.openstream(name))
            return XLS
    return None


def _check_word(stream: IO[bytes]) -> None:
    """Read the flags of the file information block, [MS-DOC] 2.5.2."""
    (flags,) = struct.unpack_from("<H", stream.read(12), 10)
    if flags & _ENCRYPTED_WORD:
        raise NotTaken(LOCKED)


def _check_workbook(stream: IO[bytes]) -> None:
    """Read the records of the workbook's globals, [MS-XLS] 2.1.7.20.3."""
    for number, content in _records(stream):
        if number == _BIFF_PASSWORD:
            raise NotTaken(LOCKED)
        if number == _BIFF_SHEET and content[5] == _MACRO_SHEET:
            raise NotTaken(MACROS)
        if number == _BIFF_END:
            return


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    while header := stream.read(4):
        number, length = struct.unpack("<HH", header)
        yield number, stream.read(length)


_SIGNATURES: Final[Mapping[bytes, Kind | Callable[[IO[bytes]], Kind | None] | None]] = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPG,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _of_container,
    b"PK": _of_archive,
    b"Rar!\x1a\x07": _not_taken(ARCHIVE),
    b"7z\xbc\xaf\x27\x1c": _not_taken(ARCHIVE),
    b"\x1f\x8b": _not_taken(ARCHIVE),
    b"{\\rtf": _not_taken(TEXT.format("RTF 文档")),
    b"GIF8": _not_taken(PICTURE.format("GIF")),
    b"BM": _not_taken(PICTURE.format("BMP")),
    b"II*\0": _not_taken(PICTURE.format("TIFF")),
    b"MM\0*": _not_taken(PICTURE.format("TIFF")),
    # Programs stay unknown, whatever stands further on in them.
    b"MZ": None,
    b"\x7fELF": None,
}
_PARTS: Final = {
    re.compile(r"ofd\.xml"): OFD,
    re.compile(r"word/document\d*\.xml"): DOCX,
    re.compile(r"xl/workbook\d*\.xml"): XLSX,
}
