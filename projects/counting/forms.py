from collections.abc import Mapping
from typing import Any

from django import forms

from departments.form_fields import TextField
from projects.counting.wordings import signature
from projects.models import Target

COUNTING_LIMIT = 500


class CountingForm(forms.Form):
    """A target's 填报口径; ``opened`` is the signature of the text it was opened with."""

    counting = TextField(
        label="填报口径",
        required=False,
        max_length=COUNTING_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写清填什么、累计还是按年度（学期）重新计数、截至哪一天，比率写清分子和分母。"
        "填报员在输入框旁看到的就是这段文字；留空则不显示。",
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, target: Target, data: Mapping[str, Any] | None = None) -> None:
        opened = signature(target.counting)
        super().__init__(data, initial={"counting": target.counting, "opened": opened})
