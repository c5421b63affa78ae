"""Hooks of allauth and Django for signing in; ``tracker/settings.py`` names them."""

from datetime import date
from functools import lru_cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from departments.models import Officer


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up: the administrator creates all accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


class OfficerBackend(AuthenticationBackend):
    """Loads the officer by ``OfficerManager.for_request``, in one query."""

    def get_user(self, user_id: Any) -> Officer | None:
        """The active officer with this key; ``is_delegate`` holds for today."""
        officer = _officers(timezone.localdate()).filter(pk=user_id).first()
        return officer if officer and self.user_can_authenticate(officer) else None


@lru_cache(maxsize=1)
def _officers(on: date) -> QuerySet[Officer]:
    """The query of every request; to build it takes twice as long as to run it."""
    return Officer.objects.for_request(on)


class LengthValidator(MinimumLengthValidator):
    """Minimum length with Chinese messages, which Django does not translate."""

    def get_error_message(self) -> str:
        """The error shown beside the field."""
        return f"密码太短，至少要有{self.min_length}个字符。"

    def get_help_text(self) -> str:
        """The help text shown beside the field."""
        return f"至少{self.min_length}个字符。"
