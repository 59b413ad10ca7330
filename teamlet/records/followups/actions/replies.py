"""What follows from a reply: one transaction for the words, the stop, the contact, the alert, the task, the answer.

Nothing here signs anybody in or says who somebody is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamlet.content.schema import Tier
from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.access.roles import LICENSED
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Decision, Reason, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.actions.agree import ContactSaid
from teamlet.records.followups.actions.answered import settle_reply
from teamlet.records.followups.actions.report import propose_next, report_contact
from teamlet.records.followups.actions.told import ContactTold
from teamlet.records.followups.models import Contact, ContactAnswer, ContactReport
from teamlet.records.followups.queries.replies import OUTCOME_OF, answers_to, asked_contact, task_of_reply
from teamlet.records.followups.rules.replies import ANSWERS, CALLS_BACK, ReplyFacts, Taken, take
from teamlet.records.followups.words import Channel as By, ContactState, UrgencyTier
from teamlet.records.instruments.actions.routing import next_working_day
from teamlet.records.instruments.actions.safety import Alarm, raise_safety_alert
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.instruments.words import AlertKind, AlertState
from teamlet.records.outreach.actions import start_address, stop_address
from teamlet.records.outreach.actions.replies import (
    answer_reply,
    name_sender,
    reference_of,
    step,
    storable,
    store_reply,
    switch_off_address,
)
from teamlet.records.outreach.models import OptOut, Reply
from teamlet.records.outreach.queries.replies import (
    Sender,
    answered_message,
    known_reply,
    sender_of,
)
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.replies import ReplyReading, classify
from teamlet.records.outreach.rules.words import ReplyKind
from teamlet.records.outreach.words import Channel, StopSource
from teamlet.records.outreach.words.replies import RANKS, ReplyStepKind, WhyWaits
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import patient_name
from teamlet.records.patients.words import Sensitivity
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.queries import absent_on, active_members, holidays, working_days
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import Choice, owner_for
from teamlet.records.tasks.words import Duty, OwnerFrom, TaskKind, TaskState

#: So many people who share an address are alerted for at most.
_ALERTS = 4
#: Where words stood that raised an alert.
WHERE = "reply"


@action
@goes_on
def take_reply(
    *,
    practice: Practice,
    channel: Channel,
    provider: str,
    provider_reference: str,
    address: str,
    words: str,
    at: datetime,
    by: Principal,
    by_machine: bool = False,
    in_reply_to: str = "",
) -> Reply:
    """Take in what came from ``address``: all that follows from it is done when this returns, or nothing is.

    The same ``provider_reference`` of the same provider is taken once: again it changes nothing and returns the first.
    A stop holds from the commit on.  An answer to the question how it went is set beside the open contact that asked,
    when the address leads to one person; words that may mean danger raise an alert and are answered with the emergency
    text; whatever a person has to read becomes a task of the owner.  ``by_machine``: the sender says that a machine
    wrote.  ``in_reply_to``: the reference of the message answered, where the way tells it.  Words are kept whole
    (``storable``); never raises for any words or address.
    """
    kept = storable(words)
    reference = reference_of(provider_reference, address=address, words=kept, at=at)
    known = known_reply(practice, provider, reference)
    if known is not None:
        audit(known, patient=known.patient, again=True)
        return known
    key = address_key(channel, storable(address))[:240]
    message = answered_message(practice, channel, key, at=at, reference=in_reply_to)
    sender = sender_of(practice, channel, key, at=at, answers=message)
    reading = classify(kept, names=[patient_name(each) for each in sender.possible])
    patient = sender.only
    if patient is not None and message is not None and _kept(message.patient).pk != patient.pk:
        patient = None
    asked = asked_contact(message) if patient is not None else None
    if asked is not None and patient is not None and _kept(asked.patient).pk != patient.pk:
        asked = None
    stop = OptOut.objects.filter(practice=practice, channel=channel, address_key=key, ended_at=None).first()
    facts = ReplyFacts(
        is_known=patient is not None,
        possible=len(sender.possible),
        was_stopped=stop is not None,
        asks_open=asked is not None,
        by_machine=by_machine,
        start_is_late=stop is not None and at < stop.began_at,
    )
    taken = take(reading, facts)
    reply = store_reply(
        practice=practice,
        channel=channel,
        provider=provider[:40],
        provider_reference=reference,
        address=address,
        words=kept,
        patient=patient,
        answers=message,
        reading=reading,
        kind=taken.kind,
        reasons=taken.reasons,
        waits=taken.waits,
        by_machine=by_machine,
        at=at,
        by=by,
    )
    if key:
        _stop_or_start(reply, reading, facts, at, by)
    if taken.lands and asked is not None:
        _land(reply, asked, taken.kind, at, by)
    if taken.kind is ReplyKind.WRONG_NUMBER and patient is not None:
        switch_off_address(reply=reply, patient=patient, at=at, by=by)
    if taken.kind is ReplyKind.DANGER:
        _alert(reply, (patient,) if patient is not None else sender.owners or sender.possible, at, by)
    elif taken.waits is not None and sender.possible:
        _open_task(reply, patient or _somebody(sender, reply), taken.waits, asked, at, by)
    _answer(reply, taken, patient, sender, at, by)
    audit(reply, patient=patient, kind=taken.kind, waits=taken.waits, lands=taken.lands, stopped=reading.stops)
    return reply


@action
@goes_on
def say_whose(*, reply: Reply, patient: Patient, at: datetime, by: Principal) -> Reply:
    """Say whose a reply is: it lands on their open contact when it answers it, else waits for them.

    Raises ``Refused`` when the address was never theirs, or the reply was looked after already.
    """
    user_of(by)
    if reply.handled_at is not None:
        raise Refused(Reason("outreach.reply_handled"))
    sender = sender_of(reply.practice_id, Channel(reply.channel), reply.address_key, at=reply.at, answers=reply.answers)
    if patient.pk not in {each.pk for each in sender.possible}:
        raise Refused(Reason("outreach.reply_not_possible"))
    row = name_sender(reply=reply, patient=patient, at=at, by=by)
    _follow_again(row, ReplyKind(row.classified_as), at, by)
    audit(row, patient=row.patient)
    return row


@action
@goes_on
def take_reply_as(*, reply: Reply, kind: ReplyKind, at: datetime, by: Principal) -> Reply:
    """Say that a reply answers how it went (``kind`` one of ``ANSWERS``): it lands on the open contact that asked.

    Raises ``Refused`` before it is known whose it is, when it was looked after already, and for words that need a
    licensed person from everybody else.
    """
    user_of(by)
    if kind not in ANSWERS:
        raise ValueError("a reply is taken for one of the four answers")
    row = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("patient", "answers")
        .get(pk=reply.pk, practice_id=by.practice_id)
    )
    _check_may_look_after(row, by)
    if row.patient is None:
        raise Refused(Reason("outreach.reply_needs_whose"))
    step(row, ReplyStepKind.TAKEN_AS, at, by, was=row.classified_as, now=kind)
    row.classified_as = kind
    row.save(update_fields=["classified_as"])
    _follow_again(row, kind, at, by)
    audit(row, patient=row.patient, kind=kind)
    return row


@action
@goes_on
def stop_by_hand(*, reply: Reply, at: datetime, by: Principal) -> None:
    """Stop messages to the address that wrote, because a person read that in the reply."""
    user_of(by)
    row = Reply.objects.select_related("patient", "practice").get(pk=reply.pk, practice_id=by.practice_id)
    stop_address(
        practice=row.practice,
        channel=Channel(row.channel),
        address=row.address or row.address_key,
        source=StopSource.REPLY,
        at=at,
        by=by,
    )
    step(row, ReplyStepKind.STOPPED, at, by)
    audit(row, patient=row.patient)


@action
@goes_on
def handle_reply(*, reply: Reply, note: str = "", at: datetime, by: Principal) -> Reply:
    """Say that one looked after a reply; its task ends with the last reply of the patient that waits.

    Raises ``Refused`` when somebody did before, and for words that need a licensed person from everybody else.
    """
    row = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("patient")
        .get(pk=reply.pk, practice_id=by.practice_id)
    )
    _check_may_look_after(row, by)
    row = settle_reply(row, note, at, by)
    audit(row, patient=row.patient)
    return row


@action
def accept_answer(*, contact: Contact, seen: str, at: datetime, by: Principal) -> ContactReport:
    """Take the newest answer by text or email as how the contact went: same step, next contact as the rule proposes.

    ``seen`` is the oid of the reply that the page showed.  Raises ``ChangedMeanwhile`` when a newer one came or the
    contact is not open, ``Refused`` when no answer tells how it went, or a reply of the contact waits for somebody.
    """
    answers = answers_to(contact)
    newest = answers[-1] if answers else None
    outcome = OUTCOME_OF.get(ReplyKind(newest.answer)) if newest is not None else None
    if newest is None or outcome is None:
        raise Refused(Reason("followups.answer_absent"))
    if newest.reply.oid != seen or contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    channel = By.TEXT if newest.reply.channel == Channel.TEXT else By.EMAIL
    told = ContactTold(channel=channel, outcome=outcome)
    today = at.astimezone(ZoneInfo(contact.practice.time_zone)).date()
    said = ContactSaid(
        agreed_on=propose_next(contact, told, today).on,
        from_time=contact.from_time,
        to_time=contact.to_time,
        channel=By(contact.channel),
        phone=contact.phone,
        owner=contact.task.owner,
    )
    report = report_contact(contact=contact, told=replace(told, next_contact=said), at=at, by=by)
    audit(report, patient=contact.patient, reply=newest.reply.oid)
    return report


# --- parts ------------------------------------------------------------------------------------------------------------


def _kept(patient: Patient) -> Patient:
    return patient.merged_into or patient


def _stop_or_start(reply: Reply, reading: ReplyReading, facts: ReplyFacts, at: datetime, by: Principal) -> None:
    practice, channel, source = reply.practice, Channel(reply.channel), StopSource.REPLY
    if reading.stops:
        meant = [reply.address_key]
        if reply.answers is not None and reply.answers.address_key not in {"", reply.address_key}:
            # Written from another address than the one that got the message: that one is meant too.
            meant.append(reply.answers.address_key)
        for address in meant:
            stop_address(practice=practice, channel=channel, address=address, source=source, at=at, by=by)
        step(reply, ReplyStepKind.STOPPED, at, by)
    elif reading.kind is ReplyKind.START and facts.was_stopped and not facts.start_is_late and not facts.by_machine:
        start_address(practice=practice, channel=channel, address=reply.address_key, source=source, at=at, by=by)


def _land(reply: Reply, contact: Contact, kind: ReplyKind, at: datetime, by: Principal) -> None:
    ContactAnswer.objects.create(contact=contact, reply=reply, answer=kind, at=reply.at)
    step(reply, ReplyStepKind.LANDED, at, by, now=contact.oid)


def _follow_again(reply: Reply, kind: ReplyKind, at: datetime, by: Principal) -> None:
    """Do what follows now that a person said whose the reply is, or what it means."""
    patient = reply.patient
    if patient is None:
        return
    asked = asked_contact(reply.answers) if kind in ANSWERS else None
    if asked is not None and _kept(asked.patient).pk != patient.pk:
        asked = None
    tier = Tier(reply.tier or Tier.NONE)
    urgent = tier is not Tier.NONE or kind is ReplyKind.DANGER
    if asked is not None and not ContactAnswer.objects.filter(reply=reply, contact=asked).exists():
        _land(reply, asked, kind, at, by)
    if kind is ReplyKind.WRONG_NUMBER:
        switch_off_address(reply=reply, patient=patient, at=at, by=by)
    standing = task_of_reply(reply)
    if standing is not None and standing.patient_id != patient.pk:
        end_task(task=standing, state=TaskState.WITHDRAWN, reason="whose", at=at, by=by)
    if kind is ReplyKind.DANGER:
        _alert(reply, (patient,), at, by)
        return
    calls = kind in CALLS_BACK
    if not urgent and ((asked is not None and not calls) or kind is ReplyKind.WRONG_NUMBER):
        settle_reply(reply, "", at, by)
        return
    why = WhyWaits.SAME_DAY if urgent else WhyWaits.CALL_BACK if calls else WhyWaits.WORDS
    if reply.rank != RANKS[why]:
        Reply.objects.filter(pk=reply.pk).update(rank=RANKS[why])
    _open_task(reply, patient, why, asked, at, by)


def _check_may_look_after(reply: Reply, by: Principal) -> None:
    if reply.handled_at is not None:
        raise Refused(Reason("outreach.reply_handled"))
    if not by.is_licensed and needs_licensed(reply):
        raise Refused(Reason("outreach.reply_needs_licensed"))


def needs_licensed(reply: Reply) -> bool:
    """Whether only a licensed person looks after this reply: danger, or words about medicines and care."""
    return reply.classified_as == ReplyKind.DANGER or reply.tier not in {"", Tier.NONE}


def _somebody(sender: Sender, reply: Reply) -> Patient:
    """Return under whose name a task stands until a person says whose the reply is: who was asked, else the first."""
    if reply.answers is not None:
        return _kept(reply.answers.patient)
    return (sender.owners or sender.possible)[0]


def _answer(reply: Reply, taken: Taken, patient: Patient | None, sender: Sender, at: datetime, by: Principal) -> None:
    if taken.answer is None or not reply.address_key or not sender.possible:
        return
    answer_reply(reply=reply, answer=taken.answer, to=patient or _somebody(sender, reply), at=at, by=by)


def _alert(reply: Reply, people: Sequence[Patient], at: datetime, by: Principal) -> None:
    """Alert for everybody who may have written; an alert about their replies that nobody answered yet is enough."""
    signs = tuple(
        dict.fromkeys(
            str(reason["values"]["symptom"])
            for reason in reply.reasons
            if isinstance(reason.get("values"), dict) and "symptom" in reason["values"]
        )
    )
    if not active_members(reply.practice):
        # A practice without people: the list still has the reply.
        return
    for person in people[:_ALERTS]:
        waiting = SafetyAlert.objects.filter(
            practice_id=reply.practice_id, patient=person, state=AlertState.OPEN, where=WHERE
        )
        if waiting.exists():
            continue
        alarm = Alarm(kind=AlertKind.WORDS, where=WHERE, where_oid=reply.oid, signs=signs, sensitivity=_label(signs))
        raise_safety_alert(patient=person, alarm=alarm, at=at, by=by)


def _label(signs: Sequence[str]) -> Sensitivity:
    if "hurt_by_someone" in signs:
        return Sensitivity.VIOLENCE
    return Sensitivity.MENTAL_HEALTH if not signs or "self_harm_thoughts" in signs else Sensitivity.NONE


def _open_task(
    reply: Reply, patient: Patient, why: WhyWaits, contact: Contact | None, at: datetime, by: Principal
) -> Task | None:
    """Open the task of a reply for the contact's owner, due on the same working day; one for a patient at a time."""
    practice = reply.practice
    day = _working_day(practice, at)
    risk = rules.risk_rank(urgency=UrgencyTier.SAME_DAY if why is WhyWaits.SAME_DAY else UrgencyTier.NONE)
    standing = Task.objects.filter(
        practice=practice, patient=patient, kind=TaskKind.REPLY, state=TaskState.OPEN, risk__gte=risk
    )
    if standing.exists():
        return None
    try:
        choice = _owner(practice, patient, why, contact, day)
    except LookupError:
        # A practice without people: the list still has the reply.
        return None
    return open_task(
        patient=patient,
        kind=TaskKind.REPLY,
        about_oid=reply.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=day,
        risk=risk,
        detail={"why": why.value, "channel": reply.channel},
        at=at,
        by=by,
    )


def _owner(practice: Practice, patient: Patient, why: WhyWaits, contact: Contact | None, day: date) -> Choice:
    """The contact's owner when they are here; words about medicines and care go to somebody licensed."""
    licensed = frozenset(row.pk for row in active_members(practice, roles=LICENSED))
    if contact is not None and why is not WhyWaits.SAME_DAY:
        owner: Membership = contact.task.owner
        if owner.pk not in absent_on(practice, day):
            reason = Reason("tasks.owner_matrix")
            return Choice(
                owner, contact.task.backup, OwnerFrom(contact.task.owner_from), Decision(OwnerFrom.MATRIX, (reason,))
            )
    return owner_for(
        practice,
        Duty.FOLLOW_UP,
        kind=TaskKind.REPLY,
        author=patient.clinician_id,
        on=day,
        patient=patient,
        among=licensed if why is WhyWaits.SAME_DAY and licensed else None,
    )


def _working_day(practice: Practice, at: datetime) -> date:
    """Return today, or the next day on which the practice works."""
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    if today.weekday() in working_days(practice) and today not in holidays(practice, today, today):
        return today
    return next_working_day(practice, today)
