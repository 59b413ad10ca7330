"""One batch from entries to rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from teamlet.bridges.fhir import actions, queries
from teamlet.bridges.fhir.batches.known import target_of, updated_of
from teamlet.bridges.fhir.batches.whose import Whose
from teamlet.bridges.fhir.kinds import KINDS
from teamlet.bridges.fhir.people import Refusal, same_person
from teamlet.bridges.fhir.placing import Person, Place
from teamlet.bridges.fhir.reading import Entry
from teamlet.bridges.fhir.references import Key
from teamlet.bridges.fhir.resources import medication, named, person as person_resource
from teamlet.bridges.fhir.shapes import Reference, cut
from teamlet.records.patients.actions.storing import Stored, store_batch
from teamlet.records.patients.actions.tables import moment_for_database
from teamlet.records.patients.queries import pairs_alike

if TYPE_CHECKING:
    from teamlet.bridges.fhir.batches import Loader


class OneBatch(Whose):
    """Carries entries through: changed? whose? stored."""

    def __init__(self, loader: Loader, entries: Sequence[Entry]) -> None:
        super().__init__(loader, entries)
        #: One for all: only whose, which and whether new differ from resource to resource.
        self.place = Place(
            batch=self.batch,
            person=Person(),
            source_id="",
            hash="",
            zone=loader.practice.time_zone,
            today=loader.today,
            find=self.find,
            name_of=self.name_of,
            medicine=self.medicine,
            is_subject=self.is_subject,
            encounter_id=self.encounter_id,
            note=self.note,
            is_new=True,
        )

    def work(self) -> None:
        """Do all of it, inside the caller's transaction."""
        pairs = self.newest_first([(entry, self.references.take(entry)) for entry in self.entries])
        if not self.loader.is_last_pass:
            self.loader.count_read(self.entries)
        self.look_up(key for _, key in pairs if key[1] in KINDS)
        for entry, key in pairs:
            key = self.apart(entry, key)
            if self.is_changed(entry, key):
                resource = self.decode(entry, key)
                if resource is not None:
                    self.work_list.append((entry, key, resource))
        if self.work_list:
            self._place()
        if self.written or self.kept_aside:
            self._write()
        self.repeat()

    def _place(self) -> None:
        self.work_list.sort(key=lambda item: KINDS[item[0].kind].rank)
        self.look_up(self.pointed_at())
        self.named_elsewhere()
        self._people()
        for entry, key, resource in self.work_list:
            rank = KINDS[entry.kind].rank
            if rank == 0:
                self._named(entry, key, resource)
            elif rank > 1:
                self._clinical(entry, key, resource)

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
                self.put_aside(entry, key, refusal.code)
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
            known.updated_at = updated_of(resource)
            self.done(entry, key, known)
            for code in problems:
                self.note(code)

    def _hand_over(self, number: int, person: Person) -> None:
        for known in self.known.values():
            if known.person is not None and known.person.pk == number:
                known.person = person

    def _named(self, entry: Entry, key: Key, resource: Any) -> None:
        self.entry = entry
        known = self.known[key]
        source_id = f"{key[0]}/{key[2]}"
        if entry.kind == "Medication":
            known.medicine = medication.medicine_of(resource.code)
            if not known.medicine[2] and not known.medicine[1]:
                self.give_up(entry, key, "fhir.no_text")
                return
        elif entry.kind == "Practitioner":
            known.name = named.full_name(resource.name)
            known.named_by, known.target = named.key_of(resource.identifier, source_id), None
            self.batch.practitioners.setdefault(known.named_by, (known.name, entry.hash))
        else:
            known.name = cut(resource.name or "", 240)
            known.named_by, known.target = named.key_of(resource.identifier, source_id), None
            self.batch.organizations.setdefault(known.named_by, (known.name, entry.hash))
        known.updated_at = updated_of(resource)
        self.done(entry, key, known)

    def _clinical(self, entry: Entry, key: Key, resource: Any) -> None:
        self.entry = entry
        found = self.subject(entry, resource)
        if found is None:
            return
        if isinstance(found, str):
            self.put_aside(entry, key, found)
            return
        known = self.known[key]
        if known.person is not None and known.person is not found and not known.is_new:
            self.note("fhir.moved")
        place = self.place
        place.person, place.source_id, place.hash = found, f"{key[0]}/{key[2]}", entry.hash
        place.is_new = known.is_new
        store = KINDS[entry.kind].store
        assert store is not None  # noqa: S101
        if not store(resource, place):
            self.forget(key)
            self.fates[key] = "fhir.no_text", {}
            self.report.count(entry.kind, "skipped")
            return
        known.person = found
        known.updated_at = updated_of(resource)
        self.done(entry, key, known)

    def is_subject(self, reference: Reference | None) -> bool:
        """Whether a reference leads to the very patient of the resource at hand."""
        return (
            reference is not None
            and self.entry is not None
            and self._patient(self.entry, reference) is self.place.person
        )

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
                target_of(key[1], known, stored),
                moment_for_database(known.updated_at),
                run,
            )
            for key, known in dict(self.written).items()
        )
        medicines = [(key[0], key[2], *known.medicine) for key, known in self.written if known.medicine]
        if medicines:
            actions.keep_medicines(medicines)
        practice = loader.practice.pk
        if self.kept_aside:
            actions.quarantine(self.kept_aside, practice, loader.run, self.at)
        actions.place_quarantined([key for key, known in self.written if known.is_new], practice, self.at)
        fresh = [person.pk for person in self.batch.people if person.oid and person.pk is not None]
        if fresh:
            pairs = pairs_alike(practice, fresh)
            if pairs:
                self.report.look_alikes += actions.keep_pairs(pairs, practice, loader.run, self.at)
