"""PDF files that nobody can open without a password are told apart from protected ones."""

import re
from io import BytesIO

import pytest
from pypdf import PdfWriter

from tests.factories import PDF
from tests.uploads.test_uploads import file, refusal
from uploads.checking import content_type
from uploads.pdfs import needs_password

ALGORITHMS = ("RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256")


def pdf(user: str, algorithm: str = "AES-256") -> bytes:
    """A PDF that opens with the password ``user``, and whose owner has another."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt(user, "owner", algorithm=algorithm)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def direct(content: bytes) -> bytes:
    """The same PDF with its encryption in the trailer itself."""
    (dictionary,) = re.findall(rb"5 0 obj\n(<<.*?>>)\nendobj", content, re.DOTALL)
    return content.replace(b"/Encrypt 5 0 R", b"/Encrypt" + dictionary)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_pdf_with_an_open_password_is_shown(algorithm: str) -> None:
    for content in (pdf("geheim", algorithm), direct(pdf("geheim", algorithm))):
        sentence = refusal("批复.pdf", content)
        assert sentence.startswith("“批复.pdf”设有打开密码，审核人打不开。请")
        assert "另存为 PDF" in sentence


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_pdf_protected_from_printing_alone_is_taken(algorithm: str) -> None:
    for content in (pdf("", algorithm), direct(pdf("", algorithm))):
        assert content_type(file("批复.pdf", content)) == "application/pdf"


def test_the_identity_may_be_written_as_letters() -> None:
    content = pdf("", "RC4-128")
    (digits,) = set(re.findall(rb"<([0-9a-f]{32})>", content[content.index(b"/ID") :]))
    letters = bytes.fromhex(digits.decode())
    for sign in b"\\()":
        letters = letters.replace(bytes([sign]), b"\\" + bytes([sign]))
    written = content.replace(b"<" + digits + b">", b"(" + letters.replace(b"\r", b"\\r") + b")")
    assert b"<" + digits not in written
    assert not needs_password(written)


@pytest.mark.parametrize(
    "content",
    [
        PDF + b"/Encrypt 5 0 R",
        PDF + b"/Encrypt 1 0 R",
        PDF + b"/Encrypt<</Filter/Standard",
        PDF + b"/Encrypt<</Filter/Certificates/V 4>>",
        PDF + b"/Encrypt<</Filter/Standard/V 9>>",
        PDF + b"/Encrypt<</Filter/Standard/V 1/R 2/P 9e99/O()/U()>>",
        PDF + b"/Encrypt" + b"<<" * 9999,
        PDF + b"/Encrypt<</A" + b"[" * 9999,
        PDF + b"/Encrypt 1 0 R" * 99_999,
        pdf("geheim").replace(b"5 0 obj", b"6 0 obj"),
    ],
)
def test_a_pdf_is_taken_when_it_is_not_sure_that_it_is_locked(content: bytes) -> None:
    assert not needs_password(content)
