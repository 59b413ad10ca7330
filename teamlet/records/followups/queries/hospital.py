"""Every read of hospital stays and emergency visits: what records tell and nobody answered, what is noted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Subquery

from teamlet.content.schema.populations import EncounterKind
from teamlet.records.followups.models import ContactReport, HospitalVisit
from teamlet.records.followups.queries.need_facts import of_patients
from teamlet.records.followups.rules.needs import EVENT_DAYS, RISK_DAYS
from teamlet.records.followups.rules.vanished import OPEN_GOALS
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalState
from teamlet.records.outreach.rules.quiet import zone_of
from teamlet.records.patients.models import Encounter, Patient
from teamlet.records.patients.rules.populations import ENCOUNTER_CLASSES
from teamlet.records.plans.models import Goal
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.tasks.words import TaskState

_EMERGENCY = ENCOUNTER_CLASSES[EncounterKind.EMERGENCY]
_CLASSES = (*ENCOUNTER_CLASSES[EncounterKind.HOSPITAL], *_EMERGENCY)
#: States of an encounter that did not happen, and of one that goes on: nobody calls into a hospital.
_NOT_HAPPENED = ("planned", "cancelled", "entered-in-error")
_GOES_ON = frozenset({"arrived", "triaged", "in-progress", "onleave"})


@dataclass(frozen=True, slots=True)
class InRecord:
    """A stay or visit that is over, as another record tells of it: whom it counts for, where, the day home."""

    patient_id: int
    place: HospitalPlace
    on: date
    key: str


def unanswered_in_records(practice: Practice, patients: Collection[int], *, on: date) -> list[InRecord]:
    """Return what records of these patients (row numbers, or a range) tell that nobody noted or talked about since.

    Stays and visits that ended in the last ``EVENT_DAYS`` days, of people with an open goal: a contact is about one.
    One statement where there is nothing, three otherwise.
    """
    rows = Encounter.objects.filter(
        of_patients("patient_id", patients),
        practice=practice,
        entered_in_error=False,
        encounter_class__in=_CLASSES,
        day__gte=on - timedelta(days=RISK_DAYS),
        day__lte=on,
    ).exclude(state__in=_NOT_HAPPENED)
    found: list[InRecord] = []
    for pk, patient_id, kept, zone, kind, state, day, ended_at in rows.order_by("day", "id").values_list(
        "id", "patient_id", "patient__merged_into_id", "patient__time_zone", "encounter_class", "state", "day",
        "ended_at",
    ):  # fmt: skip
        if day is None or (state in _GOES_ON and ended_at is None):
            continue
        home = _home(day, ended_at, zone_of(zone, practice.time_zone))
        if (on - home).days in range(EVENT_DAYS + 1):
            place = HospitalPlace.EMERGENCY if kind in _EMERGENCY else HospitalPlace.HOSPITAL
            found.append(InRecord(kept or patient_id, place, home, f"encounter:{pk}"))
    if not found:
        return []
    people = {each.patient_id for each in found}
    noted = set(HospitalVisit.objects.filter(patient_id__in=people).values_list("patient_id", "source_key"))
    talked = _last_talks(practice, people)
    return [
        each
        for each in found
        if each.patient_id in talked
        and (each.patient_id, each.key) not in noted
        and (talked[each.patient_id] or each.on) <= each.on
    ]


def _home(day: date, ended_at: datetime | None, zone: ZoneInfo) -> date:
    return day if ended_at is None else max(day, ended_at.astimezone(zone).date())


def _last_talks(practice: Practice, people: Iterable[int]) -> dict[int, date | None]:
    """Return of those of these patients who are here and have an open goal the civil day of the last talk."""
    goals = Goal.objects.filter(patient=OuterRef("pk"), state__in=list(OPEN_GOALS))
    talks = ContactReport.objects.filter(contact__patient=OuterRef("pk"), undone_at__isnull=True).order_by("-at")
    rows = Patient.objects.filter(
        Exists(goals), practice=practice, pk__in=list(people), is_active=True, deceased_on=None, merged_into=None
    ).values_list("pk", Subquery(talks.values("at")[:1]))
    zone = ZoneInfo(practice.time_zone)
    return {pk: at.astimezone(zone).date() if at is not None else None for pk, at in rows}


# --- what is noted -----------------------------------------------------------------------------------


def hospital_visit(scope: Scope, oid: str) -> HospitalVisit | None:
    """Return a hospital stay or emergency visit of the practice, or None."""
    rows = HospitalVisit.objects.filter(practice_id=practice_id_of(scope), oid=oid)
    return rows.select_related("patient__merged_into").first()


def hospital_visits_of(scope: Scope, patient_id: int, limit: int = 20) -> list[HospitalVisit]:
    """Return what is noted of a patient, the newest day first, with who talks with them and who settled it."""
    rows = HospitalVisit.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id)
    return list(
        rows.select_related("contact__task__owner__user", "task__owner__user", "settled_by").order_by("-on", "-id")[
            :limit
        ]
    )


def hospital_visits_due(scope: Scope, *, on: date, limit: int = 50) -> list[HospitalVisit]:
    """Return what somebody is to ask about by ``on`` because no contact answers it, longest waiting first."""
    rows = HospitalVisit.objects.filter(
        practice_id=practice_id_of(scope),
        state=HospitalState.OPEN,
        task__state=TaskState.OPEN,
        task__due_on__lte=on,
    )
    return list(rows.select_related("patient", "task__owner__user").order_by("task__due_on", "id")[:limit])


def answered_by(scope: Scope, contact_id: int) -> list[HospitalVisit]:
    """Return what a contact answers, newest first; one statement."""
    rows = HospitalVisit.objects.filter(practice_id=practice_id_of(scope), contact_id=contact_id).exclude(
        state=HospitalState.ENTERED_IN_ERROR
    )
    return list(rows.order_by("-on", "-id"))
