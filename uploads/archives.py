"""The kind of a ZIP archive, by its members' names and the types it declares."""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Final
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml.ElementTree import ParseError, fromstring

from uploads.kinds import DOCX, OFD, XLSX, FileKind
from uploads.refusals import (
    ARCHIVE,
    DAMAGED,
    LOCKED,
    MACROS,
    SHEET,
    SLIDES,
    TEMPLATE,
    TEXT,
    NotTaken,
)

MEMBERS_LIMIT: Final = 2000
BYTES_LIMIT: Final = 4 * 1024 * 1024
"""Limits on the members that declare types and relations; real Office files stay far below."""

_ENCRYPTED: Final = 0x1
_PARTS: Final = {
    re.compile(r"ofd\.xml"): OFD,
    re.compile(r"word/document\d*\.xml"): DOCX,
    re.compile(r"xl/workbook\d*\.xml"): XLSX,
}
_MACRO_NAMES: Final = re.compile(
    r"vbaproject\.bin\Z|/macrosheets/|/embeddings/[^/]*\.(?:(?:doc|dot|xls|xlt|ppt|pot|pps)m|xlam)\Z"
)
_MACRO_TYPES: Final = re.compile(r"vbaproject|macroenabled|macrosheet")
_LOCAL: Final = re.compile(r"file:/(?://)?(?!/)|[a-z]:")
"""The start of an address on the author's own computer, which Word stores for local templates."""


def of_archive(file: IO[bytes]) -> FileKind:
    """The kind of an archive; raises NotTaken with the reason if it is not accepted."""
    try:
        with ZipFile(file) as archive:
            return _kind_of(archive)
    # The errors of the archive and XML readers on damaged files.
    except (BadZipFile, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise NotTaken(DAMAGED) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotTaken(DAMAGED) from error


def _kind_of(archive: ZipFile) -> FileKind:
    members = {member.filename.lower(): member for member in archive.infolist()}
    if any(map(_MACRO_NAMES.search, members)):
        raise NotTaken(MACROS)
    main_parts = (
        (kind, name) for part, kind in _PARTS.items() for name in filter(part.fullmatch, members)
    )
    kind, main = next(main_parts, (None, ""))
    if kind is None:
        raise NotTaken(_other_archive(members))
    if any(member.flag_bits & _ENCRYPTED for member in archive.infolist()):
        raise NotTaken(LOCKED)
    if not members[main].file_size:
        raise NotTaken(DAMAGED)
    if kind is not OFD:
        _check_declared(archive)
    return kind


def _other_archive(names: Mapping[str, ZipInfo]) -> str:
    if any(name.startswith("ppt/") for name in names):
        return SLIDES
    if "xl/workbook.bin" in names:
        return SHEET.format("XLSB")
    if "mimetype" in names and "content.xml" in names:
        return TEXT.format("ODF 文档")
    return ARCHIVE


def _check_declared(archive: ZipFile) -> None:
    """Refuse macros under any name, and templates that Word would download."""
    for attributes in _declarations(archive):
        if _MACRO_TYPES.search(attributes.get("ContentType", "").lower()):
            raise NotTaken(MACROS)
        is_template = attributes.get("Type", "").lower().endswith("attachedtemplate")
        if is_template and _is_remote(attributes.get("Target", "")):
            raise NotTaken(TEMPLATE)


def _declarations(archive: ZipFile) -> Iterator[Mapping[str, str]]:
    """The attributes of all elements that declare types of parts or relations between them."""
    members = [member for member in archive.infolist() if _declares(member.filename.lower())]
    size = sum(member.file_size for member in members)
    if len(members) > MEMBERS_LIMIT or size > BYTES_LIMIT:
        raise NotTaken(DAMAGED)
    for member in members:
        # Office writes no other methods, and theirs may inflate a few bytes without limit.
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise NotTaken(DAMAGED)
        for element in fromstring(archive.read(member)).iter():
            yield element.attrib


def _declares(name: str) -> bool:
    return name == "[content_types].xml" or name.endswith(".rels")


def _is_remote(target: str) -> bool:
    address = unquote(target).strip().lower().replace("\\", "/")
    return not _LOCAL.match(address) and (":" in address or address.startswith("//"))
