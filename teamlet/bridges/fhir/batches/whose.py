"""Whose a resource is, and what else it points at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from teamlet.bridges.fhir import queries
from teamlet.bridges.fhir.batches.changes import Changes
from teamlet.bridges.fhir.batches.known import IN_AN_ENCOUNTER, POINTS_ELSEWHERE, pointers
from teamlet.bridges.fhir.kinds import KINDS
from teamlet.bridges.fhir.placing import Person
from teamlet.bridges.fhir.reading import Entry
from teamlet.bridges.fhir.references import Key
from teamlet.bridges.fhir.shapes import Reference


class Whose(Changes):
    """Follows the references of a batch."""

    def pointed_at(self) -> Iterable[Key]:
        """Yield what changed resources point at and is not in the batch."""
        met: set[tuple[str, str, str | None, str]] = set()
        for entry, _, resource in self.work_list:
            if KINDS[entry.kind].rank < 2:
                continue
            for kind, reference in pointers(entry.kind, resource):
                if reference.reference:
                    asked = (entry.file, entry.base, reference.reference, kind)
                    if asked in met:
                        continue
                    met.add(asked)
                key = self.references.key(entry, reference, kind)
                if key is not None and key not in self.known:
                    yield key

    def named_elsewhere(self) -> None:
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

    def subject(self, entry: Entry, resource: Any) -> Person | str | None:
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
        encounter = resource.encounter if entry.kind in IN_AN_ENCOUNTER else None
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
            or (entry.kind in POINTS_ELSEWHERE and self._waits_for_others(entry, resource))
        ):
            self.wait(entry)
            return None
        if isinstance(who, Person) and isinstance(other, Person) and who is not other and who.pk != other.pk:
            return "fhir.subject_differs"
        if isinstance(who, Person) and isinstance(other, Person) and who is not other and who.pk is None:
            return "fhir.subject_differs"
        return who

    def _waits_for_others(self, entry: Entry, resource: Any) -> bool:
        for kind, reference in pointers(entry.kind, resource):
            if kind in {"Patient", "Encounter"} or not reference.reference or reference.reference.startswith("#"):
                continue
            key = self.references.key(entry, reference, kind)
            if key is None:
                if self.find(kind, reference) is None and "?" in reference.reference:
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
            return owner if isinstance(owner, Person) else self.person(owner)
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

    def find(self, kind: str, reference: Reference | None) -> int | str | None:
        """Return the row number, or the identifier of a row in this batch, that a reference leads to."""
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

    def name_of(self, reference: Reference) -> str:
        """Return the name of whom a reference leads to; empty for the patient."""
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

    def medicine(self, reference: Reference) -> tuple[str, str, str] | None:
        """Return coding and words of a Medication."""
        key = self.references.key(self.entry, reference, "Medication") if self.entry is not None else None
        known = self.known.get(key) if key is not None else None
        return known.medicine if known is not None else None

    def encounter_id(self, reference: Reference | None) -> str:
        """Return our source id of an encounter we have."""
        if reference is None or self.entry is None:
            return ""
        key = self.references.key(self.entry, reference, "Encounter")
        return f"{key[0]}/{key[2]}"[:120] if key is not None and key in self.known else ""
