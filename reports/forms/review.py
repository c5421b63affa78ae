"""What reviewers fill in: why a report goes back, how rated targets are judged, replies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from departments.form_fields import TextField
from projects import wording
from projects.models import Assignment, Target


def _text(label: str, limit: int, missing: str) -> TextField:
    return TextField(
        label=label,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class ReasonForm(forms.Form):
    reason = _text("退回理由", 500, "请写明理由，以便对方知道如何修改。")


class ReplyForm(forms.Form):
    """What the bureau answers to the problems a report names."""

    text = _text("对存在问题的答复", 1000, "请写明答复的内容。")


@dataclass(frozen=True, slots=True)
class Judging:
    target: Target
    field: forms.BoundField
    before: str


class RatingsForm(forms.Form):
    """The reviewer's judgement of each rated target of a report, each time anew."""

    def __init__(
        self,
        rated: Mapping[Assignment, str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """``rated``: the assignments to judge, with the last period's judgements in words.

        These are shown, never chosen beforehand, and neither is what an earlier revision was
        given: who presses without looking has judged nothing.
        """
        super().__init__(data)
        self.rated = rated
        for assignment in rated:
            self.fields[f"rating-{assignment.pk}"] = forms.ChoiceField(
                label=str(assignment.target),
                choices=[("", "请选择"), *wording.choices(wording.RATING_LABELS)],
                error_messages={"required": "请选择评定结果。"},
            )

    @property
    def judgings(self) -> list[Judging]:
        return [
            Judging(item.target, self[f"rating-{item.pk}"], before)
            for item, before in self.rated.items()
        ]

    def ratings(self) -> dict[int, str]:
        """The judgements by assignment key; the form is valid."""
        return {item.pk: self.cleaned_data[f"rating-{item.pk}"] for item in self.rated}
