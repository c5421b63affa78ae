"""Check uploaded files by their content, not by their name alone."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from uploads.contents import kind_of
from uploads.incoming import IncomingFile
from uploads.kinds import NAMES, SIZE_LIMIT, SUFFIXES
from uploads.refusals import NotTaken

NAME_LIMIT = 150
TOO_LARGE = "“{name}”超过20 MB，请压缩或拆分后再上传。"


def content_type(file: "UploadedFile[Any]") -> str:
    """The media type on which content and suffix of ``file`` agree.

    Raises ValidationError with a message for the user if the file was not received, is too large
    or empty, is of a kind that is not accepted, or has the suffix of another kind.
    """
    check_received(file)
    name = file.name or ""
    if len(name) > NAME_LIMIT:
        raise ValidationError(f"文件名太长（超过{NAME_LIMIT}字），请缩短后再上传。")
    if (file.size or 0) > SIZE_LIMIT:
        raise ValidationError(TOO_LARGE.format(name=name))
    if not file.size:
        raise ValidationError(f"“{name}”是空文件，请检查后重新选择。")
    try:
        kind = kind_of(file)
    except NotTaken as reason:
        raise ValidationError(f"“{name}”{reason}") from reason
    suffix = PurePath(name).suffix.lower()
    if kind is not None and suffix in kind.types:
        return kind.types[suffix]
    if kind is not None:
        raise ValidationError(
            f"“{name}”的内容与扩展名不符：内容是 {kind.name}。请把扩展名改为 "
            f"{' 或 '.join(kind.types)}，或者另存后再上传。"
        )
    if suffix in SUFFIXES:
        raise ValidationError(f"“{name}”的内容与扩展名不符，可能被改过名或已损坏，请另存后再上传。")
    raise ValidationError(f"“{name}”的类型不支持，请上传 {NAMES} 文件。")


def check_received(file: "UploadedFile[Any]") -> None:
    """Raise ValidationError if the server could not store the upload."""
    if isinstance(file, IncomingFile) and file.refusal is not None:
        raise file.refusal


def digest(file: "UploadedFile[Any]") -> str:
    """The SHA-256 of a file's content, in hexadecimal; leaves the file at its start."""
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    file.seek(0)
    return sha256.hexdigest()


def same_content(name: str, first_name: str) -> str:
    """The message about a file whose content was added before as ``first_name``."""
    if name == first_name:
        return f"“{name}”已经添加过，内容完全相同，没有重复添加。"
    return f"“{name}”与已添加的“{first_name}”内容完全相同，没有重复添加。"
