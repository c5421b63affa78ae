"""The bureau's forms for a period's days and for unlocking it for a department."""

from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils import timezone

from collection.periods.actions import Days, UnlockInput
from departments.form_fields import DayField, TextField
from departments.models import Department
from departments.moments import end_of
from projects.models import Responsibility
from reports.models import Holiday, Period, Report

REASON_LIMIT = 300
LONGEST_UNLOCK = timedelta(days=366)


class PeriodForm(forms.Form):
    """A period's days; ``was_…`` are those shown when the form was rendered."""

    opens = DayField(label="开放日期", help_text="从这一天起可以填报。")
    due = DayField(label="截止日期", help_text="含当日；之后报送的算迟报。")
    was_opens = forms.DateField(widget=forms.HiddenInput)
    was_due = forms.DateField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(label="我已了解，仍要这样修改", required=False)

    def __init__(self, period: Period, data: QueryDict | None = None) -> None:
        self.period = period
        self.today = timezone.localdate()
        super().__init__(data, initial={"opens": period.opens, "due": period.due} | self._seen())

    def _seen(self) -> dict[str, str]:
        return {
            "was_opens": self.period.opens.isoformat(),
            "was_due": self.period.due.isoformat(),
        }

    def look_again(self, period: Period) -> None:
        """Accept the period's current days as seen, and keep what was typed."""
        self.period = period
        self.data = {name: self.data.get(name) for name in self.data} | self._seen()

    def clean_opens(self) -> date:
        """Refuse to close a period that has reports: drafts would disappear from the lists."""
        opens: date = self.cleaned_data["opens"]
        count = Report.objects.filter(period=self.period).count() if opens > self.today else 0
        if count:
            raise forms.ValidationError(f"已有 {count} 份报告，开放日期不能改到今天以后。")
        return opens

    def clean(self) -> dict[str, Any]:
        """Check the days together, and require confirmation if they make reports late."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        changed = copy(self.period)
        changed.opens, changed.due = cleaned["opens"], cleaned["due"]
        changed.clean()
        consequences = self._consequences(changed)
        if consequences and not cleaned["confirmed"]:
            self.add_error("confirmed", f"{consequences}如确要修改，请勾选后再保存。")
        return cleaned

    def _consequences(self, changed: Period) -> str:
        """What a new due day does to reports, as a text; empty without anything."""
        due, before = changed.due, self.period.due
        if due == before:
            return ""
        count = Report.objects.filter(
            period=self.period,
            revision=1,
            endorsed_at__gte=end_of(due),
            endorsed_at__lt=end_of(before),
        ).count()
        text = f"已按时报送的 {count} 份报告会变成迟报。" if count else ""
        if due < self.today <= before:
            text += "这一天已经过去，还没有报送的部门马上算逾期。"
        if due < changed.end:
            text += f"报告期到{changed.end:%Y-%m-%d}才结束，数据将只报到{due:%Y-%m-%d}。"
        if day_off := Holiday.objects.calendar().day_off(due):
            text += f"{due:%Y-%m-%d}是{day_off}，不是工作日。"
        return text

    @property
    def asks_to_confirm(self) -> bool:
        """Whether the checkbox ``confirmed`` is shown."""
        return "confirmed" in self.errors or "confirmed" in self.data

    def seen(self) -> Days:
        """The days shown when the form was rendered; needs a valid form."""
        return Days(self.cleaned_data["was_opens"], self.cleaned_data["was_due"])

    def days(self) -> Days:
        """The new days; needs a valid form."""
        return Days(self.cleaned_data["opens"], self.cleaned_data["due"])


class UnlockForm(forms.Form):
    """Unlock a locked period for a department; ``seen_at`` is when the form was rendered."""

    department = forms.ModelChoiceField(
        label="部门",
        queryset=Department.objects.none(),
        to_field_name="code",
        empty_label="请选择",
        error_messages={
            "required": "请选择部门。",
            "invalid_choice": "这个部门在本报告期没有报送任务，请改选其他部门。",
        },
    )
    until = DayField(label="有效期至", help_text="含当日；之后自动恢复锁定。")
    reason = TextField(
        label="理由",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由，例如：机构调整，数据核对延后。"},
    )
    seen_at = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, period: Period, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=self._seen())
        self.today = timezone.localdate()
        reporting = Responsibility.objects.holding(period.due).filter(
            department=OuterRef("pk"), role=period.role
        )
        field = self.fields["department"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Department.objects.filter(Exists(reporting))

    @staticmethod
    def _seen() -> dict[str, str]:
        return {"seen_at": timezone.now().isoformat()}

    def look_again(self) -> None:
        """Accept the current state as seen, and keep what was typed."""
        self.data = {name: self.data.get(name) for name in self.data} | self._seen()

    def clean_until(self) -> date:
        """Refuse past days, and days so late that the year must be mistyped."""
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise forms.ValidationError("有效期不能早于今天。")
        if until > self.today + LONGEST_UNLOCK:
            raise forms.ValidationError("有效期最长一年，请核对年份。")
        return until

    def unlock_input(self) -> UnlockInput:
        """The values for :func:`collection.periods.actions.unlock`; needs a valid form."""
        return UnlockInput(**self.cleaned_data)
