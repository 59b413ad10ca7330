"""Handing over: asked for, answered, tried another way, booked as a call; never waiting for somebody who is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, person_of
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.models import Membership
from teamlet.records.practice.permissions import check_active, check_person
from teamlet.records.practice.queries import holidays, is_absent, practice_of, roles_of, working_days
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import open_tasks, owner_for
from teamlet.records.tasks.words import Duty, MoveReason, TaskKind, TaskState
from teamlet.records.visits import rules
from teamlet.records.visits.actions.visits import check_writable, join
from teamlet.records.visits.models import Handoff, HandoffChange, Visit
from teamlet.records.visits.words import (
    HANDOFF_TRANSITIONS,
    HANDOFF_WAITING,
    HandoffFor,
    HandoffNo,
    HandoffState,
    HandoffWay,
)

#: Whose duty a booked call is, by what it is for.
_DUTIES = {
    HandoffFor.PLAN: Duty.MAKE_PLAN,
    HandoffFor.SKILL: Duty.GIVE_INFORMATION,
    HandoffFor.BEHAVIORAL_HEALTH: Duty.FOLLOW_UP,
    HandoffFor.COMMUNITY: Duty.GIVE_INFORMATION,
    HandoffFor.MEDICATION: Duty.FOLLOW_UP,
}
_LOOKED_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class HandoffSaid:
    """What is said when a patient is handed over: what for, by which way, and about which goal."""

    reason: HandoffFor = HandoffFor.PLAN
    way: HandoffWay = HandoffWay.IN_PERSON
    goal_oid: str = ""


@action
def hand_over(
    *, visit: Visit, receiver: Membership, said: HandoffSaid | None = None, at: datetime, by: Principal
) -> Handoff:
    """Ask ``receiver`` to go on with the patient; a second request to the same person is the first one.

    Raises ``Refused`` when the receiver is not active in this practice or the visit was entered in error.
    """
    said = said or HandoffSaid()
    visit = Visit.objects.select_for_update().select_related("patient").get(pk=visit.pk)
    check_writable(visit, visit.patient)
    if receiver.practice_id != visit.practice_id:
        raise Refused(Reason("practice.membership_not_active", {"name": receiver.called}))
    check_person(receiver)
    check_active(receiver)
    handoff = Handoff.objects.filter(visit=visit, receiver=receiver, state__in=HANDOFF_WAITING).first()
    if handoff is None:
        giver = Membership.objects.get(pk=person_of(by))
        handoff = Handoff.objects.create(
            visit=visit,
            practice_id=visit.practice_id,
            giver=giver,
            receiver=receiver,
            reason=said.reason,
            way=said.way,
            goal_oid=said.goal_oid,
            asked_at=at,
        )
        _note(handoff, "", "", at, by)
    audit(handoff, patient=visit.patient, to=receiver.oid, reason=handoff.reason, way=handoff.way)
    return handoff


@action
@goes_on
def move_handoff(
    *, handoff: Handoff, to: HandoffState, why: HandoffNo | None = None, at: datetime, by: Principal
) -> Handoff:
    """Accept, start, end or decline a handoff; a booked call ends with it.

    ``why`` says why somebody cannot take the patient now.  Raises ``Refused`` when its state does not allow it.
    """
    handoff = Handoff.objects.select_for_update().select_related("visit__patient").get(pk=handoff.pk)
    before = HandoffState(handoff.state)
    _check_move(before, to)
    handoff.state = to
    if to in {HandoffState.ACCEPTED, HandoffState.STARTED}:
        handoff.accepted_at = handoff.accepted_at or at
        join(handoff.visit, at, by)
    handoff.ended_at = None if to in HANDOFF_WAITING else at
    handoff.save()
    _note(handoff, before, why or "", at, by)
    if before is HandoffState.BOOKED:
        _end_call(handoff, to, at, by)
    audit(handoff, patient=handoff.visit.patient, to=to, why=why or "")
    return handoff


@action
def try_next_way(*, handoff: Handoff, at: datetime, by: Principal) -> Handoff:
    """Ask again by the next way: video, then the phone in the room.  The same person is asked anew.

    Raises ``Refused`` when a booked call is the only way left, or when its state does not allow it.
    """
    handoff = Handoff.objects.select_for_update().select_related("visit__patient").get(pk=handoff.pk)
    before = HandoffState(handoff.state)
    way = rules.next_way(HandoffWay(handoff.way))
    if way is None or way is HandoffWay.BOOKED_CALL:
        raise Refused(Reason("visits.handoff_no_next_way"))
    if before is not HandoffState.REQUESTED:
        _check_move(before, HandoffState.REQUESTED)
    handoff.state, handoff.way, handoff.accepted_at, handoff.ended_at = HandoffState.REQUESTED, way, None, None
    handoff.save()
    _note(handoff, before, "", at, by)
    audit(handoff, patient=handoff.visit.patient, way=way)
    return handoff


@action
def book_handoff_call(*, handoff: Handoff, at: datetime, by: Principal) -> Task:
    """Book a call within two working days, as nobody is free; it is a task of a named person.

    Raises ``Refused`` when the handoff's state does not allow it.
    """
    handoff = Handoff.objects.select_for_update().select_related("visit__patient", "visit__practice").get(pk=handoff.pk)
    before, patient = HandoffState(handoff.state), handoff.visit.patient
    _check_move(before, HandoffState.BOOKED)
    on = at.astimezone(ZoneInfo(by.time_zone)).date()
    practice = practice_of(handoff.practice_id)
    free = holidays(practice, on, on + _LOOKED_AHEAD)
    first, last = rules.call_days(on, working_days(practice), free)
    duty = _DUTIES[HandoffFor(handoff.reason)]
    owner = owner_for(practice, duty, kind=TaskKind.HANDOFF, author=handoff.receiver_id, on=last, patient=patient)
    handoff.state, handoff.way, handoff.ended_at = HandoffState.BOOKED, HandoffWay.BOOKED_CALL, at
    handoff.save()
    _note(handoff, before, "", at, by)
    task = open_task(
        patient=patient,
        kind=TaskKind.HANDOFF,
        about_oid=handoff.oid,
        owner=owner.owner,
        owner_from=owner.owner_from,
        backup=owner.backup,
        due_on=last,
        window_first=first,
        window_last=last,
        detail={"reason": handoff.reason},
        at=at,
        by=by,
    )
    audit(handoff, patient=patient, due_on=last.isoformat(), owner=owner.owner.oid)
    return task


def _check_move(now: HandoffState, to: HandoffState) -> None:
    if to not in HANDOFF_TRANSITIONS[now]:
        raise Refused(Reason("visits.handoff_may_not_move", {"from_state": now, "to_state": to}))


def _note(handoff: Handoff, before: str, why: str, at: datetime, by: Principal) -> None:
    HandoffChange.objects.create(
        handoff=handoff,
        from_state=before,
        to_state=handoff.state,
        way=handoff.way,
        reason=why,
        by_id=by.user_id,
        at=at,
    )


def _end_call(handoff: Handoff, to: HandoffState, at: datetime, by: Principal) -> None:
    """End the task of the booked call; one that is only begun stays."""
    if to is HandoffState.STARTED:
        return
    for task in open_tasks(by, kinds=[TaskKind.HANDOFF], patient_id=handoff.visit.patient_id):
        if task.about_oid == handoff.oid:
            end_task(task=task, state=TaskState.DONE, reason=to, at=at, by=by)


@action
def move_handoffs_of(*, membership: Membership, reason: MoveReason, on: date, at: datetime, by: Principal) -> int:
    """Give the handoffs that wait for a person who can no longer take them to somebody else; return how many.

    They move as tasks do (``rules.choose_owner``, the giver as author): all of somebody who left or is suspended;
    of somebody absent when that is today; of somebody who changed role when they support nobody now.  The new
    receiver is asked anew.  Called by ``tasks.actions.move_tasks_of`` through ``settings.MOVERS``.
    """
    moved = 0
    if _must_move(membership, reason, on):
        waiting = Handoff.objects.select_for_update(of=("self",)).select_related("visit__patient")
        for handoff in waiting.filter(receiver=membership, state__in=HANDOFF_WAITING).order_by("id"):
            moved += _move(handoff, membership, reason, on, at, by)
    audit(membership, reason=reason, moved=moved)
    return moved


def _must_move(membership: Membership, reason: MoveReason, on: date) -> bool:
    if reason is MoveReason.ABSENT:
        return is_absent(membership, on)
    return reason is not MoveReason.ROLE_CHANGE or not roles_of(membership) & SUPPORT


def _move(handoff: Handoff, before: Membership, reason: MoveReason, on: date, at: datetime, by: Principal) -> int:
    choice = owner_for(
        handoff.practice_id,
        Duty.MAKE_PLAN,
        kind=TaskKind.HANDOFF,
        author=handoff.giver_id,
        on=on,
        patient=handoff.visit.patient,
        instead_of=before.pk,
    )
    asked = Handoff.objects.filter(visit=handoff.visit, receiver=choice.owner, state__in=HANDOFF_WAITING)
    if choice.owner == before:
        return 0
    was = handoff.state
    if asked.exists():
        # Somebody is asked already: one request for the same visit is enough.
        handoff.state, handoff.ended_at = HandoffState.DECLINED, at
    else:
        handoff.receiver, handoff.state, handoff.accepted_at = choice.owner, HandoffState.REQUESTED, None
        handoff.moved_from, handoff.moved_reason = before, reason
    handoff.save()
    _note(handoff, was, "", at, by)
    return 1
