"""Database sessions that end after half an hour without a request.

Saving the session on each request would keep it exact; saving it once a minute is enough: it ends
after 29 to 30 idle minutes, and most requests write nothing.
"""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

TOUCHED_EVERY = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """Django's store, which extends a session at most once a minute."""

    def load(self) -> dict[str, Any]:
        """The session's data; empty if it has ended or is unknown."""
        running = self.model.objects.filter(expire_date__gt=timezone.now())
        session = running.filter(session_key=self.session_key).first()
        if session is None:
            return super().load()
        expires = timezone.now() + timedelta(seconds=self.get_session_cookie_age())
        if expires - session.expire_date > TOUCHED_EVERY:
            self.modified = True
        return self.decode(session.session_data)
