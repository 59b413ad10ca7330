"""A restore: a backup takes this installation's place, a new epoch begins, the worker is held, nothing goes out."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from teamlet.ground.access.principal import installation as installation_principal
from teamlet.ground.audit.anchors import anchor_file, append_anchors, mark_restored
from teamlet.ground.operations import tables
from teamlet.ground.operations.actions import note_restore
from teamlet.ground.operations.backup import automatic_path, unpack, work_place, write_backup
from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.integrity import look_for_damage
from teamlet.ground.operations.keys import NAME as KEY_NAME, backup_key
from teamlet.ground.operations.schema import RETIRED_APPS, migrate, schema


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: rows per table as in the backup, the new epoch, and what was there before."""

    counts: dict[str, int]
    documents: int
    made_at: str
    epoch: int
    safety: Path | None
    migrated: tuple[str, ...]


def restore_backup(
    path: Path, *, say: Callable[[str], None], may_replace: Callable[[], bool] = lambda: True
) -> Restored:
    """Put the backup at ``path`` in this installation's place.

    The backup is read to its end and checked before anything is touched; what is here goes into a safety
    backup first, and ``may_replace`` is asked.  Raises ``Halt`` with nothing changed when the file or its
    key is wrong, when it is of another engine or a newer version, or when replacing was not wanted.
    """
    home = Path(settings.HOME)
    if not path.is_file():
        raise Halt(f"There is no file {path}.")
    key = backup_key(home, make=False)
    with work_place(home) as place:
        say("Reading and checking the backup …")
        manifest = unpack(path, key, place)
        _require_fitting(manifest)
        safety = None
        if _holds_something():
            if not may_replace():
                raise Halt("Nothing was done.")
            say("Backing up what is here …")
            safety = write_backup(automatic_path("before-restore")).path
        manifest["new_epoch"] = max(manifest["epoch"], _present_epoch()) + 1
        say("Putting the backup in place …")
        tables.put_in(
            place, manifest, epoch_key=secrets.token_hex(16), held_since=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
        )
        _put_files(place, home)
    mark_restored(manifest["new_epoch"])
    migrated, _ = migrate(home, say=say)
    look_for_damage()
    rows = sum(manifest["counts"].values())
    note_restore(
        epoch=manifest["new_epoch"], made_at=manifest["made_at"], rows=rows, by=installation_principal("command")
    )
    append_anchors()
    return Restored(
        manifest["counts"], manifest["documents"], manifest["made_at"], manifest["new_epoch"], safety, migrated
    )


def _require_fitting(manifest: dict[str, Any]) -> None:
    if manifest["engine"] != connection.vendor:
        words = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Halt(
            f"This backup is of a {words[manifest['engine']]} installation, and this one uses "
            f"{words.get(connection.vendor, connection.vendor)}. Nothing was done."
        )
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations) | set(loader.graph.nodes)
    unknown = [
        f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known and app not in RETIRED_APPS
    ]
    if unknown:
        raise Halt(f"This backup was made by a newer Teamlet (it knows {unknown[-1]}). Nothing was done.")


def _holds_something() -> bool:
    """Whether a person would miss what is here: a practice, or a user."""
    if schema().is_empty:
        return False
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in ("practice_practice", "access_user"):
            if table in present:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  (own names)
                if cursor.fetchone():
                    return True
    return False


def _present_epoch() -> int:
    try:
        with connection.cursor() as cursor:
            if "jobs_installation" not in connection.introspection.table_names(cursor):
                return 0
            cursor.execute("SELECT epoch FROM jobs_installation")
            return int((cursor.fetchone() or (0,))[0])
    except DatabaseError:
        return 0


def _put_files(place: Path, home: Path) -> None:
    """Put documents, anchors and keys in place; keys that differ are kept beside the new ones."""
    at = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    documents = Path(settings.MEDIA_ROOT)
    if documents.exists():
        shutil.rmtree(documents)
    if (place / "documents").is_dir():
        documents.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place / "documents", documents)
    anchors = anchor_file()
    anchors.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if anchors.exists():
        anchors.rename(anchors.with_name(f"anchors-before-restore-{at}.jsonl"))
    if (place / "audit" / "anchors.jsonl").exists():
        shutil.move(place / "audit" / "anchors.jsonl", anchors)
    for key in sorted((place / "keys").glob("*")) if (place / "keys").is_dir() else ():
        target = home / "keys" / key.name
        if key.name == KEY_NAME or (target.exists() and target.read_bytes() == key.read_bytes()):
            continue
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if target.exists():
            target.rename(target.with_name(f"{key.name}.before-restore-{at}"))
        shutil.move(key, target)
        target.chmod(0o600)
