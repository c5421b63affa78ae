"""Fields of the reporting forms: texts, amounts, files."""

from typing import Any
from unicodedata import normalize

from django import forms
from django.core.files.uploadedfile import UploadedFile

from departments.fields import TextField
from reports import uploads

__all__ = ["AmountField", "FilesField", "FilesInput", "TextField"]

NUMBER_ERRORS = {
    "invalid": "请填写数字，不要带单位或其他文字。",
    "max_digits": "数字太大，请核对。",
    "max_decimal_places": "最多保留两位小数。",
    "max_whole_digits": "数字太大，请核对。",
}
WHOLE_DIGITS = 12  # what the database keeps of an amount, beside two decimals


class AmountField(forms.DecimalField):
    """An amount of at least 0, typed as text so that a wrong one comes back as typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, decimal_places: int, **options: Any) -> None:
        super().__init__(
            required=False,
            max_digits=WHOLE_DIGITS + decimal_places,
            decimal_places=decimal_places,
            error_messages=NUMBER_ERRORS,
            **options,
        )

    def to_python(self, value: Any) -> Any:
        """Read digits however they were typed: full-width ones and thousands' commas too."""
        typed = normalize("NFKC", str(value or "")).replace(",", "").strip()
        return super().to_python(typed)

    def validate(self, value: Any) -> None:
        """Refuse amounts below 0."""
        super().validate(value)
        if value is not None and value < 0:
            raise forms.ValidationError("不能是负数。")


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked by its content; cleans to (file, content type) pairs."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002
        """Check each file; one bad file does not lose the good ones."""
        checked: list[tuple[UploadedFile[Any], str]] = []
        self.refused: list[str] = []
        for file in data or []:
            try:
                checked.append((file, uploads.content_type(file)))
            except forms.ValidationError as error:
                self.refused.extend(error.messages)
        return checked
