"""The frame of every page, put together from providers that settings name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import ROLE_LABELS
from teamlet.ground.ui.frame import Frame, IdleLock, NavItem, Person, bare_frame


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return ``{"frame": Frame}`` for the signed-in person, or the bare frame before sign-in.

    Providers in ``settings.FRAME_PROVIDERS`` add their parts; what they say comes before what is said here.
    """
    principal = getattr(request, "principal", None)
    if principal is None or principal.user_id is None:  # nobody, or a patient who came by link or tablet
        return {"frame": bare_frame(request)}
    parts: dict[str, Any] = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "home_url": f"/practice/{principal.practice_key}/",
        "person": _person(request, principal),
        "idle": IdleLock(
            minutes=settings.IDLE_LOCK_SECONDS // 60,
            lock_url=reverse("locked"),
            keep_url=reverse("still_here"),
            drafts_url=f"{reverse('page_drafts')}?{urlencode({'page': request.path})}",
        ),
    }
    for path in settings.FRAME_PROVIDERS:
        parts |= import_string(path)(request, principal)
    return {"frame": Frame(**parts)}


def _person(request: HttpRequest, principal: Principal) -> Person:
    lock = f"{reverse('locked')}?{urlencode({'next': request.path})}"
    return Person(
        name=principal.name,
        role=", ".join(_(ROLE_LABELS[role]) for role in sorted(principal.roles)),
        links=(
            NavItem(_("Lock this screen"), lock),
            NavItem(_("PIN on this device"), reverse("own_pin")),
            NavItem(_("Second factor"), reverse("mfa_index")),
            NavItem(_("Password"), reverse("account_change_password")),
        ),
        actions=(
            NavItem(_("Switch person"), reverse("switch_person")),
            NavItem(_("Sign out"), reverse("account_logout")),
        ),
    )
