"""Forms to request 延期 or 办结 and to decide on a request."""

from typing import Any

from django import forms

from departments.form_fields import DayField, TextField
from departments.models import Officer
from projects.assignment_texts import checkpoint_goals
from projects.change_requests.actions import Wish, days_agreed
from projects.change_requests.models import DECISION_LIMIT, ChangeRequest
from projects.models import Assignment, Checkpoint
from uploads.fields import FilesField

REASON_LIMIT = 2000
CHOOSE_AGAIN = "浏览器不会保留选过的文件，请改好后重新选择全部材料。"
Kind = ChangeRequest.Kind


class AssignmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        """The target's code and name, and its project."""
        return f"{obj.target}（{obj.target.project.name}）"


class ChooseAssignmentForm(forms.Form):
    """The department's target that a request is about; ``project`` narrows the choice by number."""

    assignment = AssignmentField(
        label="目标",
        queryset=Assignment.objects.none(),
        empty_label="请选择",
        error_messages={
            "required": "请选择目标。",
            "invalid_choice": "请从本部门承担的目标中选择。",
        },
    )

    def __init__(self, user: Officer, data: Any = None, project: str = "") -> None:
        super().__init__(data)
        field = self.fields["assignment"]
        if isinstance(field, AssignmentField):
            own = Assignment.objects.reported().filter(department=user.department_id)
            if project.isdecimal():
                own = own.filter(target__project__number=project)
            field.queryset = (
                own.select_related("target__project__plan", "department")
                .prefetch_related("target__checkpoints")
                .order_by("target__project__number", "target__number")
            )


class RequestForm(forms.Form):
    """One request about one assignment, with its reasons and files."""

    kind = forms.ChoiceField(
        label="申请事项",
        widget=forms.RadioSelect,
        choices=[
            (Kind.EXTENSION, "延期：推迟一个节点的完成时限"),
            (Kind.CLOSING, "办结：今后不再填报这个目标"),
        ],
        error_messages={"required": "请选择延期或办结。"},
    )
    new_due = DayField(
        label="申请延至",
        required=False,
        error_messages={"invalid": "请按 2026-12-31 的样子填写日期。"},
        help_text="只在申请延期时填写。",
    )
    reason = TextField(
        label="理由",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明理由和依据。"},
    )

    def __init__(self, assignment: Assignment, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        choices = list(checkpoint_goals(assignment, days_agreed(assignment)).items())
        if len(choices) > 1:
            choices.insert(0, ("", "请选择"))
        self.checkpoints = {str(item.pk): item for item in assignment.target.checkpoints.all()}
        self.fields["checkpoint"] = forms.ChoiceField(
            label="推迟哪个节点",
            required=False,
            choices=choices,
            help_text="只在申请延期时选择，列出的是现在的完成时限和要求。",
            error_messages={"invalid_choice": "请从列出的节点中选择。"},
        )
        self.fields["files"] = FilesField(label="证明材料")
        self.order_fields(["kind", "checkpoint", "new_due", "reason", "files"])

    def clean(self) -> dict[str, Any]:
        """Require checkpoint and new day of an extension, and report refused files."""
        cleaned = super().clean() or {}
        is_extension = cleaned.get("kind") == Kind.EXTENSION
        if is_extension and not cleaned.get("new_due") and "new_due" not in self.errors:
            self.add_error("new_due", "请填写申请延至哪一天。")
        if is_extension and not cleaned.get("checkpoint") and "checkpoint" not in self.errors:
            self.add_error("checkpoint", "请选择要推迟的节点。")
        field = self.fields["files"]
        if isinstance(field, FilesField) and field.refused:
            self.add_error("files", field.refused)
        if self.errors and self.files:
            self.add_error("files", CHOOSE_AGAIN)
        return cleaned

    @property
    def repeated_files(self) -> list[str]:
        """Messages about files that were chosen twice."""
        field = self.fields["files"]
        return field.repeated if isinstance(field, FilesField) else []

    def wish(self) -> Wish:
        """The content of the request, from a valid form."""
        kind, reason = self.cleaned_data["kind"], self.cleaned_data["reason"]
        if kind == Kind.CLOSING:
            return Wish(kind, reason)
        checkpoint: Checkpoint = self.checkpoints[self.cleaned_data["checkpoint"]]
        return Wish(kind, reason, checkpoint, self.cleaned_data["new_due"])


class DecisionForm(forms.Form):
    """The bureau's opinion, required for a refusal."""

    decision = TextField(
        label="意见",
        required=False,
        max_length=DECISION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意时必须写明。",
    )


class RevocationForm(forms.Form):
    """Why an accepted request is revoked; an extension may get another day instead."""

    new_due = DayField(
        label="更正为",
        required=False,
        error_messages={"invalid": "请按 2026-12-31 的样子填写日期。"},
        help_text="延至的日期有误时填写正确的日期；留空则撤销，恢复原来的时限。",
    )
    reason = TextField(
        label="理由",
        max_length=DECISION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明为什么撤销或更正。"},
    )

    def __init__(self, is_extension: bool, data: Any = None) -> None:
        super().__init__(data, prefix="revocation")
        if not is_extension:
            del self.fields["new_due"]
