"""How an officer is found again on each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from departments.models import Officer


class OfficerBackend(AuthenticationBackend):
    """Accounts by user name, with their department and whether they stand in, in one query."""

    def get_user(self, user_id: Any) -> Officer | None:
        """The active officer with this key, ``is_delegate`` told for today."""
        known = Officer.objects.with_delegations(timezone.localdate())
        officer = known.select_related("department__county").filter(pk=user_id).first()
        return officer if officer and self.user_can_authenticate(officer) else None
