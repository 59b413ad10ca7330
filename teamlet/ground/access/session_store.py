"""Sessions in our own table, each with whose it is."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    """``settings.SESSION_ENGINE``: Django's database sessions with the person's row number beside them."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table."""
        from teamlet.ground.access.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row for ``data``, with the signed-in person's number where there is one."""
        row: Any = super().create_model_instance(data)
        user_id = data.get("_auth_user_id")
        row.user_id = int(user_id) if user_id else None
        return row
