from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from collection.holidays.read import HolidaySheet, read_holidays
from spreadsheets.archive import FileRefused
from uploads.checking import check_received
from uploads.kinds import SIZE_LIMIT, XLSX, accept


class HolidayForm(forms.Form):
    """The filled sheet of holidays; ``sheet`` is what it says, once it is valid."""

    file = forms.FileField(
        label="填好的节假日表（.xlsx）",
        widget=forms.FileInput(attrs={"accept": accept([XLSX])}),
        error_messages={
            "required": "请选择填好的节假日表。",
            "empty": "这个文件是空的，请检查后重新选择。",
        },
    )
    sheet: HolidaySheet

    def clean_file(self) -> "UploadedFile[Any]":
        """Read the file; each error names its row."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        check_received(file)
        if (file.size or 0) > SIZE_LIMIT:
            raise forms.ValidationError("文件超过 20 MB，请只保留节假日表后再上传。")
        try:
            self.sheet = read_holidays(file.read(), timezone.localdate())
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if self.sheet.errors:
            raise forms.ValidationError(self.sheet.errors)
        return file
