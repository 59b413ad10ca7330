"""What stands before a command: Django, logs, the schema guard and the clock guard."""

from __future__ import annotations

import os
import sys

from teamlet.cli.console import Console
from teamlet.ground.operations.halt import Halt


def set_up(process: str = "command") -> None:
    """Load Django and the logs.  Raises ``Halt`` when a setting cannot be used."""
    # structlog takes 4 MB for a colorful console where a developer's tool brought rich; our logs are JSON.
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # the import system's "not there"
    import django

    from teamlet.ground.operations import logs

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamlet.settings")
    # What we write (database, keys, documents, backups) is for this user alone.
    os.umask(0o077)
    try:
        django.setup(set_prefix=False)
    except (ValueError, OSError) as error:
        raise Halt(f"The settings cannot be used: {error}") from error
    logs.configure(process)


def guard_clock(*, schema_is_there: bool = True) -> None:
    """Accept ``TEAMLET_NOW`` only where every practice is a demo one.

    Raises ``Halt`` when it is not a date and time, or when a real practice is here.
    """
    from django.conf import settings

    from teamlet.ground import clock

    if not settings.TEAMLET_NOW:
        return
    try:
        clock.moved_start()
    except ValueError as error:
        raise Halt("TEAMLET_NOW is a date and time such as 2026-11-21T09:00") from error
    if not schema_is_there:
        return
    from teamlet.records.practice.queries import clock_may_be_moved

    if not clock_may_be_moved():
        raise Halt("TEAMLET_NOW moves the clock of demo practices only, and this installation has a real one.")


def open_database(console: Console, process: str = "command", *, migrate_first: bool = False) -> None:
    """Make the database usable for a command, or raise ``Halt`` with the plain reason why it is not.

    With ``migrate_first`` the schema is brought up to date, otherwise it must be so already.
    """
    from teamlet.ground.operations.schema import refuse_newer, require_current, schema

    set_up(process)
    if migrate_first:
        state = schema()
        refuse_newer(state)
        # Before anything is written with a moved clock:
        if "practice.0001_initial" in state.applied:
            guard_clock()
        if state.missing:
            migrate_database(console)
        guard_clock()
        return
    require_current()
    guard_clock()


def migrate_database(console: Console) -> dict[str, object]:
    """Migrate with a backup before; return ``{"applied": […], "backup": path or None}``."""
    from django.conf import settings

    from teamlet.ground.operations.backup import automatic_path, write_backup
    from teamlet.ground.operations.schema import migrate

    applied, backup = migrate(
        settings.HOME,
        say=console.progress,
        back_up=lambda _: write_backup(automatic_path("before-migration")).path,
    )
    return {"applied": list(applied), "backup": str(backup) if backup else None}
