"""Form fields of the whole site."""

from typing import Any

from django import forms

from spreadsheets.typed_text import trimmed


class TextField(forms.CharField):
    """A text whose limit only the server checks: a browser silently cuts pasted text.

    A line break counts as one character however the browser sends it, and a text of invisible
    characters counts as empty.
    """

    default_error_messages = {
        "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请删减。"
    }

    def to_python(self, value: Any) -> str:
        """The text with line feeds as line ends, stripped of invisible characters at both ends."""
        text = super().to_python(value) or ""
        return trimmed(text.replace("\r\n", "\n").replace("\r", "\n"))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The attributes without ``maxlength``."""
        return {
            key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"
        }


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "请按 2026-10-31 的样子填写日期。"}

    def __init__(self, *, label: str, error_messages: Any = None, **options: Any) -> None:
        messages = {"required": f"请填写{label}。"} | (error_messages or {})
        super().__init__(label=label, error_messages=messages, **options)
