"""Detect PDFs that need a password."""

import re
import struct
from collections import deque
from io import BytesIO
from typing import Final

from pypdf import PasswordType, PdfReader
from pypdf.errors import PyPdfError

NEAR: Final = 2048
"""Bytes before and after ``/Encrypt`` that contain its trailer."""

DICTIONARY: Final = 4096
"""Bytes that contain a whole encryption dictionary."""

_ENCRYPT: Final = re.compile(rb"/Encrypt\s{0,9}(?:(\d{1,10}\s{1,9}\d{1,5})\s{1,9}R|(?=<<))")
_ID: Final = re.compile(
    rb"/ID\s{0,9}\[\s{0,9}(<[^<>]{0,200}>|\((?:[^\\()]|\\.|\([^\\()]*\)){0,200}\))", re.DOTALL
)


def needs_password(content: bytes) -> bool:
    """Whether a PDF cannot be opened without a password; ``False`` if that is unclear.

    A PDF that is only protected from printing or copying opens with the empty password.
    """
    mention = _last(_ENCRYPT, content)
    if mention is None:
        return False
    dictionary = _last(_object(mention[1]), content) if mention[1] else mention
    if dictionary is None:
        return False
    near = content[max(mention.start() - NEAR, 0) : mention.end() + NEAR]
    identity = _last(_ID, near)
    excerpt = _excerpt(
        content[dictionary.end() : dictionary.end() + DICTIONARY],
        identity[1] if identity else b"()",
    )
    try:
        return PdfReader(excerpt).decrypt("") == PasswordType.NOT_DECRYPTED
    # The reader's errors on damaged files and unknown encryptions.
    except (PyPdfError, RuntimeError, ValueError, LookupError, TypeError, struct.error):
        return False


def _last(pattern: re.Pattern[bytes], content: bytes) -> re.Match[bytes] | None:
    """The last match is the newest: a PDF's versions are appended one after another."""
    return next(iter(deque(pattern.finditer(content), maxlen=1)), None)


def _object(number: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\b" + rb"\s{1,9}".join(number.split()) + rb"\s{1,9}obj")


def _excerpt(dictionary: bytes, identity: bytes) -> BytesIO:
    """A PDF of these two alone: reading all of a hostile file could take minutes."""
    header = b"%PDF-1.7\n"
    body = header + b"1 0 obj\n" + dictionary + b"\nendobj\n"
    table = b"xref\n0 2\n0000000000 65535 f \n%010d 00000 n \n" % len(header)
    trailer = b"trailer\n<</Size 2/Encrypt 1 0 R/ID[%b%b]>>\n" % (identity, identity)
    return BytesIO(body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body))
