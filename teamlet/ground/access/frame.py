"""The frame of every page, put together from providers that settings name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from teamlet.ground.ui.frame import Frame, bare_frame


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return ``{"frame": Frame}`` for the signed-in person, or the bare frame before sign-in."""
    principal = getattr(request, "principal", None)
    if principal is None:
        return {"frame": bare_frame(request)}
    parts: dict[str, Any] = {}
    for path in settings.FRAME_PROVIDERS:
        parts |= import_string(path)(request, principal)
    return {"frame": Frame(**parts)}
