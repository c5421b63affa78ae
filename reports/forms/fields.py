"""Fields of the reporting forms."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from reports import uploads


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
