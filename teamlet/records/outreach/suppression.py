"""The list of stopped addresses beside the database: what a restored backup does not know.

One line of JSON for each stop and each start, in ``HOME/outreach/stops.jsonl``, readable by its owner only.  Backups do
not hold it and a restore does not touch it; ``read_again`` brings the database up to it.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings


def stops_file() -> Path:
    """Return where the list is."""
    return Path(settings.HOME) / "outreach" / "stops.jsonl"


def note(practice_key: str, channel: str, address_key: str, *, stopped: bool, at: datetime) -> None:
    """Append one line and wait until it is on the disk."""
    path = stops_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = {"practice": practice_key, "channel": str(channel), "address": address_key, "stopped": stopped}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, json.dumps(line | {"at": at.isoformat()}).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def stopped_by_file(practice_key: str) -> set[tuple[str, str]]:
    """Return channel and address of everything that the list says is stopped; half a line at its end is passed over."""
    path = stops_file()
    if not path.exists():
        return set()
    found: set[tuple[str, str]] = set()
    for text in path.read_bytes().splitlines():
        try:
            line = json.loads(text)
            where = (str(line["channel"]), str(line["address"]))
            mine, stopped = line["practice"] == practice_key, line["stopped"]
        except (ValueError, KeyError, TypeError):
            continue
        if mine:
            (found.add if stopped else found.discard)(where)
    return found
