"""Recognise the kind of an uploaded file by its content.

DOC, XLS, WPS, ET and every Office file with a password are OLE containers, which differ in the
names of their streams; DOCX, XLSX and OFD are ZIP archives.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Final

from olefile import OleFileIO

from uploads.archives import of_archive
from uploads.kinds import DOC, JPG, PDF, PNG, XLS, FileKind
from uploads.pdfs import needs_password
from uploads.refusals import (
    ARCHIVE,
    DAMAGED,
    HEIC,
    LOCKED,
    LOCKED_PDF,
    MACROS,
    MEDIA,
    PICTURE,
    SLIDES,
    TEXT,
    NotTaken,
)

HEAD: Final = 1024
"""Bytes that may contain a PDF's header: mail gateways and scanners write before it."""

_HEIC_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
)
_BITMAP_HEADERS: Final = frozenset((12, 16, 40, 52, 56, 64, 108, 124))
"""The possible lengths of a BMP picture's second header."""
_ENCRYPTED_WORD: Final = 0x0100
_BIFF_END, _BIFF_PASSWORD, _BIFF_SHEET = 0x0A, 0x2F, 0x85
_MACRO_SHEET: Final = 1


def kind_of(file: IO[bytes]) -> FileKind | None:
    """The kind of a file's content, ``None`` if unknown; raises NotTaken with the reason.

    Leaves the file at its start.
    """
    kind = _kind_by_head(file)
    if kind is not None and kind.name in _MARKS:
        file.seek(0)
        _check_whole(kind, file.read())
    file.seek(0)
    return kind


def _kind_by_head(file: IO[bytes]) -> FileKind | None:
    """The kind by a file's first bytes; containers are opened to see what they contain."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind(file) if callable(kind) else kind
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    # A page or a script may contain a PDF's header, and a browser would run it.
    if b"%PDF-" in head and not start.startswith((b"<", b"#!")):
        return PDF
    _check_other(head, start)
    return None


def _check_whole(kind: FileKind, content: bytes) -> None:
    """Refuse a truncated file, and a PDF that needs a password."""
    if not any(mark in content for mark in _MARKS[kind.name]):
        raise NotTaken(DAMAGED)
    if kind is PDF and needs_password(content):
        raise NotTaken(LOCKED_PDF)


def _check_other(head: bytes, start: bytes) -> None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand == b"avif":
            raise NotTaken(PICTURE.format("AVIF"))
        raise NotTaken(HEIC if brand in _HEIC_BRANDS else MEDIA)
    if head[:4] == b"RIFF":
        raise NotTaken(PICTURE.format("WEBP") if head[8:12] == b"WEBP" else MEDIA)
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        raise NotTaken(TEXT.format("网页"))
    if start.startswith(b"mime-version:"):
        raise NotTaken(TEXT.format("单个文件网页"))
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office" in head:
        raise NotTaken(TEXT.format("XML 文档"))


def _of_bitmap(file: IO[bytes]) -> None:
    """Refuse a BMP picture, but not a text that starts with the same letters."""
    if int.from_bytes(file.read(18)[14:], "little") in _BITMAP_HEADERS:
        raise NotTaken(PICTURE.format("BMP"))


def _not_taken(sentence: str) -> Callable[[IO[bytes]], FileKind]:
    def refuse(_file: IO[bytes]) -> FileKind:
        raise NotTaken(sentence)

    return refuse


def _of_container(file: IO[bytes]) -> FileKind | None:
    try:
        with OleFileIO(file) as container:
            return _of_streams(container)
    # The reader's errors on damaged files; those of olefile itself are OSErrors.
    except (OSError, ValueError, LookupError, struct.error, RecursionError) as error:
        raise NotTaken(DAMAGED) from error


def _of_streams(container: OleFileIO) -> FileKind | None:
    paths = [[part.lower() for part in path] for path in container.listdir(storages=True)]
    names = {path[0] for path in paths}
    if "encryptedpackage" in names:
        raise NotTaken(LOCKED)
    if any("vba" in path or "_vba_project" in path for path in paths):
        raise NotTaken(MACROS)
    if "powerpoint document" in names:
        raise NotTaken(SLIDES)
    if "worddocument" in names:
        _check_word(container.openstream("WordDocument"))
        return DOC
    for name in ("workbook", "book"):
        if name in names:
            _check_workbook(container.openstream(name))
            return XLS
    return None


def _check_word(stream: IO[bytes]) -> None:
    """Refuse a password, by the flags of the file information block, [MS-DOC] 2.5.2."""
    (flags,) = struct.unpack_from("<H", stream.read(12), 10)
    if flags & _ENCRYPTED_WORD:
        raise NotTaken(LOCKED)


def _check_workbook(stream: IO[bytes]) -> None:
    """Refuse a password and macro sheets, by the workbook's globals, [MS-XLS] 2.1.7.20.3."""
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


_SIGNATURES: Final[Mapping[bytes, FileKind | Callable[[IO[bytes]], FileKind | None] | None]] = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPG,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _of_container,
    b"PK": of_archive,
    b"Rar!\x1a\x07": _not_taken(ARCHIVE),
    b"7z\xbc\xaf\x27\x1c": _not_taken(ARCHIVE),
    b"\x1f\x8b": _not_taken(ARCHIVE),
    b"{\\rtf": _not_taken(TEXT.format("RTF 文档")),
    b"GIF8": _not_taken(PICTURE.format("GIF")),
    b"BM": _of_bitmap,
    b"II*\0": _not_taken(PICTURE.format("TIFF")),
    b"MM\0*": _not_taken(PICTURE.format("TIFF")),
    # Programs are of unknown kind, even if they contain a PDF's header.
    b"MZ": None,
    b"\x7fELF": None,
}
_MARKS: Final[Mapping[str, tuple[bytes, ...]]] = {
    # The end of any version of a PDF; scanners may write only one of them, or data after it.
    PDF.name: (b"startxref", b"%%EOF"),
    JPG.name: (b"\xff\xda",),
    PNG.name: (b"IDAT",),
}
"""A complete file of the kind contains one of these: the start of its picture data or its end."""
