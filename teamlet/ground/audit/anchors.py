"""Audit anchors: how far each chain had come and with which hash, appended to a file outside the database.

Whoever can write to the database can cut a chain's tail and mend its head; what an anchor has seen cannot go
unnoticed.  One JSON object per line in ``TEAMLET_HOME/audit/anchors.jsonl``::

    {"at": "2026-11-21T14:03:00+00:00", "practice": 1, "count": 5120, "hash": "9f…"}
    {"at": "2026-11-22T07:00:00+00:00", "restored": 2}        chains begin again from a restored backup
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import orjson
from django.conf import settings
from django.db import connection


@dataclass(slots=True)
class Anchors:
    """What the anchor file says since the last restore.

    ``seen`` maps practice to event count to hash; ``last`` maps practice to its newest (count, time);
    ``damaged`` holds the line numbers that cannot be read, from 1.
    """

    seen: dict[int, dict[int, str]] = field(default_factory=dict)
    last: dict[int, tuple[int, str]] = field(default_factory=dict)
    damaged: list[int] = field(default_factory=list)

    def last_hash(self, practice: int) -> str | None:
        """Return the hash of the practice's newest anchor, or None without one."""
        if practice not in self.last:
            return None
        return self.seen[practice][self.last[practice][0]]


def anchor_file() -> Path:
    """Return the path of the anchor file; it need not be there."""
    return Path(settings.HOME) / "audit" / "anchors.jsonl"


def read_anchors(path: Path | None = None) -> Anchors:
    """Read the anchor file; without one there are no anchors."""
    path = path or anchor_file()
    found = Anchors()
    if not path.exists():
        return found
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                entry = orjson.loads(line)
                if "restored" in entry:
                    found.seen.clear()
                    found.last.clear()
                    continue
                practice, count, digest, at = entry["practice"], entry["count"], entry["hash"], entry["at"]
                found.seen.setdefault(int(practice), {})[int(count)] = str(digest)
                found.last[int(practice)] = (int(count), str(at))
            except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
                found.damaged.append(number)
    return found


def heads() -> dict[int, tuple[int, str]]:
    """Return each chain's event count and last hash, by practice (0 = the installation)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id, count, hash FROM audit_head ORDER BY practice_id")
        return {practice: (count, digest) for practice, count, digest in cursor.fetchall()}


def append_anchors() -> int:
    """Append an anchor for each chain that grew since its last one; return how many.

    On disk when it returns.  A chain that is *shorter* than its anchor gets none: that is for
    ``audit verify`` to say.
    """
    now_at = heads()
    with _opened() as file:
        known = _last_of(file)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        lines = [
            orjson.dumps({"at": at, "practice": practice, "count": count, "hash": digest}) + b"\n"
            for practice, (count, digest) in now_at.items()
            if count > known.get(practice, 0)
        ]
        _append(file, lines)
    return len(lines)


def mark_restored(epoch: int) -> None:
    """Say that a backup took the chains' place: earlier anchors no longer bind."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with _opened() as file:
        _append(file, [orjson.dumps({"at": at, "restored": epoch}) + b"\n"])


@contextmanager
def _opened() -> Iterator[BinaryIO]:
    """Open the file for one writer at a time."""
    path = anchor_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _append(file: BinaryIO, lines: list[bytes]) -> None:
    if not lines:
        return
    # A line that a power cut left half must not swallow ours.
    end = file.seek(0, os.SEEK_END)
    if end:
        file.seek(end - 1)
        if file.read(1) != b"\n":
            lines = [b"\n", *lines]
    file.write(b"".join(lines))
    file.flush()
    os.fsync(file.fileno())


#: What was read of which file up to where, so that each minute reads only the lines since.
_read: dict[tuple[str, int], tuple[int, dict[int, int]]] = {}


def _last_of(file: BinaryIO) -> dict[int, int]:
    """Return each practice's newest anchored count."""
    place = (str(anchor_file()), os.fstat(file.fileno()).st_ino)
    offset, known = _read.get(place, (0, {}))
    if os.fstat(file.fileno()).st_size < offset:
        offset, known = 0, {}
    file.seek(offset)
    for line in file:
        try:
            entry = orjson.loads(line)
            if "restored" in entry:
                known = {}
            else:
                known[int(entry["practice"])] = int(entry["count"])
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            continue
    _read.clear()
    _read[place] = (file.tell(), dict(known))
    return known
