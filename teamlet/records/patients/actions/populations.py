"""Keeping who is in which population, and what patients say about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from teamlet.content.readings import WISH_TOPICS
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.jobs import queue
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.library import queries as library
from teamlet.records.library.actions import approve_draft
from teamlet.records.library.models import ContentVersion
from teamlet.records.patients.actions.tables import (
    Table,
    mark_for_lists,
    mark_for_populations,
    mark_for_support,
    update_rows,
    write_rows,
)
from teamlet.records.patients.models import HelpWish, Patient, PopulationMember
from teamlet.records.patients.permissions import check_change_person
from teamlet.records.patients.queries import populations as reading
from teamlet.records.patients.rules.populations import Members, labels_of
from teamlet.records.practice.models import Practice

#: So many of the waiting patients are looked at in one go.
MANY = 2_000
#: A whole practice is looked at in stretches of so many patients, so that memory stays flat.
STRETCH = 10_000

_MEMBERS = Table(
    "patients_populationmember",
    (
        "practice_id", "patient_id", "oid", "population", "route", "title", "version", "entry_version", "evidence",
        "entry_evidence", "labels", "digest", "entered_on", "left_reason",
    ),
    ("patient_id", "population"),
    "left_on IS NULL",
    is_updated=False,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look at populations found to be different from what is kept: rows in the order of their statements."""

    entered: list[tuple[Any, ...]]
    kept: list[tuple[Any, ...]]
    left: list[tuple[Any, ...]]
    marks: Mapping[int, str]
    on: date


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many memberships began, ended, or rest on something newer now; ``members`` is how many hold in all."""

    entered: int
    left: int
    changed: int
    members: int

    def __add__(self, other: Refreshed) -> Refreshed:
        return Refreshed(
            self.entered + other.entered,
            self.left + other.left,
            self.changed + other.changed,
            self.members + other.members,
        )


def refresh_populations(
    *, practice: Practice, on: date, by: Principal, patients: Collection[int] | None = None
) -> Refreshed:
    """Bring the memberships of a practice (or of ``patients``, row numbers) up to what the rules say on a day.

    Everything is read before anything is locked: a fixed number of statements for every ``STRETCH`` patients, and one
    audited write, none where nothing changed.  Running it again changes nothing.
    """
    if patients is not None:
        rows = Patient.objects.filter(practice=practice, pk__in=list(patients))
        owners = set(rows.values_list(Coalesce(F("merged_into_id"), F("id")), flat=True))
        return _refresh(practice, on, by, owners | set(patients), {})
    total = Refreshed(0, 0, 0, 0)
    for stretch in reading.stretches(practice, STRETCH):
        total += _refresh(practice, on, by, stretch, {})
    return total


def refresh_marked(*, practice: Practice, on: date, by: Principal) -> Refreshed | None:
    """Look again at those whose data changed since the last look; None when there is nobody.

    A change that comes meanwhile keeps its mark.
    """
    total = None
    while marks := reading.waiting_checks(practice, MANY):
        rows = Patient.objects.filter(practice=practice, pk__in=list(marks))
        owners = set(rows.values_list(Coalesce(F("merged_into_id"), F("id")), flat=True))
        done = _refresh(practice, on, by, owners | set(marks), marks)
        total = done if total is None else total + done
        if len(marks) < MANY:
            break
    return total


def _refresh(
    practice: Practice, on: date, by: Principal, patients: Collection[int], marks: Mapping[int, str]
) -> Refreshed:
    in_force = reading.in_force(practice)
    used = [each for each in in_force.values() if each.population.in_use]
    decided = reading.decide(practice, [each.population for each in used], in_force, on=on, patients=patients)
    held = _held(practice.pk, patients)
    entered: list[tuple[Any, ...]] = []
    kept: list[tuple[Any, ...]] = []
    members = 0
    for each in used:
        for row in _wanted(each, decided.pop(each.population.id, {})):
            members += 1
            known = held.pop((row.patient_id, each.population.id), None)
            if known is None:
                entered.append(row.new(practice.pk, on))
            elif known[1] != row.digest:
                kept.append(row.again(known[0]))
    eligible = _eligible(practice.pk, patients) if held else set()
    versions = {each.population.id: each.version for each in used}
    left = [
        (on, _why_left(patient_id in eligible, versions.get(population), version), pk)
        for (patient_id, population), (pk, _, version) in held.items()
    ]
    if entered or kept or left or marks:
        store_memberships(changes=Changes(entered, kept, left, marks, on), by=by)
    return Refreshed(len(entered), len(left), len(kept), members)


@dataclass(frozen=True, slots=True)
class _Row:
    patient_id: int
    population: str
    route: str
    title: str
    version: str
    evidence: str
    labels: str
    digest: str

    def new(self, practice_id: int, on: date) -> tuple[Any, ...]:
        return (
            practice_id, self.patient_id, new_oid(), self.population, self.route, self.title, self.version,
            self.version, self.evidence, self.evidence, self.labels, self.digest, on.isoformat(), "",
        )  # fmt: skip

    def again(self, pk: int) -> tuple[Any, ...]:
        return (self.route, self.title, self.version, self.evidence, self.labels, self.digest, pk)


def _wanted(each: reading.InForce, members: Members) -> Iterator[_Row]:
    population = each.population
    title = json.dumps(
        dict(zip(population.title.languages, map(population.title.raw, population.title.languages), strict=True))
    )
    for patient_id, evidence in members.items():
        words = json.dumps(evidence, sort_keys=True)
        labels = " ".join(labels_of(population, evidence))
        digest = hashlib.sha256(f"{each.version}|{title}|{labels}|{words}".encode()).hexdigest()[:16]
        yield _Row(patient_id, population.id, population.route.value, title, each.version, words, labels, digest)


def _held(practice_id: int, patients: Collection[int]) -> dict[tuple[int, str], tuple[int, str, str]]:
    rows = PopulationMember.objects.filter(_of("patient_id", patients), practice_id=practice_id, left_on=None)
    return {
        (patient_id, population): (pk, digest, version)
        for patient_id, population, pk, digest, version in rows.values_list(
            "patient_id", "population", "pk", "digest", "version"
        )
    }


def _eligible(practice_id: int, patients: Collection[int]) -> set[int]:
    rows = Patient.objects.filter(
        _of("pk", patients),
        practice_id=practice_id,
        merged_into=None,
        deceased_on=None,
        is_active=True,
        lists_declined_on=None,
    )
    return set(rows.values_list("pk", flat=True))


def _of(column: str, patients: Collection[int]) -> Q:
    if isinstance(patients, range):
        return Q(**{f"{column}__gte": patients.start, f"{column}__lt": patients.stop})
    return Q(**{f"{column}__in": list(patients)})


def _why_left(is_eligible: bool, version: str | None, then: str) -> str:
    if not is_eligible:
        return "excluded"
    if version is None:
        return "not_used"
    return "data" if version == then else "definition"


@action
def store_memberships(*, changes: Changes, by: Principal) -> None:
    """Write what a look at populations found: one event with counts, whatever their number."""
    numbers = [row[-1] for row in (*changes.kept, *changes.left)]
    changed = {row[1] for row in changes.entered} | set(changes.marks) | reading.patients_of(numbers)
    write_rows(_MEMBERS, changes.entered)
    update_rows(
        "UPDATE patients_populationmember SET route = %s, title = %s, version = %s, evidence = %s, labels = %s,"
        " digest = %s WHERE id = %s",
        changes.kept,
    )
    update_rows(
        "UPDATE patients_populationmember SET left_on = %s, left_reason = %s WHERE id = %s AND left_on IS NULL",
        [(day.isoformat(), why, pk) for day, why, pk in changes.left],
    )
    mark_for_lists(by.practice_id, changed)
    update_rows("DELETE FROM patients_populationcheck WHERE patient_id = %s AND mark = %s", list(changes.marks.items()))
    mark_for_support(by.practice_id, changed)
    audit(
        ("populations", changes.on.isoformat()),
        entered=len(changes.entered),
        left=len(changes.left),
        changed=len(changes.kept),
        looked_at=len(changes.marks),
    )


@action
def record_wish(
    *, patient: Patient, topic: str, wants: bool, said_on: date, at: datetime, source: str = "visit", by: Principal
) -> HelpWish:
    """Keep what a patient answered when asked whether help with ``topic`` (``content.readings.WISH_TOPICS``) is wanted.

    The newest answer counts; earlier ones stay.  Raises ``Refused`` for an unknown topic or a day to come, and
    ``Patient.DoesNotExist`` for a patient of another practice.
    """
    check_change_person(by)
    if topic not in WISH_TOPICS or topic == "any":
        raise Refused(Reason("patients.wish_topic_unknown"))
    if said_on > at.astimezone(ZoneInfo(by.time_zone)).date():
        raise Refused(Reason("patients.wish_in_future"))
    row = Patient.objects.get(pk=patient.pk, practice_id=by.practice_id)
    wish = store_wish(row, topic, wants, said_on=said_on, source=source, at=at, by=by)
    audit(("patients.helpwish", str(wish.pk)), patient=row, topic=topic, wants=wants)
    return wish


def store_wish(
    patient: Patient, topic: str, wants: bool, *, said_on: date, source: str, at: datetime, by: Principal
) -> HelpWish:
    """Store a wish inside the caller's action (a form that the patient sent, a visit) and ask for another look."""
    wish = HelpWish.objects.create(
        practice_id=patient.practice_id,
        patient=patient,
        topic=topic,
        wants=wants,
        said_on=said_on,
        source=source[:12],
        by_id=by.user_id,
        at=at,
    )
    mark_for_populations(patient.practice_id, [patient.pk])
    return wish


@action
def set_lists_wish(*, patient: Patient, declined_on: date | None, by: Principal) -> Patient:
    """Keep that a person wants to be on no list of ours since a day, or (None) may be on them again."""
    check_change_person(by)
    row = Patient.objects.select_for_update().get(pk=patient.pk, practice_id=by.practice_id)
    row.lists_declined_on = declined_on
    row.save(update_fields=["lists_declined_on"])
    mark_for_populations(by.practice_id, [row.pk])
    audit(row, patient=row, declined=declined_on is not None)
    return row


@action
def put_in_force(*, population: str, number: int, at: datetime, by: Principal) -> ContentVersion:
    """Approve the draft of a population and have everybody looked at again.

    Raises ``Refused`` as ``library.actions.approve_draft`` does, and for a rule that names what is not there or leads
    back to itself.
    """
    draft = library.draft(by, reading.KIND, population)
    if draft is not None:
        problems = reading.checked(by, population, draft.body)[1]
        if problems:
            raise Refused(Reason("library.not_valid", {"count": len(problems)}))
    made = approve_draft(kind=reading.KIND, id=population, number=number, at=at, by=by)
    queue.add(
        "patients.refresh_populations",
        occurrence=f"approved/{made.oid}",
        now=at,
        arguments={"practice": by.practice_key},
    )
    audit(("populations", population), number=number)
    return made
