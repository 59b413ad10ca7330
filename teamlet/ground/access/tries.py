"""Counting tries: one row per key, taken before the guess is looked at, so that parallel guesses cannot slip by."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from teamlet.ground import clock
from teamlet.ground.access.models import Tries


def take(key: str, *, limit: int, seconds: int) -> bool:
    """Count one try under ``key`` and say whether it is among the first ``limit`` of its ``seconds``.

    The window begins with the first try and ends ``seconds`` later whatever happens in between.
    """
    row, now = _hash(key), clock.now()
    since = now - timedelta(seconds=seconds)
    for _ in range(2):
        if Tries.objects.filter(key=row, began_at__gt=since, count__lt=limit).update(count=F("count") + 1):
            return True
        if Tries.objects.filter(key=row, began_at__lte=since).update(count=1, began_at=now):
            return True
        if Tries.objects.filter(key=row).exists():
            return False
        try:
            with transaction.atomic():
                Tries.objects.create(key=row, count=1, began_at=now)
        except IntegrityError:
            continue  # somebody else began the same window a moment ago
        return True
    return False


def give_back(key: str) -> None:
    """Take one counted try back: the guess was right."""
    Tries.objects.filter(key=_hash(key), count__gt=0).update(count=F("count") - 1)


def forget_old(seconds: int = 86_400) -> int:
    """Delete counters whose window is long over; return how many.  For the nightly job."""
    return Tries.objects.filter(began_at__lt=clock.now() - timedelta(seconds=seconds)).delete()[0]


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
