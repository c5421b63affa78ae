"""The forms of bulletins and their workbooks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from bulletins.document.frozen import ProjectText
from bulletins.models import LAST_NUMBER, Bulletin
from dashboards.snapshots.month_ends import last_month_end
from dashboards.snapshots.target_status import DepartmentInfo
from departments.form_fields import DayField, TextField
from projects.models import Plan, Project


class BulletinForm(forms.Form):
    """A bulletin's day, and its number in the current year."""

    on = DayField(
        label="统计截止日期", error_messages={"invalid": "日期请按 2026-10-31 的样子填写。"}
    )
    number = forms.IntegerField(
        label="期号",
        min_value=1,
        max_value=LAST_NUMBER,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填写期号。",
            "invalid": "期号请填整数，例如 11。",
            "min_value": "期号从1开始。",
            "max_value": f"期号最大为{LAST_NUMBER}。",
        },
    )

    def __init__(self, plan: Plan, today: date, data: Mapping[str, Any]) -> None:
        self.plan, self.today = plan, today
        self.next_number = Bulletin.objects.next_number(plan, today.year)
        day = max(last_month_end(today), plan.start)
        if Bulletin.objects.standing().filter(plan=plan, on=day).exists():
            day = today
        usual = {"on": f"{day:%Y-%m-%d}", "number": str(self.next_number)}
        super().__init__({name: data.get(name, value) for name, value in usual.items()})

    def clean_on(self) -> date:
        """Refuse days outside the plan's past."""
        day: date = self.cleaned_data["on"]
        if not self.plan.start <= day <= self.today:
            raise forms.ValidationError(
                f"请选择{self.plan.start:%Y-%m-%d}至今天（{self.today:%Y-%m-%d}）之间的日期。"
            )
        return day

    def clean_number(self) -> int:
        """Refuse numbers already in use."""
        number: int = self.cleaned_data["number"]
        if Bulletin.objects.filter(plan=self.plan, year=self.today.year, number=number).exists():
            raise forms.ValidationError(
                f"{self.today.year}年第{number}期已经有了，请改用第{self.next_number}期。"
            )
        return number


class WithdrawalForm(forms.Form):
    """Why a bulletin is withdrawn, and a confirmation."""

    reason = TextField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回的理由，例如：惠来县的数据有误。"},
    )
    is_sure = forms.BooleanField(
        label="我知道：撤回后不能恢复，期号不再使用",
        error_messages={"required": "请勾选，表示知道撤回后不能恢复。"},
    )


class ExportForm(forms.Form):
    """The part of a workbook, and its sheets; without a choice the whole workbook.

    ``of`` is a department's code, or ``project-3``. ``own`` is the code offered first.
    """

    PROJECT = "project-"

    of = forms.ChoiceField(
        label="范围",
        required=False,
        error_messages={"invalid_choice": "没有这个县区、部门或项目，请从列表中选择。"},
    )
    sheets = forms.MultipleChoiceField(
        label="工作表",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选就是全部。",
        error_messages={"invalid_choice": "没有这样的工作表，请从列出的中选择。"},
    )

    def __init__(
        self,
        departments: Iterable[DepartmentInfo],
        projects: Iterable[Project | ProjectText],
        sheets: Mapping[str, str],
        data: QueryDict,
        own: str = "",
    ) -> None:
        super().__init__(data)
        known = list(departments)
        choices = [
            ("单个县区", [(item.code, item.short) for item in known if item.is_county]),
            ("单个部门", [(item.code, item.name) for item in known if not item.is_county]),
            ("单个项目", [(self._key(item), f"{item.number} {item.name}") for item in projects]),
        ]
        self.presets = [Preset(name, part, own) for name, part in choices if part]
        of, chosen = self.fields["of"], self.fields["sheets"]
        if isinstance(of, forms.ChoiceField) and isinstance(chosen, forms.ChoiceField):
            of.choices = [("", "全市会议"), *choices]
            chosen.choices = list(sheets.items())

    def _key(self, project: Project | ProjectText) -> str:
        return f"{self.PROJECT}{project.number}"


@dataclass(frozen=True, slots=True)
class Preset:
    """Parts of a workbook of one kind, for one click: its name, and its choices as key and name."""

    name: str
    choices: Sequence[tuple[str, str]]
    own: str


class OtherBulletinForm(forms.Form):
    """The bulletin with which another one is compared; ``2026-10`` is number 10 of 2026."""

    NAME = "with"

    def __init__(self, others: Iterable[Bulletin], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.others = {f"{item.year}-{item.number}": item for item in others}
        self.fields[self.NAME] = forms.ChoiceField(
            label="与哪一期比较",
            choices=[(key, _label(item)) for key, item in self.others.items()],
            error_messages={
                "required": "请选择与哪一期比较。",
                "invalid_choice": "没有这一期会议材料，请从列出的各期中选择。",
            },
        )

    @property
    def chosen(self) -> Bulletin | None:
        """The chosen bulletin, if any."""
        return self.others[self.cleaned_data[self.NAME]] if self.is_valid() else None


def _label(bulletin: Bulletin) -> str:
    withdrawn = "，已撤回" if bulletin.is_withdrawn else ""
    return f"{bulletin}（{bulletin.on:%Y-%m-%d}{withdrawn}）"
