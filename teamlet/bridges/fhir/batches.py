"""One batch of entries: what is known, what changed, whose it is, and the rows it becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from django.db import transaction

from teamlet.bridges.fhir import actions, queries
from teamlet.bridges.fhir.kinds import KINDS, MAPPING
from teamlet.bridges.fhir.models import ImportRun
from teamlet.bridges.fhir.people import Refusal, is_another, same_person
from teamlet.bridges.fhir.placing import Batch, Person, Place
from teamlet.bridges.fhir.reading import BAD_JSON, LONGEST_ID, Entry, hash_of, without_nul
from teamlet.bridges.fhir.references import Key, References
from teamlet.bridges.fhir.report import Report
from teamlet.bridges.fhir.resources import medication, named, person as person_resource
from teamlet.bridges.fhir.shapes import Reference, cut, moment_of
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.records.patients.actions.storing import Stored, store_batch
from teamlet.records.patients.actions.tables import moment_for_database
from teamlet.records.patients.queries import pairs_alike
from teamlet.records.practice.models import Practice

LONGEST_RAW = 1 << 20
_IN_AN_ENCOUNTER = frozenset({"Condition", "Observation", "MedicationRequest", "CareTeam", "CarePlan"})
#: Kinds that point at more than their patient and encounter.
_POINTS_ELSEWHERE = frozenset({"Encounter", "CareTeam", "MedicationRequest"})


@dataclass(slots=True, eq=False)
class Known:
    """A resource we have a row of, or are about to: ``named_by`` is the identifier of a row in this batch."""

    hash: str
    person: Person | None = None
    target: int | None = None
    named_by: str = ""
    name: str = ""
    updated_at: datetime | None = None
    number: int = 0
    is_fresh: bool = False
    is_new: bool = False
    hash_before: str = ""
    medicine: tuple[str, str, str] | None = None


class Loader:
    """Carries an import from batch to batch."""

    def __init__(
        self, practice: Practice, run: ImportRun, report: Report, by: Principal, today: date, later: Any, digest: Any
    ) -> None:
        self.practice, self.run, self.report, self.by, self.today = practice, run, report, by, today
        self.later, self.digest = later, digest
        self.is_last_pass = False
        self.read = 0
        self.references = References(practice.pk)
        #: One bit for each link seen unchanged in this run.
        self.seen = bytearray()
        #: Patients whose resource was refused in this run, by the files it stood in.
        self.refused: dict[Key, set[str]] = {}

    def place(self, entries: Sequence[Entry]) -> None:
        """Store one batch in one transaction."""
        batch = _Batch(self, entries)
        try:
            with transaction.atomic():
                batch.work()
        finally:
            # The collector rests during an import: the batch and the place that leads back to it part here.
            del batch.place
        self.references.end_batch()

    def count_read(self, entries: Sequence[Entry]) -> None:
        """Count what a batch brings, and take it into the import's hash."""
        self.read += len(entries)
        for kind, count in Counter(entry.kind for entry in entries).items():
            self.report.count(kind, "read", count)
        self.digest.update("".join(entry.hash for entry in entries).encode())

    def mark_seen(self, number: int) -> None:
        """Remember that the link with this row number was met in this run."""
        place = number >> 3
        if place >= len(self.seen):
            self.seen.extend(bytes(place + 65_536 - len(self.seen)))
        self.seen[place] |= 1 << (number & 7)

    def was_seen(self, number: int) -> bool:
        """Whether the link was met in this run before."""
        place = number >> 3
        return place < len(self.seen) and bool(self.seen[place] >> (number & 7) & 1)


class _Batch:
    def __init__(self, loader: Loader, entries: Sequence[Entry]) -> None:
        self.loader, self.entries = loader, entries
        self.report, self.references = loader.report, loader.references
        self.known: dict[Key, Known] = {}
        self.people: dict[int, Person] = {}
        self.batch = Batch()
        self.work_list: list[tuple[Entry, Key, Any]] = []
        self.written: list[tuple[Key, Known]] = []
        self.quarantine: list[tuple[Any, ...]] = []
        self.accepted: set[tuple[str, Key]] = set()
        self.entry: Entry | None = None
        self.at = clock.now()
        self.names: dict[str, dict[int, str]] = {}
        #: Keys whose first occurrence in this batch decides for the same content again.
        self.claimed: set[Key] = set()
        self.repeats: list[tuple[Entry, Key]] = []
        self.fates: dict[Key, tuple[str, dict[str, Any]]] = {}
        self.dates: dict[int, datetime | None] = {}
        #: One for all: only whose, which and whether new differ from resource to resource.
        self.place = Place(
            batch=self.batch,
            person=Person(),
            source_id="",
            hash="",
            zone=loader.practice.time_zone,
            today=loader.today,
            find=self._find,
            name_of=self._name_of,
            medicine=self._medicine,
            is_subject=self._is_subject,
            encounter_id=self._encounter_id,
            note=self._note,
            is_new=True,
        )
        self.owners: dict[tuple[str, str, str], Person] = {}

    # --- the steps of one batch ---------------------------------------------------------------------------------------

    def work(self) -> None:
        pairs = self._newest_first([(entry, self.references.take(entry)) for entry in self.entries])
        if not self.loader.is_last_pass:
            self.loader.count_read(self.entries)
        self._look_up(key for _, key in pairs if key[1] in KINDS)
        for entry, key in pairs:
            key = self._apart(entry, key)
            if self._is_changed(entry, key):
                resource = self._decode(entry, key)
                if resource is not None:
                    self.work_list.append((entry, key, resource))
        if self.work_list:
            self._place()
        if self.written or self.quarantine:
            self._write()
        self._repeat()

    def _place(self) -> None:
        self.work_list.sort(key=lambda item: KINDS[item[0].kind].rank)
        self._look_up(self._pointed_at())
        self._named_elsewhere()
        self._people()
        for entry, key, resource in self.work_list:
            rank = KINDS[entry.kind].rank
            if rank == 0:
                self._named(entry, key, resource)
            elif rank > 1:
                self._clinical(entry, key, resource)

    def _newest_first(self, pairs: list[tuple[Entry, Key]]) -> list[tuple[Entry, Key]]:
        """Hash every entry; where one resource comes in several versions, put the newest one first."""
        hashes: dict[Key, str] = {}
        several: set[Key] = set()
        for entry, key in pairs:
            if not entry.hash and entry.kind in KINDS:
                entry.hash = _hash(entry)
            if hashes.setdefault(key, entry.hash) != entry.hash:
                several.add(key)
        if not several:
            return pairs
        versions = [pair for pair in pairs if pair[1] in several]
        for entry, _ in versions:
            self.dates[id(entry)] = _updated_at(entry.raw)
        oldest = datetime.min.replace(tzinfo=UTC)
        versions.sort(key=lambda pair: self.dates[id(pair[0])] or oldest, reverse=True)
        return [*versions, *(pair for pair in pairs if pair[1] not in several)]

    def _apart(self, entry: Entry, key: Key) -> Key:
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
        self._look_up([own])
        self.references.lead(entry, own)
        return own

    def _repeat(self) -> None:
        """Count what came again with the same content as its first occurrence was."""
        for entry, key in self.repeats:
            fate = self.fates.get(key)
            if fate is None:
                self.report.count(entry.kind, "unchanged")
            elif fate[0] == "waits":
                self._wait(entry)
            else:
                self._skip(entry, fate[0], **fate[1])

    def _note(self, code: str, **values: Any) -> None:
        entry = self.entry
        assert entry is not None  # noqa: S101
        self.report.problem(code, file=entry.file, kind=entry.kind, id=entry.id, **values)

    def _skip(self, entry: Entry, code: str, **values: Any) -> None:
        self.report.count(entry.kind, "skipped")
        self.report.problem(code, file=entry.file, kind=entry.kind, id=entry.id[:LONGEST_ID], **values)

    def _look_up(self, keys: Iterable[Key]) -> None:
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
                    self._person(patient) if patient is not None else None,
                    target,
                    updated_at=_instant(updated),
                    number=number,
                    is_fresh=run_id == run or self.loader.was_seen(number),
                )

    def _person(self, number: int) -> Person:
        found = self.people.get(number)
        if found is None:
            found = self.people[number] = Person(pk=number, is_changed=False)
        return found

    def _is_changed(self, entry: Entry, key: Key) -> bool:
        """Count the entry; say whether it has to be decoded."""
        if not self.loader.is_last_pass:
            if entry.kind not in KINDS:
                self._skip(entry, "fhir.kind_not_understood")
                return False
            if len(key[2]) > LONGEST_ID:
                self._skip(entry, "fhir.id_too_long")
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
        updated_at = _updated_at(entry.raw)
        is_dated = updated_at is not None and known.updated_at is not None
        if is_dated and updated_at < known.updated_at:  # type: ignore[operator]
            self._skip(entry, "fhir.older")
            return False
        if key in self.claimed or (known.is_fresh and not (is_dated and updated_at > known.updated_at)):  # type: ignore[operator]
            if entry.kind == "Patient" and self._is_somebody_else(entry, key, known):
                self.loader.refused.setdefault(key, set()).add(entry.file)
                self._quarantine(entry, key, "fhir.id_of_another")
                return False
            if entry.kind == "Patient":
                self.accepted.add((entry.file, key))
            self._skip(entry, "fhir.came_twice")
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

    def _decode(self, entry: Entry, key: Key) -> Any:
        try:
            resource = KINDS[entry.kind].decoder.decode(without_nul(entry.raw))
        except msgspec.ValidationError as problem:
            self._give_up(entry, key, "fhir.bad_shape", detail=str(problem)[:200])
        except RecursionError:
            self._give_up(entry, key, "fhir.too_deep")
        except BAD_JSON as problem:
            self._give_up(
                entry,
                key,
                "fhir.bad_json",
                detail=str(problem)[:160] if isinstance(problem, msgspec.DecodeError) else "not UTF-8",
            )
        else:
            return resource
        return None

    def _give_up(self, entry: Entry, key: Key, code: str, **values: Any) -> None:
        self._forget(key)
        self.fates[key] = code, values
        self._skip(entry, code, **values)

    def _forget(self, key: Key) -> None:
        """Take back the claim of a resource that was not stored."""
        known = self.known.get(key)
        if known is not None and known.is_new:
            del self.known[key]
        elif known is not None and known.hash_before:
            known.hash = known.hash_before

    # --- who and what is pointed at -----------------------------------------------------------------------------------

    def _pointed_at(self) -> Iterable[Key]:
        """Yield what changed resources point at and is not in the batch."""
        met: set[tuple[str, str, str | None, str]] = set()
        for entry, _, resource in self.work_list:
            if KINDS[entry.kind].rank < 2:
                continue
            for kind, reference in _pointers(entry.kind, resource):
                if reference.reference:
                    asked = (entry.file, entry.base, reference.reference, kind)
                    if asked in met:
                        continue
                    met.add(asked)
                key = self.references.key(entry, reference, kind)
                if key is not None and key not in self.known:
                    yield key

    def _named_elsewhere(self) -> None:
        """Fetch what references name by identifier, the names of known professionals, and medicines."""
        self.references.fetch_conditional()
        members: dict[str, set[int]] = {"Practitioner": set(), "Organization": set()}
        wanted: dict[int, set[str]] = {}
        for entry, _, resource in self.work_list:
            if entry.kind == "CareTeam":
                for part in resource.participant:
                    key = self.references.key(entry, part.member, "Practitioner")
                    known = self.known.get(key) if key is not None else None
                    if key is not None and known is not None and known.target and key[1] in members:
                        members[key[1]].add(known.target)
            elif entry.kind == "MedicationRequest" and resource.medicationReference is not None:
                key = self.references.key(entry, resource.medicationReference, "Medication")
                if key is not None and key in self.known:
                    wanted.setdefault(key[0], set()).add(key[2])
        practice = self.loader.practice.pk
        self.names = {
            kind: queries.names(kind.lower(), practice, sorted(numbers)) if numbers else {}
            for kind, numbers in members.items()
        }
        for source, ids in wanted.items():
            for id_, words in queries.medicines(source, sorted(ids)).items():
                self.known[source, "Medication", id_].medicine = words

    # --- people -------------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        patients = [item for item in self.work_list if item[0].kind == "Patient"]
        if not patients:
            return
        practice = self.loader.practice.pk
        numbers = {number for _, _, resource in patients for number in person_resource.record_numbers(resource)}
        owners = queries.owners_of(practice, sorted({value for _, value in numbers})) if numbers else {}
        maybe = {owner for number in numbers for owner in owners.get(number, ())}
        maybe |= {known.person.pk for _, key, _ in patients if (known := self.known[key]).person and known.person.pk}
        there = queries.who(practice, sorted(maybe)) if maybe else {}
        in_batch: dict[tuple[str, str], Person] = {}
        for entry, key, resource in patients:
            self.entry = entry
            known = self.known[key]
            person, problems = person_resource.person_of(resource, entry.hash, self.loader.today)
            try:
                same = same_person(
                    person,
                    person_resource.record_numbers(resource),
                    linked=known.person,
                    owners=owners,
                    there=there,
                    in_batch=in_batch,
                )
            except Refusal as refusal:
                self.loader.refused.setdefault(key, set()).add(entry.file)
                self._put_aside(entry, key, refusal.code)
                continue
            if isinstance(same, Person):
                # The same record number twice in one batch: one patient, two ids; the first one's words stay.
                known.person = same
            else:
                person.pk = same
                if same is not None:
                    self.people[same] = person
                    self._hand_over(same, person)
                self.batch.people.append(person)
                known.person = person
                for number in person_resource.record_numbers(resource):
                    in_batch.setdefault(number, person)
            self.references.add_person(person)
            self.accepted.add((entry.file, key))
            known.updated_at = _meta(resource)
            self._done(entry, key, known)
            for code in problems:
                self._note(code)

    def _hand_over(self, number: int, person: Person) -> None:
        for known in self.known.values():
            if known.person is not None and known.person.pk == number:
                known.person = person

    # --- professionals, organizations, medicines ----------------------------------------------------------------------

    def _named(self, entry: Entry, key: Key, resource: Any) -> None:
        self.entry = entry
        known = self.known[key]
        source_id = f"{key[0]}/{key[2]}"
        if entry.kind == "Medication":
            known.medicine = medication.medicine_of(resource.code)
            if not known.medicine[2] and not known.medicine[1]:
                self._give_up(entry, key, "fhir.no_text")
                return
        elif entry.kind == "Practitioner":
            known.name = named.full_name(resource.name)
            known.named_by, known.target = named.key_of(resource.identifier, source_id), None
            self.batch.practitioners.setdefault(known.named_by, (known.name, entry.hash))
        else:
            known.name = cut(resource.name or "", 240)
            known.named_by, known.target = named.key_of(resource.identifier, source_id), None
            self.batch.organizations.setdefault(known.named_by, (known.name, entry.hash))
        known.updated_at = _meta(resource)
        self._done(entry, key, known)

    # --- clinical resources -------------------------------------------------------------------------------------------

    def _clinical(self, entry: Entry, key: Key, resource: Any) -> None:
        self.entry = entry
        found = self._subject(entry, resource)
        if found is None:
            return
        if isinstance(found, str):
            self._put_aside(entry, key, found)
            return
        known = self.known[key]
        if known.person is not None and known.person is not found and not known.is_new:
            self._note("fhir.moved")
        place = self.place
        place.person, place.source_id, place.hash = found, f"{key[0]}/{key[2]}", entry.hash
        place.is_new = known.is_new
        store = KINDS[entry.kind].store
        assert store is not None  # noqa: S101
        if not store(resource, place):
            self._forget(key)
            self.fates[key] = "fhir.no_text", {}
            self.report.count(entry.kind, "skipped")
            return
        known.person = found
        known.updated_at = _meta(resource)
        self._done(entry, key, known)

    def _subject(self, entry: Entry, resource: Any) -> Person | str | None:
        """Return whose the resource is, a reason why nobody can say, or None when it waits for the second pass."""
        subject = resource.subject
        if subject is None or not (subject.reference or subject.identifier):
            return "fhir.subject_missing"
        asked = (entry.file, entry.base, subject.reference or "")
        who: Person | str | None = self.owners.get(asked) if asked[2] else None
        if who is None:
            who = self._patient(entry, subject)
            if isinstance(who, Person):
                self.owners[asked] = who
        encounter = resource.encounter if entry.kind in _IN_AN_ENCOUNTER else None
        other: Person | str | None = None
        is_open = False
        if encounter is not None and encounter.reference:
            key = self.references.key(entry, encounter, "Encounter")
            known = self.known.get(key) if key is not None else None
            other = known.person if known is not None else None
            is_open = known is None
        if not self.loader.is_last_pass and (
            who == "fhir.subject_not_found"
            or is_open
            or (entry.kind in _POINTS_ELSEWHERE and self._waits_for_others(entry, resource))
        ):
            self._wait(entry)
            return None
        if isinstance(who, Person) and isinstance(other, Person) and who is not other and who.pk != other.pk:
            return "fhir.subject_differs"
        if isinstance(who, Person) and isinstance(other, Person) and who is not other and who.pk is None:
            return "fhir.subject_differs"
        return who

    def _waits_for_others(self, entry: Entry, resource: Any) -> bool:
        for kind, reference in _pointers(entry.kind, resource):
            if kind in {"Patient", "Encounter"} or not reference.reference or reference.reference.startswith("#"):
                continue
            key = self.references.key(entry, reference, kind)
            if key is None:
                if self._find(kind, reference) is None and "?" in reference.reference:
                    return True
            elif key[1] in KINDS and key not in self.known:
                return True
        return False

    def _patient(self, entry: Entry, reference: Reference) -> Person | str:
        found = self.references.by_identifier(entry, reference)
        if found is not None:
            if len(found) > 1:
                return "fhir.subject_ambiguous"
            owner = next(iter(found), None)
            if owner is None:
                return "fhir.subject_not_found"
            return owner if isinstance(owner, Person) else self._person(owner)
        if self.references.is_ambiguous(entry, reference):
            return "fhir.subject_ambiguous"
        key = self.references.key(entry, reference, "Patient")
        if key is None:
            return "fhir.subject_ambiguous" if (reference.reference or "").startswith("#") else "fhir.subject_not_found"
        if key[1] != "Patient":
            return "fhir.subject_not_a_patient"
        refused = self.loader.refused.get(key)
        if refused is not None and (entry.file in refused or (entry.file, key) not in self.accepted):
            return "fhir.subject_ambiguous"
        known = self.known.get(key)
        if known is None or known.person is None:
            return "fhir.subject_not_found"
        return known.person

    def _is_subject(self, reference: Reference | None) -> bool:
        return (
            reference is not None
            and self.entry is not None
            and self._patient(self.entry, reference) is self.place.person
        )

    def _find(self, kind: str, reference: Reference | None) -> int | str | None:
        if reference is None or self.entry is None:
            return None
        pair = self.references.identifier_of(reference, kind)
        if pair is not None:
            named_by = f"{pair[0]}|{pair[1]}"
            here = self.batch.practitioners if kind == "Practitioner" else self.batch.organizations
            return named_by if named_by in here else self.references.rows.get(kind, {}).get(pair)
        key = self.references.key(self.entry, reference, kind)
        known = self.known.get(key) if key is not None and key[1] == kind else None
        return None if known is None else known.target if known.target is not None else known.named_by or None

    def _name_of(self, reference: Reference) -> str:
        if self.entry is None:
            return ""
        key = self.references.key(self.entry, reference, "Practitioner")
        if key is not None and key[1] == "Patient":
            return ""
        known = self.known.get(key) if key is not None else None
        name = ""
        if known is not None and key is not None:
            name = known.name or self.names.get(key[1], {}).get(known.target or 0, "")
        return name or reference.display or ""

    def _medicine(self, reference: Reference) -> tuple[str, str, str] | None:
        key = self.references.key(self.entry, reference, "Medication") if self.entry is not None else None
        known = self.known.get(key) if key is not None else None
        return known.medicine if known is not None else None

    def _encounter_id(self, reference: Reference | None) -> str:
        if reference is None or self.entry is None:
            return ""
        key = self.references.key(self.entry, reference, "Encounter")
        return f"{key[0]}/{key[2]}"[:120] if key is not None and key in self.known else ""

    # --- ends ---------------------------------------------------------------------------------------------------------

    def _done(self, entry: Entry, key: Key, known: Known) -> None:
        self.report.count(entry.kind, "stored")
        self.written.append((key, known))

    def _wait(self, entry: Entry) -> None:
        key = self.references.take(entry)
        self._forget(key)
        self.fates[key] = "waits", {}
        raw = bytes(entry.raw)
        words = [entry.file, entry.kind, entry.id, entry.url, entry.base, entry.hash, len(raw)]
        self.loader.later.write(msgspec.json.encode(words) + b"\n" + raw)

    def _put_aside(self, entry: Entry, key: Key, code: str) -> None:
        self._forget(key)
        self.fates[key] = code, {}
        self._quarantine(entry, key, code)

    def _quarantine(self, entry: Entry, key: Key, code: str) -> None:
        self._skip(entry, code)
        raw = bytes(entry.raw)[:LONGEST_RAW].decode(errors="replace").replace("\x00", "")
        self.quarantine.append((key[0], entry.file[:240], entry.kind, key[2], entry.hash, code, raw))

    def _write(self) -> None:
        loader = self.loader
        stored = Stored({}, {})
        if self.written:
            stored = store_batch(batch=self.batch, by=loader.by)
        run = loader.run.pk
        actions.keep_links(
            (
                *key,
                known.hash,
                known.person.pk if known.person is not None else None,
                _target(key[1], known, stored),
                moment_for_database(known.updated_at),
                run,
            )
            for key, known in dict(self.written).items()
        )
        medicines = [(key[0], key[2], *known.medicine) for key, known in self.written if known.medicine]
        if medicines:
            actions.keep_medicines(medicines)
        practice = loader.practice.pk
        if self.quarantine:
            actions.quarantine(self.quarantine, practice, loader.run, self.at)
        actions.place_quarantined([key for key, known in self.written if known.is_new], practice, self.at)
        fresh = [person.pk for person in self.batch.people if person.oid and person.pk is not None]
        if fresh:
            pairs = pairs_alike(practice, fresh)
            if pairs:
                self.report.look_alikes += actions.keep_pairs(pairs, practice, loader.run, self.at)


def _hash(entry: Entry) -> str:
    """Return the content hash: of what we read where the same professional stands in many files, else of the bytes.

    Exports often repeat a practitioner with counters that change from file to file.
    """
    kind = KINDS.get(entry.kind)
    if kind is not None and kind.rank == 0:
        try:
            return hash_of(msgspec.json.encode(kind.decoder.decode(entry.raw)), MAPPING)
        except (*BAD_JSON, ValueError):
            pass
    return hash_of(entry.raw, MAPPING)


def _target(kind: str, known: Known, stored: Stored) -> int | None:
    if known.target is not None:
        return known.target
    by_identifier = stored.practitioners if kind == "Practitioner" else stored.organizations
    return by_identifier.get(known.named_by) if known.named_by else None


def _pointers(kind: str, resource: Any) -> Iterator[tuple[str, Reference]]:
    """Yield what a resource points at that we follow, with the kind its element expects."""
    if resource.subject is not None:
        yield "Patient", resource.subject
    if kind == "Encounter":
        for part in resource.participant:
            if part.individual is not None:
                yield "Practitioner", part.individual
        if resource.serviceProvider is not None:
            yield "Organization", resource.serviceProvider
        return
    if kind != "Goal" and resource.encounter is not None:
        yield "Encounter", resource.encounter
    if kind == "CareTeam":
        for part in resource.participant:
            if part.member is not None:
                yield "Practitioner", part.member
    elif kind == "MedicationRequest" and resource.medicationReference is not None:
        yield "Medication", resource.medicationReference


def _meta(resource: Any) -> datetime | None:
    return moment_of(resource.meta.lastUpdated, "UTC")[0] if resource.meta is not None else None


class _Dated(msgspec.Struct, gc=False):
    meta: dict[str, Any] | None = None


_DATED = msgspec.json.Decoder(_Dated)


def _updated_at(raw: Any) -> datetime | None:
    try:
        meta = _DATED.decode(raw).meta
    except BAD_JSON:
        return None
    text = (meta or {}).get("lastUpdated")
    return moment_of(text, "UTC")[0] if isinstance(text, str) else None


def _instant(value: Any) -> datetime | None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value
