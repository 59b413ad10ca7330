"""Following references: inside the file first, then by id at the same source, then by identifier."""

from __future__ import annotations

import re
from urllib.parse import unquote

from teamlet.bridges.fhir import actions, queries
from teamlet.bridges.fhir.placing import Person
from teamlet.bridges.fhir.reading import Entry, hash_of
from teamlet.bridges.fhir.shapes import Reference

#: (source row, kind, remote id)
Key = tuple[int, str, str]

_RELATIVE = re.compile(r"([A-Z][A-Za-z]{1,60})/([^/?#|]{1,300})(?:/_history/[^/]*)?")
_ABSOLUTE = re.compile(r"(https?://[^?#]+)/([A-Z][A-Za-z]{1,60})/([^/?#|]{1,300})(?:/_history/[^/]*)?")
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]{1,60})\?(?:.*&)?identifier=([^&]+)(?:&.*)?")
_MISSING = object()


class References:
    """What references of one import lead to."""

    def __init__(self, practice_id: int) -> None:
        self.practice_id = practice_id
        self.sources: dict[str, int] = {}
        self.elsewhere: dict[str, int] = {}
        #: Entries of this batch by the address their file gives them; None = two different ones share it.
        self.by_url: dict[tuple[str, str], Key | None] = {}
        #: Addresses that differ from the resource's own id: kept for the whole import.
        self.aliases: dict[tuple[str, str], Key | None] = {}
        self.memo: dict[tuple[str, str, str, str], Key | None] = {}
        self.asked: dict[str, set[tuple[str, str]]] = {}
        self.rows: dict[str, dict[tuple[str, str], int]] = {}
        self.owners: dict[tuple[str, str], set[int | Person]] = {}

    def source(self, base: str) -> int:
        """Return the row number of the record system with this address."""
        found = self.sources.get(base)
        if found is None:
            found = self.sources[base] = actions.source_of(self.practice_id, base).pk
        return found

    def _elsewhere(self, base: str) -> int:
        """Return the record system with this address, 0 when nothing ever came from it."""
        if base not in self.sources and base not in self.elsewhere:
            self.elsewhere[base] = queries.source(self.practice_id, base) or 0
        return self.sources.get(base) or self.elsewhere[base]

    def take(self, entry: Entry) -> Key:
        """Return the key of an entry, and remember the address its file gives it."""
        if not entry.id:
            # Without any id its content is its identity.
            entry.id = f"content-{hash_of(entry.raw, b'')}"
        key = (self.source(entry.base), entry.kind, entry.id)
        if entry.url:
            place = (entry.file, entry.url)
            there = self.by_url.get(place, _MISSING)
            if there is _MISSING:
                self.by_url[place] = key
            elif there != key:
                self.by_url[place] = None
            if not entry.url.endswith(entry.id):
                self.aliases[place] = key if self.aliases.get(place, key) == key else None
        return key

    def lead(self, entry: Entry, key: Key) -> None:
        """Let references of the entry's own file lead to ``key``."""
        for text in (entry.url, f"{entry.kind}/{entry.id}"):
            if text:
                self.by_url[entry.file, text] = self.aliases[entry.file, text] = key

    def end_batch(self) -> None:
        """Forget what holds for one batch only."""
        self.by_url.clear()
        self.memo.clear()
        self.elsewhere.clear()
        self.asked.clear()
        self.rows.clear()
        self.owners.clear()

    def key(self, entry: Entry, reference: Reference | None, expected: str) -> Key | None:
        """Return what a reference leads to, whether we have it or not; None when it cannot be followed."""
        text = reference.reference if reference is not None else None
        if not text:
            if reference is not None and reference.identifier is not None:
                self._ask(expected, reference.identifier.system or "", reference.identifier.value or "")
            return None
        memo = (entry.file, entry.base, text, expected)
        found = self.memo.get(memo, _MISSING)
        if found is _MISSING:
            found = self.memo[memo] = self._follow(entry, text, expected)
        return found  # type: ignore[return-value]

    def _follow(self, entry: Entry, text: str, expected: str) -> Key | None:
        place = (entry.file, text)
        if place in self.by_url:
            return self.by_url[place]
        if place in self.aliases:
            return self.aliases[place]
        if text.startswith("urn:"):
            return self.source(entry.base), expected, text.rsplit(":", 1)[-1]
        if (relative := _RELATIVE.fullmatch(text)) is not None:
            if entry.base and (entry.file, f"{entry.base}/{text}") in self.by_url:
                return self.by_url[entry.file, f"{entry.base}/{text}"]
            return self.source(entry.base), relative[1], relative[2]
        if (absolute := _ABSOLUTE.fullmatch(text)) is not None:
            return self._elsewhere(absolute[1]), absolute[2], absolute[3]
        conditional = _conditional(text)
        if conditional is not None:
            self._ask(conditional[0], conditional[1], conditional[2])
        return None

    def is_ambiguous(self, entry: Entry, reference: Reference) -> bool:
        """Whether two different entries of the file answer to the reference's address."""
        place = (entry.file, reference.reference or "")
        return self.by_url.get(place, _MISSING) is None or self.aliases.get(place, _MISSING) is None

    # --- by identifier ------------------------------------------------------------------------------------------------

    def _ask(self, kind: str, system: str, value: str) -> None:
        if value:
            self.asked.setdefault(kind, set()).add((system, value))

    def fetch_conditional(self) -> None:
        """Look up everything that references of this batch name by identifier."""
        for kind, asked in self.asked.items():
            if kind == "Patient":
                for number, owners in queries.owners_of(
                    self.practice_id, sorted({value for _, value in asked})
                ).items():
                    self.owners.setdefault(number, set()).update(owners)
            elif kind in {"Practitioner", "Organization"}:
                keys = sorted({f"{system}|{value}" for system, value in asked})
                rows = queries.named(kind.lower(), self.practice_id, keys)
                self.rows[kind] = {
                    pair: rows[f"{pair[0]}|{pair[1]}"] for pair in asked if f"{pair[0]}|{pair[1]}" in rows
                }

    def add_person(self, person: Person) -> None:
        """Let references of this batch find a patient of this batch by identifier."""
        for system, value, _ in person.identifiers:
            owners = self.owners.setdefault((system, value), set())
            if person.pk is not None:
                owners.discard(person.pk)
            owners.add(person)

    def by_identifier(self, entry: Entry, reference: Reference) -> set[int | Person] | None:
        """Return the patients whom an identifier names; None when the reference does not go by identifier."""
        pair = _pair(reference, "Patient")
        if pair is None:
            return None
        if pair[0]:
            return self.owners.get(pair, set())
        return {owner for (_, value), owners in self.owners.items() if value == pair[1] for owner in owners}

    def identifier_of(self, reference: Reference, kind: str) -> tuple[str, str] | None:
        """Return (system, value) by which a reference names a ``kind``; None when it does not go by identifier."""
        return _pair(reference, kind)


def _conditional(text: str) -> tuple[str, str, str] | None:
    found = _CONDITIONAL.fullmatch(text)
    if found is None:
        return None
    system, bar, value = unquote(found[2]).partition("|")
    return (found[1], system, value) if bar else (found[1], "", system)


def _pair(reference: Reference, kind: str) -> tuple[str, str] | None:
    if reference.reference:
        conditional = _conditional(reference.reference)
        return conditional[1:] if conditional is not None and conditional[0] == kind else None
    held = reference.identifier
    return (held.system or "", held.value) if held is not None and held.value else None
