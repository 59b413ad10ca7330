"""Proving the audit trail: every hash computed anew, every chain held against its head and its anchors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from django.db import connection

from teamlet.ground.audit.anchors import Anchors, read_anchors
from teamlet.ground.audit.triggers import missing_triggers

#: Rows read at a time; memory stays flat whatever the trail's length.
CHUNK = 5_000
#: Findings kept per chain: the first ones name the place, a thousand more would not help.
_MOST = 100


class What(StrEnum):
    """What is wrong with the trail at one place."""

    CHANGED = "changed"
    MISSING = "missing"
    OUT_OF_CHAIN = "out-of-chain"
    ADDED = "added"
    AFTER_HEAD = "after-head"
    HEAD = "head"
    NOT_AS_ANCHORED = "not-as-anchored"
    TRIGGER = "trigger"
    ANCHOR_FILE = "anchor-file"


_SENTENCES = {
    What.CHANGED: "event {number} was changed",
    What.MISSING: "event {number} is missing",
    What.OUT_OF_CHAIN: "event {number} does not follow event {before}: one of the two was replaced",
    What.ADDED: "event {number} was added",
    What.AFTER_HEAD: "event {number} was added after the end of the chain",
    What.HEAD: "the chain's end was changed; it does not fit event {number}",
    What.NOT_AS_ANCHORED: "event {number} is not the one that the anchor saw",
    What.TRIGGER: "a trigger that keeps the trail append-only is missing: {name}",
    What.ANCHOR_FILE: "line {number} of the anchor file cannot be read",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: in which practice's chain (None = not of one chain), at which event number."""

    what: What
    practice: int | None
    number: int
    name: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong, in plain words, without the practice."""
        return _SENTENCES[self.what].format(number=self.number, before=self.number - 1, name=self.name)


@dataclass(slots=True)
class Chain:
    """One practice's chain as found: how many events, and how many lie after its last anchor."""

    practice: int
    events: int = 0
    after_anchor: int = 0
    anchored_at: str | None = None


@dataclass(slots=True)
class Verdict:
    """The whole trail as found."""

    chains: list[Chain] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def events(self) -> int:
        """Events of all chains."""
        return sum(chain.events for chain in self.chains)

    @property
    def after_anchor(self) -> int:
        """Events that no anchor has seen yet: their removal together with the head's would go unnoticed."""
        return sum(chain.after_anchor for chain in self.chains)


def verify(*, progress: Callable[[int], None] | None = None) -> Verdict:
    """Verify every chain of the installation; ``progress`` hears the number of events so far.

    The trail may grow meanwhile: events committed during the proof are part of it.
    """
    anchors = read_anchors()
    verdict = Verdict()
    verdict.findings += [Finding(What.TRIGGER, None, 0, name) for name in missing_triggers()]
    verdict.findings += [Finding(What.ANCHOR_FILE, None, number) for number in anchors.damaged]
    done = 0
    for practice in _practices(anchors):
        proof = _Proof(practice, anchors.seen.get(practice, {}))
        while True:
            # The head before the rows: when no row is left, every row committed up to that head was seen.
            head = _head(practice)
            rows = _rows_after(practice, proof.last_read)
            if not rows:
                break
            proof.take(rows)
            if progress is not None:
                progress(done + proof.events)
        proof.end(head)
        done += proof.events
        last, at = anchors.last.get(practice, (0, None))
        verdict.chains.append(Chain(practice, proof.events, max(0, proof.number - last), at))
        verdict.findings += proof.findings
    return verdict


class _Proof:
    """Walks one chain in order, remembering the event before."""

    def __init__(self, practice: int, anchored: dict[int, str]) -> None:
        self.practice = practice
        self.anchored = anchored
        self.findings: list[Finding] = []
        self.events = 0
        #: The last number in order, its hash, and the highest number read.
        self.number = 0
        self.hash = ""
        self.last_read = -(2**62)

    def _find(self, what: What, number: int) -> None:
        if len(self.findings) < _MOST:
            self.findings.append(Finding(what, self.practice, number))

    def take(self, rows: list[tuple[Any, ...]]) -> None:
        """Check the next rows: 13 columns in the order of the hash, then the hash itself."""
        anchored, sha256, dumps = self.anchored, hashlib.sha256, orjson.dumps
        number, before, doubtful = self.number, self.hash, False
        for row in rows:
            found, digest = row[1], row[13]
            if found <= number:
                self._find(What.ADDED, found)
                continue
            number += 1
            if found != number:
                for gone in range(number, min(found, number + _MOST)):
                    self._find(What.MISSING, gone)
                number, doubtful = found, True
            if sha256(row[12].encode() + dumps(row[:13])).hexdigest() != digest:
                self._find(What.CHANGED, number)
                doubtful = True
            else:
                if row[12] != before and not doubtful:
                    self._find(What.OUT_OF_CHAIN, number)
                doubtful = False
            if number in anchored and anchored[number] != digest:
                self._find(What.NOT_AS_ANCHORED, number)
            before = digest
        self.number, self.hash = number, before
        self.last_read = rows[-1][1]
        self.events += len(rows)

    def end(self, head: tuple[int, str] | None) -> None:
        """Hold the chain's end against the head row and the newest anchor."""
        count, digest = head or (0, "")
        if count < self.number:
            for number in range(count + 1, min(self.number, count + _MOST) + 1):
                self._find(What.AFTER_HEAD, number)
        expected = max([count, *self.anchored])
        for number in range(self.number + 1, min(expected, self.number + _MOST) + 1):
            self._find(What.MISSING, number)
        if count == self.number and digest != self.hash:
            self._find(What.HEAD, self.number)


def _practices(anchors: Anchors) -> list[int]:
    """Return every practice that a chain, a head or an anchor knows, without reading the whole trail."""
    found = set(anchors.last)
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id FROM audit_head")
        found |= {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT min(practice_id) FROM audit_event")
        practice = cursor.fetchone()[0]
        while practice is not None:
            found.add(practice)
            cursor.execute("SELECT min(practice_id) FROM audit_event WHERE practice_id > %s", [practice])
            practice = cursor.fetchone()[0]
    return sorted(found)


def _head(practice: int) -> tuple[int, str] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count, hash FROM audit_head WHERE practice_id = %s", [practice])
        found: tuple[int, str] | None = cursor.fetchone()
        return found


def _columns() -> str:
    """Return the hashed columns; the instant as the very text that was hashed."""
    if connection.vendor == "postgresql":
        at = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'"""
    else:
        # Stored without microseconds when there were none.
        at = (
            "replace(substr(at, 1, 19), ' ', 'T') || CASE WHEN length(at) > 19 THEN substr(at, 20)"
            " ELSE '.000000' END || '+00:00'"
        )
    return (
        f"practice_id, number, {at}, verb, user_id, membership_id, actor, about, about_oid,"
        " patient_oid, request_id, detail, previous_hash, hash"
    )


def _rows_after(practice: int, number: int) -> list[tuple[Any, ...]]:
    """Return the next rows of the chain by key."""
    query = (
        f"SELECT {_columns()} FROM audit_event WHERE practice_id = %s AND number > %s"  # noqa: S608  (own columns)
        f" ORDER BY number LIMIT {CHUNK}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [practice, number])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
