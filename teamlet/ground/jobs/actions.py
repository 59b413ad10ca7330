"""Writes that a person makes to the background."""

from __future__ import annotations

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.jobs.models import Installation


@action
def release_worker(*, by: Principal) -> bool:
    """Let a held worker begin, after somebody has looked at what a restore brought back; return whether it was held."""
    row = Installation.objects.select_for_update().get(pk=1)
    was_held = row.held_since is not None
    audit(("installation", str(row.epoch)), was_held=was_held, reason=row.held_reason)
    row.held_since = None
    row.held_reason = ""
    row.save(update_fields=["held_since", "held_reason"])
    return was_held
