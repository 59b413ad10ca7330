"""What the audit trail keeps of operations: backups written, backups restored."""

from __future__ import annotations

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit


@action
def note_backup(*, fingerprint: str, rows: int, by: Principal) -> None:
    """Record that everything was copied into a backup sealed with the key of this fingerprint."""
    audit(("backup", fingerprint), rows=rows)


@action
def note_restore(*, epoch: int, made_at: str, rows: int, by: Principal) -> None:
    """Record that a backup made at ``made_at`` took this database's place and began ``epoch``."""
    audit(("installation", str(epoch)), made_at=made_at, rows=rows)
