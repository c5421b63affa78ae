from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms

from departments.actions import DelegationInput
from departments.form_fields import DayField, TextField
from departments.models import Department, Officer

REASON_LIMIT = 200


class DelegationForm(forms.Form):
    officer = forms.TypedChoiceField(
        label="代填人",
        coerce=int,
        error_messages={
            "required": "请选择代填人。",
            "invalid_choice": "此人现在不能代填，请改选他人。",
        },
    )
    start = DayField(label="开始日期")
    end = DayField(label="结束日期", required=False, help_text="含当日。留空：直到收回。")
    reason = TextField(
        label="原因",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明原因，例如：填报员外出学习。"},
    )

    def __init__(
        self, department: Department, today: date, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"start": today})
        self.today = today
        candidates = Officer.objects.able_to_stand_in(department).select_related("department")
        in_order = candidates.order_by("department__order", "name", "pk")
        self.officers = {officer.pk: officer for officer in in_order}
        field = self.fields["officer"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", "请选择"), *self._by_department()]

    def _by_department(self) -> list[tuple[str, list[tuple[str, str]]]]:
        grouped = groupby(self.officers.values(), key=lambda officer: str(officer.department))
        return [
            (name, [(str(item.pk), f"{item}（{item.get_role_display()}）") for item in group])
            for name, group in grouped
        ]

    def clean_start(self) -> date:
        """Refuse past days: a delegation cannot change who reported then."""
        start: date = self.cleaned_data["start"]
        if start < self.today:
            raise forms.ValidationError("开始日期不能早于今天。")
        return start

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", "结束日期不能早于开始日期。")
        return cleaned

    def delegate(self) -> DelegationInput:
        """The values of a valid form for :func:`departments.actions.delegate`."""
        cleaned = self.cleaned_data
        officer = self.officers[cleaned["officer"]]
        return DelegationInput(officer, cleaned["start"], cleaned["end"], cleaned["reason"])
