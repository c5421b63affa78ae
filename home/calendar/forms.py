import re
from datetime import date

from django import forms

from home.calendar.grid import FIRST_YEAR, LAST_YEAR

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class MonthForm(forms.Form):
    """The month that the calendar shows, cleaned to its first day."""

    month = forms.CharField(
        label="月份",
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}),
    )

    def clean_month(self) -> date | None:
        """The first day of a month such as ``2026-11``; None if empty."""
        typed = self.cleaned_data["month"]
        if not typed:
            return None
        match = MONTH.fullmatch(typed)
        if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise forms.ValidationError("月份请按 2026-11 的样子填写；下面显示的是本月。")
        return date(int(match[1]), int(match[2]), 1)
