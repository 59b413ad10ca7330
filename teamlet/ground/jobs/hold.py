"""The installation's epoch, and the hold that a restore puts on the worker."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from django.db import connection, transaction

from teamlet.ground.access.principal import installation as installation_principal
from teamlet.ground.jobs.actions import release_worker
from teamlet.ground.jobs.models import Installation


def installation() -> Installation:
    """Return the installation's row, made at first use."""
    found = Installation.objects.filter(pk=1).first()
    if found is None:
        found, _ = Installation.objects.get_or_create(pk=1, defaults={"epoch_key": secrets.token_hex(16)})
    return found


def epoch_key() -> str:
    """Return what tells this installation from the one before a restore; every page of a patient asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch_key FROM jobs_installation WHERE id = 1")
        found = cursor.fetchone()
    return str(found[0]) if found is not None else installation().epoch_key


def is_held() -> bool:
    """Whether the worker may not work now."""
    return installation().held_since is not None


def release() -> bool:
    """Let a held worker begin, as a command; return whether it was held."""
    return is_held() and release_worker(by=installation_principal("command"))


def begin_epoch(*, at_least: int, reason: str) -> Installation:
    """Begin a new epoch with the worker held; its number is above ``at_least`` and above the present one."""
    installation()
    with transaction.atomic():
        row = Installation.objects.select_for_update().get(pk=1)
        row.epoch = max(row.epoch, at_least) + 1
        row.epoch_key = secrets.token_hex(16)
        row.held_since = datetime.now(UTC)
        row.held_reason = reason
        row.save()
    return row
