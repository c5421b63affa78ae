"""Form fields of the plan's figures."""

from typing import Any

from django import forms

from projects.amounts import DECIMALS, WHOLE_DIGITS, AmountRefused, read_amount


class AmountField(forms.DecimalField):
    """An amount of at least 0 in a text input, so that an invalid entry is shown again as typed."""

    widget = forms.TextInput

    def __init__(self, *, is_whole: bool = False, unit: str = "", **options: Any) -> None:
        self.is_whole, self.unit = is_whole, unit
        options.setdefault("max_digits", WHOLE_DIGITS + DECIMALS)
        options.setdefault("decimal_places", DECIMALS)
        super().__init__(**options)
        self.error_messages |= {
            "max_digits": "数字太大，请核对。",
            "max_whole_digits": "数字太大，请核对。",
        }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The attributes that static/projects/amounts.js reads."""
        attributes = super().widget_attrs(widget) | {
            "inputmode": "decimal",
            "autocomplete": "off",
            "data-unit": self.unit,
        }
        return attributes | ({"data-whole": True} if self.is_whole else {})

    def to_python(self, value: Any) -> Any:
        """A Decimal, or None for an empty input."""
        try:
            typed = "" if value is None else str(value)
            return read_amount(typed, is_whole=self.is_whole, unit=self.unit)
        except AmountRefused as refusal:
            raise forms.ValidationError(str(refusal), code="invalid") from refusal
