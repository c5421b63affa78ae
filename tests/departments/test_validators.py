"""Passwords are refused in Chinese words."""

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError


def test_a_short_password_is_shown_in_chinese() -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password("短x9-Q")

    assert refusal.value.messages == ["密码太短，至少要有10个字符。"]


def test_help_before_typing_is_in_chinese() -> None:
    assert "至少10个字符。" in password_validators_help_texts()
    assert not any(text.isascii() for text in password_validators_help_texts())
