"""What providers say by themselves, later: a call of theirs, a receipt, a mail that came back."""

from __future__ import annotations

from datetime import datetime

import structlog

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import Reason
from teamlet.records.outreach.actions.sending import switch_off
from teamlet.records.outreach.actions.stops import stop_address
from teamlet.records.outreach.models import Delivery, Message
from teamlet.records.outreach.queries.receipts import message_of_receipt
from teamlet.records.outreach.words import Channel, MessageState, Outcome, StopSource
from teamlet.records.outreach.words.receipts import HOW_FAR, OUTCOME_OF, Receipt
from teamlet.records.practice.models import Practice

log = structlog.get_logger("teamlet.outreach")

#: States in which nobody knew yet that the provider has the message.
_OPEN = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.HELD})


@action
@goes_on
def record_receipt(
    *,
    practice: Practice,
    provider: str,
    result: Receipt,
    provider_reference: str = "",
    reference: str = "",
    code: str = "",
    at: datetime,
    by: Principal,
) -> Message | None:
    """Write down what a provider said about a message that it took; return the message, or None when it is not known.

    The message is found by our ``reference`` or the provider's own.  Each receipt adds one line to its history, however
    often it comes, and moves it only forward: what arrived did arrive, whatever comes after.  A message of which nobody
    knew whether it was sent counts as sent, and one that waits to be sent once more is not: the provider has it.
    What did not arrive stands with what was not taken; ``NEVER`` switches the contact point off too and opens a task,
    ``COMPLAINT`` stops the address.
    """
    number = message_of_receipt(practice, provider=provider, provider_reference=provider_reference, reference=reference)
    if number is None:
        log.warning("receipt of no message", provider=provider, result=result.value)
        audit(practice, provider=provider[:40], result=result, known=False)
        return None
    row = (
        Message.objects.select_for_update(of=("self",))
        .select_related("patient__merged_into", "point")
        .get(pk=number, practice=practice)
    )
    is_new = _add_line(row, provider, provider_reference, reference or row.reference, result, code, at)
    is_further = is_new and _is_further(row, result)
    if is_further:
        _move_on(row, result, code, at)
    if is_further and result is Receipt.NEVER:
        switch_off(row, at, by)
    if is_new and result is Receipt.COMPLAINT and row.address:
        channel = Channel(row.channel)
        stop_address(practice=practice, channel=channel, address=row.address, source=StopSource.COMPLAINT, at=at, by=by)
    audit(row, patient=row.patient, provider=provider[:40], result=result, new=is_new, to=row.state)
    return row


def _add_line(
    row: Message, provider: str, provider_reference: str, reference: str, result: Receipt, code: str, at: datetime
) -> bool:
    """Add the line of this receipt unless it is there; return whether it was not."""
    outcome = OUTCOME_OF[result]
    known = row.deliveries.filter(provider=provider[:40], reference=reference[:24], outcome=outcome)
    if known.exists():
        return False
    Delivery.objects.create(
        practice_id=row.practice_id,
        message=row,
        attempt=row.tries,
        fence=row.fence,
        provider=provider[:40],
        reference=reference[:24],
        provider_reference=provider_reference[:120],
        outcome=outcome,
        code=code[:80],
        at=at,
    )
    return True


def _is_further(row: Message, result: Receipt) -> bool:
    """Whether it says more than all receipts before it."""
    mine = OUTCOME_OF[result]
    before = [
        HOW_FAR.get(Outcome(line), 0) for line in row.deliveries.values_list("outcome", flat=True) if line != mine
    ]
    return HOW_FAR.get(mine, 0) > max(before, default=0)


def _move_on(row: Message, result: Receipt, code: str, at: datetime) -> None:
    """Put the message where the receipt says it is; a worker that has it just now writes its own line and no more."""
    was_undelivered = row.state == MessageState.REJECTED and row.state_reason.get("code") == "outreach.undelivered"
    if row.state in _OPEN:
        row.went_out, row.ended_at = row.went_out or at, at
    elif row.state != MessageState.SENT and not was_undelivered:
        return
    values = {"code": code[:80]}
    row.state, reason = {
        Receipt.ON_ITS_WAY: (MessageState.SENT, Reason("outreach.on_its_way")),
        Receipt.DELIVERED: (MessageState.SENT, Reason("outreach.delivered")),
        Receipt.UNDELIVERED: (MessageState.REJECTED, Reason("outreach.undelivered", values)),
        Receipt.NEVER: (MessageState.REJECTED, Reason("outreach.never_delivered", values)),
    }[result]
    row.state_reason = reason.as_dict()
    row.lease_until, row.worker, row.ask_after = None, "", None
    row.save(update_fields=["state", "state_reason", "went_out", "ended_at", "lease_until", "worker", "ask_after"])
