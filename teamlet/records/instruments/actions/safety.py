"""Safety alerts: raised with the answer itself, passed on until somebody answers, closed only by a licensed person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.access.roles import LICENSED
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.instruments.actions.routing import RISK_ALERT, local_day
from teamlet.records.instruments.models import AlertStep, Answer, SafetyAlert, SafetyCover
from teamlet.records.instruments.permissions import ANSWERS_ALERTS, NAMES_COVER, can_answer_alerts
from teamlet.records.instruments.queries.safety import cover as cover_in_force
from teamlet.records.instruments.rules.safety import ANSWER_WITHIN, RESPONSE_MINUTES, next_turn
from teamlet.records.instruments.words import ALERT_TRANSITIONS, AlertKind, AlertLevel, AlertState, AlertStepKind
from teamlet.records.patients.actions.tables import mark_for_support
from teamlet.records.patients.models import Patient
from teamlet.records.patients.words import Sensitivity
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.permissions import check_active, check_person
from teamlet.records.practice.queries import absent_on, active_members, roles_of
from teamlet.records.tasks.actions import end_task, move_task, open_task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, MoveReason, OwnerFrom, TaskKind, TaskState
from teamlet.records.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Alarm:
    """What raises an alert: an answer, or words that stand somewhere (``where`` is a code, ``where_oid`` its row)."""

    kind: AlertKind
    where: str
    where_oid: str = ""
    answer: Answer | None = None
    signs: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.MENTAL_HEALTH
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class CoverSaid:
    """Who answers safety alerts and when, as the practice names it.  Hours are civil time, the end excluded."""

    responder: Membership
    backup: Membership
    on_call: Membership
    days: tuple[int, ...]
    from_time: time
    to_time: time
    response_minutes: int
    texts: dict[str, str] = field(default_factory=dict)


@action
def raise_safety_alert(*, patient: Patient, alarm: Alarm, at: datetime, by: Principal) -> SafetyAlert:
    """Raise an alert with its task, in the caller's transaction: the answer and the alert are saved together.

    It goes to the visit's clinician where one is here, else to the person named in the safety cover, else to a
    licensed colleague; the second person and the one on call stand behind.  The same answer never raises two.
    """
    known = SafetyAlert.objects.filter(answer=alarm.answer).first() if alarm.answer is not None else None
    if known is not None:
        audit(known, patient=patient, again=True)
        return known
    practice = Practice.objects.get(pk=patient.practice_id)
    people = _people(practice, alarm.visit, at)
    oid = SafetyAlert._meta.get_field("oid").get_default()
    today = local_day(practice, at)
    task = open_task(
        patient=patient,
        kind=TaskKind.SAFETY_ALERT,
        about_oid=oid,
        owner=people.first,
        backup=people.second,
        owner_from=people.owner_from,
        due_on=today,
        risk=RISK_ALERT,
        detail={"kind": alarm.kind.value, "where": alarm.where},
        at=at,
        by=by,
    )
    alert = SafetyAlert.objects.create(
        oid=oid,
        practice=practice,
        patient=patient,
        kind=alarm.kind,
        answer=alarm.answer,
        signs=list(alarm.signs),
        where=alarm.where,
        where_oid=alarm.where_oid,
        sensitivity=alarm.sensitivity,
        visit=alarm.visit,
        task=task,
        owner=people.first,
        backup=people.second,
        on_call=people.on_call,
        at=at,
        answer_until=at + ANSWER_WITHIN,
    )
    _step(alert, AlertStepKind.RAISED, at, by)
    mark_for_support(patient.practice_id, [patient.pk])
    audit(alert, patient=patient, kind=alarm.kind, where=alarm.where, owner=people.first.oid)
    return alert


@action
def acknowledge_alert(*, alert: SafetyAlert, at: datetime, by: Principal) -> SafetyAlert:
    """Say that one takes care of it now: it is passed on no more.  A second person's answer changes nothing.

    Raises ``Refused`` for roles outside of care and office, and when it is closed.
    """
    alert = _lock(alert)
    if not can_answer_alerts(by):
        raise Refused(Reason("instruments.alert_role"))
    if alert.state == AlertState.CLOSED:
        _check_move(alert, AlertState.ACKNOWLEDGED)
    if alert.state == AlertState.OPEN:
        alert.state, alert.acknowledged_at, alert.acknowledged_by_id = AlertState.ACKNOWLEDGED, at, user_of(by)
        alert.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
        _step(alert, AlertStepKind.ACKNOWLEDGED, at, by)
    audit(alert, patient=alert.patient, state=alert.state)
    return alert


@action
def close_alert(*, alert: SafetyAlert, what_was_done: str, at: datetime, by: Principal) -> SafetyAlert:
    """Close an alert with what was done.  Raises ``Refused`` for a role without license and without words.

    Raises ``ChangedMeanwhile`` when somebody closed it before.
    """
    if not by.is_licensed:
        raise Refused(Reason("instruments.alert_needs_licensed"))
    words = what_was_done.strip()
    if not words:
        raise Refused(Reason("instruments.alert_needs_words"))
    alert = _lock(alert)
    if alert.state == AlertState.CLOSED:
        raise ChangedMeanwhile("alert")
    _check_move(alert, AlertState.CLOSED)
    alert.state, alert.closed_at, alert.closed_by_id, alert.what_was_done = (
        AlertState.CLOSED,
        at,
        user_of(by),
        words,
    )
    alert.save(update_fields=["state", "closed_at", "closed_by", "what_was_done"])
    _step(alert, AlertStepKind.CLOSED, at, by)
    end_task(task=alert.task, state=TaskState.DONE, reason="closed", at=at, by=by)
    mark_for_support(alert.practice_id, [alert.patient_id])
    audit(alert, patient=alert.patient, state=alert.state)
    return alert


@action
def escalate_alerts(*, practice: Practice, at: datetime, by: Principal) -> int:
    """Pass every alert that nobody answered in time to the next person who is here; return how many.

    Five minutes each: second person, then the one on call, then it stands before everybody and is counted again
    every five minutes.
    """
    here = _here(practice, at)
    passed = 0
    late = SafetyAlert.objects.filter(practice=practice, state=AlertState.OPEN, answer_until__lte=at)
    for alert in late.select_for_update(of=("self",)).select_related("patient", "task").order_by("at", "id"):
        level, person = next_turn(
            AlertLevel(alert.level), (alert.owner_id, alert.backup_id, alert.on_call_id), frozenset(here)
        )
        alert.level, alert.answer_until = level, at + ANSWER_WITHIN
        if person is None:
            alert.save(update_fields=["level", "answer_until"])
            _step(alert, AlertStepKind.STILL_WAITING, at, by)
            continue
        if alert.task.state == TaskState.OPEN and alert.task.owner_id != person:
            move_task(task=alert.task, to=here[person], reason=MoveReason.UNANSWERED, at=at, by=by)
        alert.owner = here[person]
        alert.save(update_fields=["level", "answer_until", "owner"])
        _step(alert, AlertStepKind.ESCALATED, at, by)
        passed += 1
    audit(practice, passed=passed)
    return passed


@action
def name_safety_cover(*, practice: Practice, said: CoverSaid, at: datetime, by: Principal) -> SafetyCover:
    """Name who answers safety alerts, who stands behind, who is on call, when, and what patients read otherwise.

    Every naming is kept.  Raises ``Refused`` for roles outside of the office, people who do not work here, a first or
    second person without license, somebody on call who opens no alerts, the same person twice, no days, hours that
    do not begin before they end, minutes out of range, and a text that is not there in both languages.
    """
    if not by.has(NAMES_COVER):
        raise Refused(Reason("practice.office_only"))
    _check_cover(practice, said)
    before = cover_in_force(practice)
    row = SafetyCover.objects.create(
        practice=practice,
        number=before.number + 1 if before is not None else 1,
        responder=said.responder,
        backup=said.backup,
        on_call=said.on_call,
        days=sorted(set(said.days)),
        from_time=said.from_time,
        to_time=said.to_time,
        response_minutes=said.response_minutes,
        texts={language: words.strip() for language, words in said.texts.items()},
        by_id=by.user_id,
        at=at,
    )
    audit(row, number=row.number, responder=said.responder.oid, backup=said.backup.oid, on_call=said.on_call.oid)
    return row


# --- parts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _People:
    first: Membership
    second: Membership | None
    on_call: Membership | None
    owner_from: OwnerFrom


def _here(practice: Practice, at: datetime) -> dict[int, Membership]:
    """Return who is active and not away today, by membership id."""
    away = absent_on(practice, local_day(practice, at))
    return {row.pk: row for row in active_members(practice) if row.pk not in away}


def _people(practice: Practice, visit: Visit | None, at: datetime) -> _People:
    """Choose three different people, licensed ones first; the owner is never nobody."""
    here = _here(practice, at)
    licensed = [pk for pk, row in here.items() if roles_of(row) & LICENSED]
    named = cover_in_force(practice)
    wished: list[int | None] = [visit.clinician_id if visit is not None else None]
    wished += [named.responder_id, named.backup_id] if named is not None else []
    choice = owner_for(practice, Duty.FOLLOW_UP, kind=TaskKind.SAFETY_ALERT, author=None, on=local_day(practice, at))
    wished += [choice.owner.pk, choice.backup.pk if choice.backup is not None else None, *sorted(licensed)]
    order = list(dict.fromkeys(pk for pk in wished if pk in licensed))
    first = here[order[0]] if order else choice.owner
    second = here[order[1]] if len(order) > 1 else None
    on_call = here.get(named.on_call_id or 0) if named is not None else None
    if on_call is None or on_call in {first, second}:
        rest = [here[pk] for pk in order[2:]]
        managers = [row for row in here.values() if roles_of(row) & NAMES_COVER]
        on_call = next((row for row in (*managers, *rest) if row not in {first, second}), None)
    owner_from = choice.owner_from if first.pk == choice.owner.pk else OwnerFrom.MATRIX
    return _People(first, second, on_call, owner_from)


def _lock(alert: SafetyAlert) -> SafetyAlert:
    return (
        SafetyAlert.objects.select_for_update(of=("self",)).select_related("patient", "task", "owner").get(pk=alert.pk)
    )


def _check_move(alert: SafetyAlert, to: AlertState) -> None:
    if to not in ALERT_TRANSITIONS[AlertState(alert.state)]:
        raise Refused(Reason("instruments.alert_may_not_move", {"from_state": alert.state, "to_state": to.value}))


def _step(alert: SafetyAlert, kind: AlertStepKind, at: datetime, by: Principal) -> None:
    AlertStep.objects.create(alert=alert, kind=kind, level=alert.level, to_id=alert.owner_id, by_id=by.user_id, at=at)


def _check_cover(practice: Practice, said: CoverSaid) -> None:
    people: Sequence[Membership] = (said.responder, said.backup, said.on_call)
    for person in people:
        if person.practice_id != practice.pk:
            raise Refused(Reason("practice.membership_not_active", {"name": person.called}))
        check_person(person)
        check_active(person)
    if len({person.pk for person in people}) < len(people):
        raise Refused(Reason("instruments.cover_same_person"))
    for person in (said.responder, said.backup):
        if not roles_of(person) & LICENSED:
            raise Refused(Reason("instruments.cover_not_licensed", {"name": person.called}))
    if not roles_of(said.on_call) & ANSWERS_ALERTS:
        raise Refused(Reason("instruments.cover_on_call", {"name": said.on_call.called}))
    if not said.days or not set(said.days) <= set(range(7)):
        raise Refused(Reason("instruments.cover_days"))
    if said.from_time >= said.to_time:
        raise Refused(Reason("instruments.cover_hours"))
    lowest, highest = RESPONSE_MINUTES
    if not lowest <= said.response_minutes <= highest:
        raise Refused(Reason("instruments.cover_minutes", {"lowest": lowest, "highest": highest}))
    if not all(said.texts.get(language, "").strip() for language in ("en", "es")):
        raise Refused(Reason("instruments.cover_text"))
