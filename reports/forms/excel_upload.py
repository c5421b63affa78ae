"""The file that a filled form comes in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from uploads.checking import check_received
from uploads.kinds import SIZE_LIMIT, XLSX, accept

EMPTY = "这个文件是空的，请检查后重新选择。"
TOO_LARGE = "文件超过 20 MB。填报表通常不到 1 MB，请删去贴入的图片等内容后再上传。"


class FilledForm(forms.Form):
    """One .xlsx file; what is in it is read elsewhere."""

    file = forms.FileField(
        label="填好的填报表（.xlsx）",
        widget=forms.FileInput(attrs={"accept": accept([XLSX])}),
        error_messages={"required": "请选择填好的填报表。", "empty": EMPTY},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what did not arrive, or is too large, before any of it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        check_received(file)
        if (file.size or 0) > SIZE_LIMIT:
            raise forms.ValidationError(TOO_LARGE)
        return file
