"""What only a person decides: what may have gone out already, and when everything is held."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.jobs.hold import installation
from teamlet.ground.oids import new_oid
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach.actions.checking import check_words
from teamlet.records.outreach.actions.messages import check_move, locked, put_addresses
from teamlet.records.outreach.models import Delivery, Hold, Message
from teamlet.records.outreach.words import MessageState, Outcome
from teamlet.records.practice.models import Practice


@action
def send_again(*, message: Message, at: datetime, by: Principal) -> Message:
    """Send a message again that may have gone out already, under a new reference that nobody takes for the old.

    Raises ``Refused`` unless it is unknown what became of it.
    """
    row = _unknown(message, by)
    _decided(row, Outcome.SENT_AGAIN, at, by)
    row.state, row.state_reason = MessageState.QUEUED, Reason("outreach.sent_again").as_dict()
    row.reference, row.epoch, row.tries = new_oid(), installation().epoch, 0
    row.fence += 1
    row.ask_after, row.asks, row.went_out, row.send_after = None, 0, None, at
    row.released_at, row.released_by_id = at, user_of(by)
    row.save()
    audit(row, patient=row.patient, reference=row.reference)
    return row


@action
@goes_on
def treat_as_sent(*, message: Message, at: datetime, by: Principal) -> Message:
    """Count a message as sent that may have gone out.  Raises ``Refused`` unless it is unknown what became of it."""
    row = _unknown(message, by)
    user_of(by)
    _decided(row, Outcome.TREATED_AS_SENT, at, by)
    row.state, row.state_reason = MessageState.SENT, Reason("outreach.treated_as_sent").as_dict()
    row.fence += 1
    row.ask_after, row.ended_at = None, at
    row.save()
    audit(row, patient=row.patient)
    return row


def _unknown(message: Message, by: Principal) -> Message:
    row = locked(message, by)
    if row.state != MessageState.UNKNOWN:
        values = {"from_state": row.state, "to_state": MessageState.SENT.value}
        raise Refused(Reason("outreach.may_not_move", values))
    return row


def _decided(row: Message, outcome: Outcome, at: datetime, by: Principal) -> None:
    Delivery.objects.create(
        practice_id=row.practice_id,
        message=row,
        attempt=row.tries,
        fence=row.fence,
        provider="",
        reference=row.reference,
        outcome=outcome,
        at=at,
        by_id=by.user_id,
    )


@action
def release_held(*, message: Message, at: datetime, by: Principal) -> Message:
    """Let a held message go on after somebody looked; what a backup brought back is asked about first.

    Whether it may go is asked again when it is claimed.  Raises ``Refused`` unless it is held, and for words that may
    not go out.
    """
    row = locked(message, by)
    if row.state != MessageState.HELD:
        check_move(row, MessageState.HELD)
        values = {"from_state": row.state, "to_state": MessageState.QUEUED.value}
        raise Refused(Reason("outreach.may_not_move", values))
    user_of(by)
    check_words(row)
    was_restored = row.state_reason.get("code") == "outreach.restored" and row.asks == 0
    if not was_restored:
        # Somebody may have corrected the address it was held for.
        put_addresses([row], by)
    if was_restored and row.send_after <= at:
        row.state, row.ask_after = MessageState.UNKNOWN, at
    else:
        row.state, row.tries = MessageState.QUEUED, 0
    row.state_reason = Reason("outreach.released").as_dict()
    row.epoch, row.released_at, row.released_by_id = installation().epoch, at, by.user_id
    row.fence += 1
    row.save()
    audit(row, patient=row.patient, to=row.state)
    return row


@action
def hold_everything(*, practice: Practice, reason: str = "outreach.restored", at: datetime, by: Principal) -> Hold:
    """Let nothing of the practice go out from now on, until a person lets it go on; what is on its way goes."""
    row, made = Hold.objects.get_or_create(
        practice=practice, released_at=None, defaults={"reason": reason, "held_at": at, "held_by_id": by.user_id}
    )
    audit(practice, reason=row.reason, began=made)
    return row


@action
def hold_restored(*, practice: Practice, at: datetime, by: Principal) -> int:
    """Hold what a restored backup brought back: it may have gone out after the backup was made.  Return how many."""
    held = Message.objects.filter(practice=practice, state=MessageState.QUEUED, epoch__lt=installation().epoch).update(
        state=MessageState.HELD, state_reason=Reason("outreach.restored").as_dict(), fence=F("fence") + 1, asks=0
    )
    audit(practice, held=held)
    return held


@action
def release_everything(*, practice: Practice, at: datetime, by: Principal) -> int:
    """Let the practice's messages go on; return how many were held because a backup brought them back.

    Those that were due already may have gone out after the backup was made: the provider is asked about each before it
    goes, and what cannot be asked waits on the list of a person.  Those that are due later go when they are due.
    """
    Hold.objects.filter(practice=practice, released_at=None).update(released_at=at, released_by_id=user_of(by))
    restored = Message.objects.filter(
        practice=practice, state=MessageState.HELD, state_reason__code="outreach.restored", asks=0
    )
    known = {
        "fence": F("fence") + 1,
        "state_reason": Reason("outreach.restored").as_dict(),
        "epoch": installation().epoch,
        "released_at": at,
        "released_by_id": by.user_id,
    }
    asked = restored.filter(send_after__lte=at).update(state=MessageState.UNKNOWN, ask_after=at, **known)
    later = restored.filter(send_after__gt=at).update(state=MessageState.QUEUED, **known)
    audit(practice, asked=asked, later=later)
    return asked + later
