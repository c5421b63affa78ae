"""The accepted kinds of file, for the check, the file inputs and their help text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

SIZE_LIMIT: Final = 20 * 1024 * 1024
FILES_LIMIT: Final = 20
"""Files in one form; the page's script sends each in a request of its own."""

OFFICE: Final = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of content, with the media type by suffix."""

    name: str
    types: Mapping[str, str]


PDF: Final = FileKind("PDF", {".pdf": "application/pdf"})
OFD: Final = FileKind("OFD", {".ofd": "application/ofd"})
DOCX: Final = FileKind("DOCX", {".docx": f"{OFFICE}.wordprocessingml.document"})
DOC: Final = FileKind(
    "DOC、WPS", {".doc": "application/msword", ".wps": "application/wps-office.wps"}
)
XLSX: Final = FileKind("XLSX", {".xlsx": f"{OFFICE}.spreadsheetml.sheet"})
XLS: Final = FileKind(
    "XLS、ET", {".xls": "application/vnd.ms-excel", ".et": "application/wps-office.et"}
)
JPG: Final = FileKind("JPG", dict.fromkeys((".jpg", ".jpeg", ".jfif", ".jpe"), "image/jpeg"))
PNG: Final = FileKind("PNG", {".png": "image/png"})

KINDS: Final = (PDF, OFD, DOCX, DOC, XLSX, XLS, JPG, PNG)
NAMES: Final = "、".join(kind.name for kind in KINDS)
IMAGES: Final = frozenset({*JPG.types.values(), *PNG.types.values()})
"""The media types of pictures, which every browser shows."""
SUFFIXES: Final = frozenset(suffix for kind in KINDS for suffix in kind.types)
HELP: Final = f"可以是 {NAMES}，每个不超过 20 MB，一次最多 {FILES_LIMIT} 个。"


def accept(kinds: Iterable[FileKind] = KINDS) -> str:
    """The ``accept`` attribute of a file input.

    It lists suffixes only, as most systems know no media type for OFD, WPS and ET. A phone that
    stores photos as HEIC converts them for an input that accepts JPG.
    """
    return ",".join(suffix for kind in kinds for suffix in kind.types)
