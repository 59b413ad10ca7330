"""What people had typed when their session locked, ended or was switched: kept for a day, for their eyes only."""

from __future__ import annotations

import json
from datetime import timedelta

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from teamlet.ground import clock
from teamlet.ground.access.models import Draft
from teamlet.ground.access.principal import resolve as resolve_principal, user_id_of

FIELD = "draft"
MOST_FIELDS = 500
MOST_CHARACTERS = 200_000
KEPT_HOURS = 24
_NEVER = ("csrfmiddlewaretoken", "password", "credential", "pin", "code")

Fields = list[tuple[str, str]]


def _allowed(fields: Fields) -> Fields:
    return [(name, value) for name, value in fields if not any(word in name.casefold().split("_") for word in _NEVER)]


def keep_late(request: HttpRequest) -> str:
    """Keep a form that arrived after the lock, with the address it was sent to; return the draft's oid, or empty."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return _keep(user_id_of(request), request.path, "", request.path, pairs)


def keep_typed(request: HttpRequest, path: str, form: str, text: str) -> str:
    """Keep what the browser sends before it locks: ``text`` is JSON ``[[name, value], …]``.

    Returns the draft's oid, or empty when it is no such JSON, or the page is none of a practice's.
    """
    try:
        pairs = [(str(name), str(value)) for name, value in json.loads(text)]
    except (ValueError, TypeError):
        return ""
    return _keep(user_id_of(request), path, form, "", pairs)


def _keep(user_id: int, path: str, form: str, target: str, pairs: Fields) -> str:
    pairs = _allowed(pairs)
    if (
        not pairs
        or len(pairs) > MOST_FIELDS
        or sum(len(value) for _, value in pairs) > MOST_CHARACTERS
        or len(path) > 300
        or len(form) > 80
        or practice_of_path(path) is None
    ):
        return ""
    draft, _ = Draft.objects.update_or_create(
        user_id=user_id, path=path, form=form, defaults={"fields": pairs, "target": target, "at": clock.now()}
    )
    return draft.oid


def practice_of_path(path: str) -> str | None:
    """Return the key of the practice whose page ``path`` is, or None."""
    try:
        return resolve(path).kwargs.get("practice")
    except Resolver404:
        return None


def draft_of(user_id: int, oid: str) -> Draft | None:
    """Return the person's own draft while its practice is open to them, or None."""
    return _open_to(user_id, Draft.objects.filter(user_id=user_id, oid=oid, at__gt=_since()).first())


def drafts_of_page(user_id: int, path: str) -> list[Draft]:
    """Return what the person had typed into the forms of the page ``path``."""
    rows = Draft.objects.filter(user_id=user_id, path=path, at__gt=_since()).exclude(form="")
    return [row for row in rows.order_by("pk") if _open_to(user_id, row) is not None]


def _open_to(user_id: int, draft: Draft | None) -> Draft | None:
    if draft is None:
        return None
    practice = practice_of_path(draft.path)
    return draft if practice is not None and resolve_principal(user_id, practice) is not None else None


def discard(user_id: int, oid: str) -> None:
    """Forget a draft: it was saved, or is not wanted."""
    Draft.objects.filter(user_id=user_id, oid=oid).delete()


def forget_old() -> int:
    """Delete drafts older than a day; return how many."""
    return Draft.objects.filter(at__lte=_since()).delete()[0]


def _since() -> object:
    return clock.now() - timedelta(hours=KEPT_HOURS)
