"""Sessions in our own table, each with whose it is."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone


class SessionStore(DatabaseStore):
    """``settings.SESSION_ENGINE``: Django's database sessions with the person beside them.

    ``person`` is the row of whoever was signed in when the session was read, None for nobody.  Who asks is decided
    by what the session itself says (``sessions.person_of``), never by this row alone.
    """

    person: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table."""
        from teamlet.ground.access.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """Return what the session keeps, read with its person in one statement; nothing once it has expired."""
        rows = self.get_model_class().objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
        row = rows.select_related("user").first()
        if row is None:
            self._session_key = None
            return {}
        self.person = row.user
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row for ``data``, with the signed-in person's number where there is one."""
        row: Any = super().create_model_instance(data)
        user_id = data.get("_auth_user_id")
        row.user_id = int(user_id) if user_id else None
        return row
