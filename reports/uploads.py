"""Checking uploaded files by what is in them, not by what they are called."""

import zipfile
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

SIZE_LIMIT = 20 * 1024 * 1024
NAME_LIMIT = 150
TOO_LARGE = "“{name}”超过20 MB，请压缩或拆分后再上传。"
SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
OFFICE = "application/vnd.openxmlformats-officedocument"
OFFICE_PARTS = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
}
SUFFIXES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": OFFICE_PARTS["word/document.xml"],
    ".xlsx": OFFICE_PARTS["xl/workbook.xml"],
}


def content_type(file: "UploadedFile[Any]") -> str:
    """The type that ``file``'s content and name agree on.

    Raises ValidationError, with a sentence for the screen, when the file is too large,
    empty, of a kind that is not taken, or named as another kind than it is.
    """
    name = file.name or ""
    if len(name) > NAME_LIMIT:
        raise ValidationError(f"文件名太长（超过{NAME_LIMIT}字），请缩短后再上传。")
    if (file.size or 0) > SIZE_LIMIT:
        raise ValidationError(TOO_LARGE.format(name=name))
    if not file.size:
        raise ValidationError(f"“{name}”是空文件，请检查后重新选择。")
    named = SUFFIXES.get(PurePath(name).suffix.lower())
    if named is None:
        raise ValidationError(f"“{name}”的类型不支持，请上传 PDF、PNG、JPG、DOCX 或 XLSX 文件。")
    if _found(file) != named:
        raise ValidationError(f"“{name}”的内容与扩展名不符，可能被改过名或已损坏，请另存后再上传。")
    return named


def _found(file: "UploadedFile[Any]") -> str | None:
    file.seek(0)
    head = file.read(16)
    for signature, found in SIGNATURES.items():
        if head.startswith(signature):
            file.seek(0)
            return found
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        names = set()
    file.seek(0)
    return next((found for part, found in OFFICE_PARTS.items() if part in names), None)
