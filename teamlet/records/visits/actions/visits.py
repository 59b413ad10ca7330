"""Every write about a visit: starting it, its agenda, who joins, how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, person_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.patients.models import Patient
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.practice.models import Membership
from teamlet.records.visits.models import (
    Agenda,
    PathTiming,
    Topic,
    Visit,
    VisitChange,
    VisitPerformer,
)
from teamlet.records.visits.words import (
    CALLED_OFF,
    VISIT_TRANSITIONS,
    TopicFrom,
    TopicPlace,
    VisitKind,
    VisitState,
)


@dataclass(frozen=True, slots=True)
class TopicSaid:
    """A topic as it came: words kept verbatim, whose it is, today or later, starred or not."""

    words: str
    topic_from: TopicFrom = TopicFrom.PATIENT
    place: TopicPlace = TopicPlace.TODAY
    starred: bool = False


@action
def plan_visit(
    *,
    patient: Patient,
    kind: VisitKind,
    day: date,
    starts: time | None,
    clinician: Membership | None,
    room: str = "",
    at: datetime,
    by: Principal,
) -> Visit:
    """Put a visit on the day list."""
    visit = Visit.objects.create(
        practice_id=patient.practice_id,
        patient=patient,
        kind=kind,
        day=day,
        starts=starts,
        clinician=clinician,
        room=room,
        created_at=at,
    )
    _note_change(visit, "", VisitState.PLANNED, at, by)
    audit(visit, patient=patient, kind=kind)
    return visit


@action
def start_visit(*, patient: Patient, kind: VisitKind = VisitKind.WALK_IN, at: datetime, by: Principal) -> Visit:
    """Start a visit now, or return the one already open today for this patient: two clicks, one visit."""
    patient = Patient.objects.select_for_update().get(pk=patient.pk)
    local = at.astimezone(ZoneInfo(by.time_zone))
    visit = (
        Visit.objects.filter(patient=patient, day=local.date(), state__in=[VisitState.OPEN, VisitState.PLANNED])
        .order_by("starts", "id")
        .first()
    )
    if visit is None:
        visit = Visit.objects.create(
            practice_id=patient.practice_id,
            patient=patient,
            kind=kind,
            state=VisitState.OPEN,
            day=local.date(),
            starts=local.time().replace(second=0, microsecond=0),
            opened_at=at,
            opened_by_id=by.user_id,
            created_at=at,
        )
        _note_change(visit, "", VisitState.OPEN, at, by)
    elif visit.state == VisitState.PLANNED:
        _open(visit, at, by)
    join(visit, at, by)
    audit(visit, patient=patient, kind=visit.kind)
    return visit


@action
def open_visit(*, visit: Visit, at: datetime, by: Principal) -> Visit:
    """Open the strip of a planned visit, or of one called off when the patient came after all.

    Opening it again only adds the performer.
    """
    visit = Visit.objects.select_for_update().select_related("patient").get(pk=visit.pk)
    if visit.state == VisitState.PLANNED or visit.state in CALLED_OFF:
        _open(visit, at, by)
    join(visit, at, by)
    audit(visit, patient=visit.patient, state=visit.state)
    return visit


@action
@goes_on
def finish_visit(*, visit: Visit, at: datetime, by: Principal) -> None:
    """Finish the visit.  Raises ``Refused`` when its state does not allow it."""
    visit = Visit.objects.select_for_update().select_related("patient").get(pk=visit.pk)
    move_visit(visit, VisitState.FINISHED, at, by)
    audit(visit, patient=visit.patient)


@action
def save_agenda(*, visit: Visit, topics: Sequence[TopicSaid], seen: int, at: datetime, by: Principal) -> Agenda:
    """Save the whole agenda as its next version.

    ``seen`` is the number the form showed (0 = none).  Raises ``ChangedMeanwhile`` when somebody
    else's version came since, ``Refused`` when the visit was entered in error.
    """
    visit = Visit.objects.select_for_update().select_related("patient").get(pk=visit.pk)
    check_writable(visit, visit.patient)
    if visit.agenda_number != seen:
        raise ChangedMeanwhile("agenda")
    agenda = _write_agenda(visit, topics, None, at, by)
    join(visit, at, by)
    keep_save(kind="visits.agenda", about_oid=agenda.oid, patient_oid=visit.patient.oid, at=at, by=by)
    audit(agenda, patient=visit.patient, number=agenda.number, topics=len(topics))
    return agenda


@action
def undo_agenda(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Bring back the agenda before this one, as a new version.  Raises ``Refused`` when it was changed since."""
    agenda = Agenda.objects.select_related("visit__patient").get(oid=about_oid, visit__practice_id=by.practice_id)
    visit = Visit.objects.select_for_update().get(pk=agenda.visit_id)
    if visit.agenda_number != agenda.number:
        raise ChangedMeanwhile("agenda")
    before = Agenda.objects.filter(visit=visit, number=agenda.number - 1).first()
    topics = [
        TopicSaid(topic.words, TopicFrom(topic.topic_from), TopicPlace(topic.place), topic.starred)
        for topic in (before.topics.all() if before else ())
    ]
    restored = _write_agenda(visit, topics, agenda.number - 1, at, by)
    audit(restored, patient=agenda.visit.patient, undoes=agenda.number)


@action
def record_timing(
    *, visit: Visit, role: str, active_seconds: int, wall_seconds: int, interactions: int, at: datetime, by: Principal
) -> None:
    """Record how long the path took this person, from opening to the printed page (both in seconds)."""
    timing = PathTiming.objects.create(
        visit=visit,
        practice_id=visit.practice_id,
        membership_id=person_of(by),
        role=role,
        active_seconds=active_seconds,
        wall_seconds=wall_seconds,
        interactions=interactions,
        at=at,
    )
    audit(timing, patient=visit.patient)


def check_writable(visit: Visit, patient: Patient) -> None:
    """Lock the visit and raise ``Refused`` unless it is this patient's and may still be written in.

    Nothing is agreed at a visit with somebody who had died, also where that was learned while its page is open.
    """
    visits = Visit.objects.select_for_update().values_list("state", "patient_id", "day")
    state, patient_id, day = visits.get(pk=visit.pk)
    if patient_id != patient.pk:
        raise Refused(Reason("visits.other_patient"))
    if state == VisitState.ENTERED_IN_ERROR:
        raise Refused(Reason("visits.entered_in_error"))
    if patient.deceased_on is not None and patient.deceased_on <= day:
        raise Refused(Reason("visits.patient_deceased"))


def move_visit(visit: Visit, to: VisitState, at: datetime, by: Principal, reason: str = "") -> None:
    """Move a locked visit to another state and note it.  Raises ``Refused`` when its state does not allow it."""
    now = VisitState(visit.state)
    if to not in VISIT_TRANSITIONS[now]:
        raise Refused(Reason("visits.may_not_move", {"from_state": now, "to_state": to}))
    visit.state = to
    visit.save(update_fields=["state"])
    _note_change(visit, now, to, at, by, reason)


def join(visit: Visit, at: datetime, by: Principal) -> None:
    """Count the person among the visit's performers; once is enough."""
    if by.membership_id is not None:
        VisitPerformer.objects.get_or_create(visit=visit, membership_id=by.membership_id, defaults={"joined_at": at})


def _open(visit: Visit, at: datetime, by: Principal) -> None:
    visit.opened_at, visit.opened_by_id = at, by.user_id
    visit.save(update_fields=["opened_at", "opened_by"])
    move_visit(visit, VisitState.OPEN, at, by)


def _write_agenda(
    visit: Visit, topics: Sequence[TopicSaid], restores: int | None, at: datetime, by: Principal
) -> Agenda:
    visit.agenda_number += 1
    visit.save(update_fields=["agenda_number"])
    agenda = Agenda.objects.create(visit=visit, number=visit.agenda_number, restores=restores, by_id=by.user_id, at=at)
    ordered = sorted(topics, key=lambda topic: topic.topic_from not in {TopicFrom.PATIENT, TopicFrom.FAMILY})
    Topic.objects.bulk_create(
        Topic(
            agenda=agenda,
            position=position,
            words=topic.words,
            topic_from=topic.topic_from,
            place=topic.place,
            starred=topic.starred,
        )
        for position, topic in enumerate(ordered)
    )
    return agenda


def _note_change(
    visit: Visit, from_state: str, to_state: VisitState, at: datetime, by: Principal, reason: str = ""
) -> None:
    VisitChange.objects.create(
        visit=visit, from_state=from_state, to_state=to_state, reason=reason, by_id=by.user_id, at=at
    )
