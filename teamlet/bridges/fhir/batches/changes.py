"""Which entries changed since they were last stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from teamlet.bridges.fhir import queries
from teamlet.bridges.fhir.batches.known import Known, date_of, hash_entry
from teamlet.bridges.fhir.batches.state import State
from teamlet.bridges.fhir.kinds import KINDS
from teamlet.bridges.fhir.people import is_another
from teamlet.bridges.fhir.reading import BAD_JSON, LONGEST_ID, Entry, without_nul
from teamlet.bridges.fhir.references import Key
from teamlet.bridges.fhir.resources import person as person_resource
from teamlet.bridges.fhir.shapes import place_of


class Changes(State):
    """Tells new and changed entries from those known already."""

    def newest_first(self, pairs: list[tuple[Entry, Key]]) -> list[tuple[Entry, Key]]:
        """Hash every entry; where one resource comes in several versions, put the newest one first."""
        hashes: dict[Key, str] = {}
        several: set[Key] = set()
        for entry, key in pairs:
            if not entry.hash and entry.kind in KINDS:
                entry.hash = hash_entry(entry)
            if hashes.setdefault(key, entry.hash) != entry.hash:
                several.add(key)
        if not several:
            return pairs
        versions = [pair for pair in pairs if pair[1] in several]
        for entry, _ in versions:
            self.dates[id(entry)] = date_of(entry.raw)
        oldest = datetime.min.replace(tzinfo=UTC)
        versions.sort(key=lambda pair: self.dates[id(pair[0])] or oldest, reverse=True)
        return [*versions, *(pair for pair in pairs if pair[1] not in several)]

    def apart(self, entry: Entry, key: Key) -> Key:
        """Return a key of its own for a professional who shares an id with another one of this import.

        Ids of professionals often hold inside one file only: the same id is somebody else in the next.
        """
        known = self.known.get(key)
        kind = KINDS.get(entry.kind)
        if known is None or kind is None or kind.rank != 0 or not known.is_fresh or known.hash == entry.hash:
            return key
        if known.updated_at is not None:
            return key
        own = (key[0], key[1], f"{key[2][:100]}~{entry.hash[:12]}")
        self.look_up([own])
        self.references.lead(entry, own)
        return own

    def repeat(self) -> None:
        """Count what came again with the same content as its first occurrence was."""
        for entry, key in self.repeats:
            fate = self.fates.get(key)
            if fate is None:
                self.report.count(entry.kind, "unchanged")
            elif fate[0] == "waits":
                self.wait(entry)
            else:
                self.skip(entry, fate[0], **fate[1])

    def is_changed(self, entry: Entry, key: Key) -> bool:
        """Count the entry; say whether it has to be decoded."""
        if not self.loader.is_last_pass:
            if entry.kind not in KINDS:
                self.skip(entry, "fhir.kind_not_understood")
                return False
            if len(key[2]) > LONGEST_ID:
                self.skip(entry, "fhir.id_too_long")
                return False
        known = self.known.get(key)
        if known is None:
            # Claimed at once: the same resource again in this batch is no second row.
            self.claimed.add(key)
            self.known[key] = Known(entry.hash, updated_at=self.dates.get(id(entry)), is_fresh=True, is_new=True)
            return True
        if known.hash == entry.hash:
            if key in self.claimed:
                self.repeats.append((entry, key))
                return False
            self.loader.mark_seen(known.number)
            known.is_fresh = True
            self.report.count(entry.kind, "unchanged")
            if entry.kind == "Patient":
                self.accepted.add((entry.file, key))
            return False
        return self._is_newer(entry, key, known)

    def _is_newer(self, entry: Entry, key: Key, known: Known) -> bool:
        """Say whether other content than we have is to be taken: by its date, else only once in an import."""
        updated_at = date_of(entry.raw)
        is_dated = updated_at is not None and known.updated_at is not None
        if is_dated and updated_at < known.updated_at:  # type: ignore[operator]
            self.skip(entry, "fhir.older")
            return False
        if key in self.claimed or (known.is_fresh and not (is_dated and updated_at > known.updated_at)):  # type: ignore[operator]
            if entry.kind == "Patient" and self._is_somebody_else(entry, key, known):
                self.loader.refused.setdefault(key, set()).add(entry.file)
                self.quarantine(entry, key, "fhir.id_of_another")
                return False
            if entry.kind == "Patient":
                self.accepted.add((entry.file, key))
            self.skip(entry, "fhir.came_twice")
            return False
        self.claimed.add(key)
        known.hash_before = known.hash
        known.hash, known.updated_at, known.is_fresh = entry.hash, updated_at, True
        return True

    def _is_somebody_else(self, entry: Entry, key: Key, known: Known) -> bool:
        """Whether a Patient that came with other content is a different person, not another version."""
        first = next((resource for _, other, resource in self.work_list if other == key), None)
        today = self.loader.today
        if first is not None:
            person, _ = person_resource.person_of(first, "", today)
            row = (person.given, person.family, person.birth_date)
        elif known.person is not None and known.person.pk is not None:
            row = queries.who(self.loader.practice.pk, [known.person.pk])[known.person.pk]
        else:
            return True
        try:
            resource = KINDS["Patient"].decoder.decode(without_nul(entry.raw))
        except BAD_JSON:
            return True
        return is_another(person_resource.person_of(resource, "", today)[0], row)

    def decode(self, entry: Entry, key: Key) -> Any:
        """Return the typed resource; None, and the entry skipped, when it is not one."""
        try:
            resource = KINDS[entry.kind].decoder.decode(without_nul(entry.raw))
        except msgspec.ValidationError as problem:
            self.give_up(entry, key, "fhir.bad_shape", detail=place_of(problem, entry.kind))
        except RecursionError:
            self.give_up(entry, key, "fhir.too_deep")
        except BAD_JSON:
            self.give_up(entry, key, "fhir.bad_json")
        else:
            return resource
        return None
