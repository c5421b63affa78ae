"""What reviewers fill in: why a report goes back, and how rated targets are judged."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from projects.models import Assignment
from reports.forms.fields import TextField
from reports.models import Measurement


class ReasonForm(forms.Form):
    """Why a report goes back."""

    reason = TextField(
        label="退回理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，以便对方知道如何修改。"},
    )


class RatingsForm(forms.Form):
    """The reviewer's judgement of each rated target of a report."""

    def __init__(
        self,
        assignments: Sequence[Assignment],
        data: Mapping[str, Any] | None = None,
        current: Mapping[int, str] | None = None,
    ) -> None:
        initial = {f"rating-{key}": rating for key, rating in (current or {}).items()}
        super().__init__(data, initial=initial)
        self.assignments = assignments
        for assignment in assignments:
            self.fields[f"rating-{assignment.pk}"] = forms.ChoiceField(
                label=assignment.target.name,
                help_text=assignment.target.quote,
                choices=[("", "请选择"), *Measurement.Rating.choices],
                error_messages={"required": "请选择评定结果。"},
            )

    def ratings(self) -> dict[int, str]:
        """The judgements by assignment key; the form is valid."""
        return {item.pk: self.cleaned_data[f"rating-{item.pk}"] for item in self.assignments}
