"""Where a signed-in session stands: usable, locked after idling, or short of its second factor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from teamlet.ground.access.pages import Page


def state_of_session(request: HttpRequest, declared: Page) -> HttpResponse | None:
    """Return where to send the person first (lock screen, second factor), or None when the session is usable."""
    return None
