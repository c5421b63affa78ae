from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from uploads.checking import content_type, digest, same_content
from uploads.kinds import HELP, accept


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked by its content; cleans to (file, content type) pairs.

    ``refused`` and ``repeated`` hold messages about files left out.
    """

    def __init__(self, **options: Any) -> None:
        widget = FilesInput(attrs={"accept": accept()})
        super().__init__(required=False, widget=widget, help_text=HELP, **options)
        self.refused: list[str] = []
        self.repeated: list[str] = []

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002
        """Check each file; bad and repeated ones are left out without losing the others."""
        checked: list[tuple[UploadedFile[Any], str]] = []
        names: dict[str, str] = {}
        self.refused, self.repeated = [], []
        for file in data or []:
            try:
                media_type = content_type(file)
            except forms.ValidationError as error:
                self.refused.extend(error.messages)
                continue
            name = file.name or ""
            first_name = names.setdefault(digest(file), name)
            if len(names) > len(checked):
                checked.append((file, media_type))
            else:
                self.repeated.append(same_content(name, first_name))
        return checked
