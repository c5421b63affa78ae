from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any

from django import forms

from departments.actions import CAPABILITIES, DelegationInput, duties_of
from departments.form_fields import DayField, TextField
from departments.models import Officer
from departments.models.delegation import Duty

REASON_LIMIT = 200


class DelegationForm(forms.Form):
    duty = forms.TypedChoiceField(
        label="移交事项", coerce=Duty, error_messages={"required": "请选择移交事项。"}
    )
    officer = forms.TypedChoiceField(
        label="交给",
        coerce=int,
        error_messages={
            "required": "请选择交给谁。",
            "invalid_choice": "现在不能交给此人，请改选他人。",
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

    def __init__(self, user: Officer, today: date, data: Mapping[str, Any] | None = None) -> None:
        """The form of an officer who may hand over and has a department.

        Offered is everybody who may have any of the duties; ``delegate`` refuses who may not have
        the one chosen.
        """
        duties = duties_of(user)
        super().__init__(data, initial={"start": today, "duty": duties[-1]})
        self.today = today
        self.officers = {officer.pk: officer for officer in _candidates(user, duties)}
        _offer(self.fields["officer"], [("", "请选择"), *self._by_department()])
        _offer(self.fields["duty"], [(duty.value, duty.label) for duty in duties])

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
        return DelegationInput(
            cleaned["duty"], officer, cleaned["start"], cleaned["end"], cleaned["reason"]
        )


def _candidates(user: Officer, duties: Iterable[Duty]) -> Iterable[Officer]:
    """Who may take any of the duties over from the user's department, by department and name."""
    if user.department is None:
        return []
    able = [
        Officer.objects.able_to_stand_in(user.department, CAPABILITIES[duty]) for duty in duties
    ]
    anybody = reduce(or_, able).select_related("department")
    return anybody.order_by("department__order", "name", "pk")


def _offer(field: forms.Field, choices: Sequence[tuple[str, Any]]) -> None:
    if isinstance(field, forms.TypedChoiceField):
        field.choices = choices
