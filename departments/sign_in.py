"""Who signs in and how: what allauth and Django ask for by ``tracker/settings.py``."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest
from django.utils import timezone

from departments.models import Officer


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Always closed."""
        return False


class OfficerBackend(AuthenticationBackend):
    """Accounts by user name, with their department and whether they stand in, in one query."""

    def get_user(self, user_id: Any) -> Officer | None:
        """The active officer with this key, ``is_delegate`` told for today."""
        known = Officer.objects.with_delegations(timezone.localdate())
        officer = known.select_related("department__county").filter(pk=user_id).first()
        return officer if officer and self.user_can_authenticate(officer) else None


class LengthValidator(MinimumLengthValidator):
    """A least number of characters, told in Chinese, for which Django has no words."""

    def get_error_message(self) -> str:
        """What is told beside the field."""
        return f"密码太短，至少要有{self.min_length}个字符。"

    def get_help_text(self) -> str:
        """What is told before anything is typed."""
        return f"至少{self.min_length}个字符。"
