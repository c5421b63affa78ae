"""Rules for passwords that Django has no Chinese words for."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LengthValidator(MinimumLengthValidator):
    """A least number of characters, told in Chinese."""

    def get_error_message(self) -> str:
        """What is told beside the field."""
        return f"密码太短，至少要有{self.min_length}个字符。"

    def get_help_text(self) -> str:
        """What is told before anything is typed."""
        return f"至少{self.min_length}个字符。"
