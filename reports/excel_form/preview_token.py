"""A form as read, carried through the preview page: signed, compressed, not stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core import signing

from departments.models import Department, Officer
from reports.excel_form.parse import Filled, Problem, TypedRow, Unread
from reports.excel_form.row_key import Key, SheetKind
from reports.models import Period
from spreadsheets.archive import FileRefused

SALT: Final = "reports.excel_form.preview_token"
HOURS: Final = 12
OVER: Final = "预览已过期。请重新上传填报表。"
NOT_OURS: Final = "预览的内容不完整或不是您的。请重新上传填报表。"


@dataclass(frozen=True, slots=True)
class SourceFile:
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The form as read, its file, and the hash of what the preview showed the officer."""

    filled: Filled
    source: SourceFile
    announced: str


def seal(preview: Preview, user: Officer, department: Department, period: Period) -> str:
    """The text for the page's hidden field."""
    whose = [user.pk, department.pk, period.pk]
    return signing.dumps([whose, asdict(preview)], salt=SALT, compress=True)


def unseal(text: str, user: Officer, department: Department, period: Period) -> Preview:
    """What the hidden field holds; raises FileRefused unless it is this officer's."""
    try:
        whose, data = signing.loads(text, salt=SALT, max_age=HOURS * 60 * 60)
    except signing.SignatureExpired as error:
        raise FileRefused(OVER) from error
    except signing.BadSignature as error:
        raise FileRefused(NOT_OURS) from error
    if whose != [user.pk, department.pk, period.pk]:
        raise FileRefused(NOT_OURS)
    filled = data["filled"]
    return Preview(
        Filled(
            [_row(row) for row in filled["rows"]],
            _problems(filled["strays"]),
            [Unread(**item) for item in filled["unread"]],
        ),
        SourceFile(**data["source"]),
        data["announced"],
    )


def _row(data: dict[str, Any]) -> TypedRow:
    key = Key(**data["key"] | {"kind": SheetKind(data["key"]["kind"])})
    return TypedRow(**data | {"key": key, "problems": _problems(data["problems"])})


def _problems(data: list[Mapping[str, Any]]) -> list[Problem]:
    return [Problem(**problem) for problem in data]
