"""The reviewers' forms: reasons for returning, ratings, and replies."""

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


class WithdrawForm(forms.Form):
    """Confirms the withdrawal of a report that can then only come late."""

    confirmed = forms.BooleanField(
        label="我已了解，仍要撤回",
        error_messages={"required": "截止日期已过，撤回后再送达市局的算迟报。如确要撤回，请勾选。"},
    )


class ReplyForm(forms.Form):
    """The bureau's reply to a report's problems."""

    text = _text("对存在问题的答复", 1000, "请写明答复的内容。")


@dataclass(frozen=True, slots=True)
class Judging:
    target: Target
    field: forms.BoundField
    before: str


class RatingsForm(forms.Form):
    """The reviewer's rating of each rated target of a report, chosen anew each time."""

    def __init__(
        self,
        rated: Mapping[Assignment, str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """``rated``: the assignments to rate, with the previous period's ratings in words.

        Neither these nor an earlier revision's ratings are preselected, so that a reviewer
        cannot rate by accident.
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
        """The ratings by assignment key; the form must be valid."""
        return {item.pk: self.cleaned_data[f"rating-{item.pk}"] for item in self.rated}
