"""What the header of every page says to this person: where they may go, and what waits there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext as _

from teamlet.ground.access.principal import Principal


def frame(request: HttpRequest, principal: Principal) -> dict[str, Any]:
    """Return the parts of the frame that depend on the person and their practice."""
    return {"practice": principal.practice_key, "language": get_language() or "en", "home_url": "/", "nav": ()}


_ = _
