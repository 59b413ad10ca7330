"""Writing the chain: canonical bytes, hash, and for the events of one action one insert and one update."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection, transaction

from teamlet.ground import clock

#: Longest text kept per detail value; details hold codes and counts, not stories.
_COLUMNS = (
    "practice_id", "number", "at", "verb", "user_id", "membership_id", "actor", "about", "about_oid",
    "patient_oid", "request_id", "detail", "previous_hash", "hash",
)  # fmt: skip
_INSERT = f"INSERT INTO audit_event ({', '.join(_COLUMNS)}) VALUES "  # noqa: S608
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"
#: So many events go into one statement.
_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded; ``detail`` holds plain JSON values, never free clinical text."""

    practice_id: int
    verb: str
    actor: str
    user_id: int | None
    membership_id: int | None
    about: str
    about_oid: str
    patient_oid: str
    request_id: str
    detail: dict[str, Any]


def canonical(values: tuple[Any, ...]) -> bytes:
    """Return the bytes that are hashed: every stored column but the hash, in order, as JSON.

    The instant is written in UTC with microseconds, so that both databases give the same bytes.
    """
    plain = [value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
             for value in values]  # fmt: skip
    return orjson.dumps(plain)


def link(previous_hash: str, values: tuple[Any, ...]) -> str:
    """Return the hash of an event with these column values, chained to ``previous_hash``."""
    return hashlib.sha256(previous_hash.encode() + canonical(values)).hexdigest()


def take_turn(practice_id: int) -> None:
    """Lock the practice's chain until the transaction ends, before anything else is locked in it.

    Every write ends at the chain's head.  Whoever locked rows first and asked for the head last could meet somebody
    who holds the head (a lower action has written its event) and asks for those rows.  SQLite has one writer anyway.
    A practice without events has no head yet: it is made, so that its first writers take turns too.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        _head(cursor, practice_id)


def append(*entries: Entry) -> None:
    """Append ``entries`` in this order, each to its practice's chain, inside the caller's transaction.

    The head row is locked until the caller commits, so numbers have no gaps.  Raises
    ``RuntimeError`` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs to the transaction of what it records")
    chains: dict[int, list[Entry]] = {}
    for entry in entries:
        chains.setdefault(entry.practice_id, []).append(entry)
    with connection.cursor() as cursor:
        for practice_id in sorted(chains):
            _extend(cursor, practice_id, chains[practice_id])


def _extend(cursor: Any, practice_id: int, entries: list[Entry]) -> None:
    number, digest = _head(cursor, practice_id)
    now = clock.now()
    at = connection.ops.adapt_datetimefield_value(now)
    rows: list[tuple[Any, ...]] = []
    for entry in entries:
        number += 1
        detail = orjson.dumps(entry.detail, option=orjson.OPT_SORT_KEYS, default=str).decode()
        values = (
            practice_id, number, now, entry.verb, entry.user_id, entry.membership_id, entry.actor[:120],
            entry.about, entry.about_oid, entry.patient_oid, entry.request_id, detail, digest,
        )  # fmt: skip
        digest = link(digest, values)
        rows.append((*values[:2], at, *values[3:], digest))
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        cursor.execute(_INSERT + ", ".join([_ROW] * len(some)), [value for row in some for value in row])
    cursor.execute("UPDATE audit_head SET count = %s, hash = %s WHERE practice_id = %s", [number, digest, practice_id])


def _head(cursor: Any, practice_id: int) -> tuple[int, str]:
    """Lock the head of a practice's chain, made at its first event; return how many events and the last one's hash."""
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    asked = f"SELECT count, hash FROM audit_head WHERE practice_id = %s{lock}"  # noqa: S608
    cursor.execute(asked, [practice_id])
    head = cursor.fetchone()
    if head is None:
        cursor.execute(
            "INSERT INTO audit_head (practice_id, count, hash) VALUES (%s, 0, '') ON CONFLICT (practice_id) DO NOTHING",
            [practice_id],
        )
        cursor.execute(asked, [practice_id])
        head = cursor.fetchone()
    return int(head[0]), str(head[1])
