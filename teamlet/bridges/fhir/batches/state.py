"""The state of one batch, and the ways a resource can leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from teamlet.bridges.fhir import queries
from teamlet.bridges.fhir.batches.known import Known, instant
from teamlet.bridges.fhir.placing import Batch, Person
from teamlet.bridges.fhir.reading import LONGEST_ID, Entry
from teamlet.bridges.fhir.references import Key
from teamlet.ground import clock

if TYPE_CHECKING:
    from teamlet.bridges.fhir.batches import Loader

LONGEST_RAW = 1 << 20


class State:
    """What one batch knows and has decided so far."""

    def __init__(self, loader: Loader, entries: Sequence[Entry]) -> None:
        self.loader, self.entries = loader, entries
        self.report, self.references = loader.report, loader.references
        self.known: dict[Key, Known] = {}
        self.people: dict[int, Person] = {}
        self.batch = Batch()
        self.work_list: list[tuple[Entry, Key, Any]] = []
        self.written: list[tuple[Key, Known]] = []
        self.kept_aside: list[tuple[Any, ...]] = []
        self.accepted: set[tuple[str, Key]] = set()
        self.entry: Entry | None = None
        self.at = clock.now()
        self.names: dict[str, dict[int, str]] = {}
        #: Keys whose first occurrence in this batch decides for the same content again.
        self.claimed: set[Key] = set()
        self.repeats: list[tuple[Entry, Key]] = []
        self.fates: dict[Key, tuple[str, dict[str, Any]]] = {}
        self.dates: dict[int, datetime | None] = {}
        self.owners: dict[tuple[str, str, str], Person] = {}

    def note(self, code: str, **values: Any) -> None:
        """Add a line about the resource at hand to the report."""
        entry = self.entry
        assert entry is not None  # noqa: S101
        self.report.problem(code, file=entry.file, kind=entry.kind, id=entry.id, **values)

    def skip(self, entry: Entry, code: str, **values: Any) -> None:
        """Count an entry as skipped and say why."""
        self.report.count(entry.kind, "skipped")
        self.report.problem(code, file=entry.file, kind=entry.kind, id=entry.id[:LONGEST_ID], **values)

    def look_up(self, keys: Iterable[Key]) -> None:
        """Fetch what is known of these resources, unless this batch knows it."""
        asked: dict[tuple[int, str], set[str]] = {}
        for key in keys:
            if key not in self.known:
                asked.setdefault((key[0], key[1]), set()).add(key[2])
        run = self.loader.run.pk
        for (source, kind), ids in asked.items():
            for id_, number, hash_, patient, target, updated, run_id in queries.links(source, kind, sorted(ids)):
                key = (source, kind, id_)
                if key in self.known:
                    continue
                self.known[key] = Known(
                    hash_,
                    self.person(patient) if patient is not None else None,
                    target,
                    updated_at=instant(updated),
                    number=number,
                    is_fresh=run_id == run or self.loader.was_seen(number),
                )

    def person(self, number: int) -> Person:
        """Return the one object that stands for this patient in the batch."""
        found = self.people.get(number)
        if found is None:
            found = self.people[number] = Person(pk=number, is_changed=False)
        return found

    def give_up(self, entry: Entry, key: Key, code: str, **values: Any) -> None:
        """Skip a resource that cannot be read."""
        self.forget(key)
        self.fates[key] = code, values
        self.skip(entry, code, **values)

    def forget(self, key: Key) -> None:
        """Take back the claim of a resource that was not stored."""
        known = self.known.get(key)
        if known is not None and known.is_new:
            del self.known[key]
        elif known is not None and known.hash_before:
            known.hash = known.hash_before

    def done(self, entry: Entry, key: Key, known: Known) -> None:
        """Count a resource as stored; its link is written with the batch."""
        self.report.count(entry.kind, "stored")
        self.written.append((key, known))

    def wait(self, entry: Entry) -> None:
        """Put an entry off to the second pass."""
        key = self.references.take(entry)
        self.forget(key)
        self.fates[key] = "waits", {}
        raw = bytes(entry.raw)
        words = [entry.file, entry.kind, entry.id, entry.url, entry.base, entry.hash, len(raw)]
        self.loader.later.write(msgspec.json.encode(words) + b"\n" + raw)

    def put_aside(self, entry: Entry, key: Key, code: str) -> None:
        """Quarantine a resource, and take its claim back."""
        self.forget(key)
        self.fates[key] = code, {}
        self.quarantine(entry, key, code)

    def quarantine(self, entry: Entry, key: Key, code: str) -> None:
        """Skip an entry and keep its bytes for somebody to look at."""
        self.skip(entry, code)
        raw = bytes(entry.raw)[:LONGEST_RAW].decode(errors="replace").replace("\x00", "")
        self.kept_aside.append((key[0], entry.file[:240], entry.kind, key[2], entry.hash, code, raw))
