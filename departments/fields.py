"""Form fields of the whole site."""

from typing import Any

from django import forms


class TextField(forms.CharField):
    """A text whose limit the server tells: a browser would cut what is pasted, silently."""

    default_error_messages = {
        "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请删减。"
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without maxlength."""
        return {
            key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"
        }
