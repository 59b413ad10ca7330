"""Addresses that said stop, and those that said start again.

A stop is written beside the database too, before it is committed: a restored backup does not know the stops that came
after it was made (``suppression``).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach import suppression
from teamlet.records.outreach.models import Message, OptOut
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.words import Channel, MessageState, StopSource
from teamlet.records.practice.models import Practice


@action
def stop_address(
    *, practice: Practice, channel: Channel, address: str, source: StopSource, at: datetime, by: Principal
) -> OptOut:
    """Send nothing of the practice to this address by this way any more.

    In the same transaction everything that was not claimed yet is cancelled; what is drafted later is refused.  What
    was claimed and not begun is noticed by its worker before it sends.  Raises ``Refused`` for one that cannot be
    read.
    """
    key = _key(channel, address)
    row, made = OptOut.objects.get_or_create(
        practice=practice,
        channel=channel,
        address_key=key,
        ended_at=None,
        defaults={"source": source, "began_at": at, "by_id": by.user_id},
    )
    waiting = Message.objects.filter(
        practice=practice,
        channel=channel,
        address_key=key,
        state__in=[MessageState.QUEUED, MessageState.HELD],
        fixed_answer="",
    )
    cancelled = waiting.update(
        state=MessageState.CANCELLED,
        state_reason=Reason("outreach.opted_out", {"date": f"{at:%Y-%m-%d}"}).as_dict(),
        ended_at=at,
        fence=F("fence") + 1,
    )
    audit(row, channel=channel, source=source, began=made, cancelled=cancelled)
    if source is not StopSource.SUPPRESSION_FILE:
        suppression.note(practice.key, channel, key, stopped=True, at=at)
    return row


@action
def start_address(
    *, practice: Practice, channel: Channel, address: str, source: StopSource, at: datetime, by: Principal
) -> bool:
    """Let messages to this address begin again; return whether it was stopped.  What was cancelled stays cancelled."""
    key = _key(channel, address)
    ended = OptOut.objects.filter(practice=practice, channel=channel, address_key=key, ended_at=None).update(
        ended_at=at, end_source=source, ended_by_id=by.user_id
    )
    audit(practice, channel=channel, source=source, ended=ended)
    if ended:
        # After the commit: a line that is missing leaves the address stopped, never the other way round.
        key_of = practice.key
        transaction.on_commit(lambda: suppression.note(key_of, channel, key, stopped=False, at=at))
    return bool(ended)


@action
def read_stops_again(*, practice: Practice, at: datetime, by: Principal) -> int:
    """Stop every address that the list beside the database says is stopped; return how many this database forgot."""
    known = set(OptOut.objects.filter(practice=practice, ended_at=None).values_list("channel", "address_key"))
    forgotten = sorted(suppression.stopped_by_file(practice.key) - known)
    for channel, key in forgotten:
        stop_address(
            practice=practice,
            channel=Channel(channel),
            address=key,
            source=StopSource.SUPPRESSION_FILE,
            at=at,
            by=by,
        )
    audit(practice, forgotten=len(forgotten))
    return len(forgotten)


def _key(channel: Channel, address: str) -> str:
    key = address_key(channel, address)
    if not key:
        raise Refused(Reason("outreach.address_unreadable"))
    return key
