"""Time that people keep for calls: everybody their own, the office that of all."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.models import Membership
from teamlet.records.practice.permissions import check_active, check_person
from teamlet.records.tasks import rules
from teamlet.records.tasks.models import CallBlock
from teamlet.records.tasks.queries import as_blocks, call_blocks


@action
def set_call_block(
    *,
    membership: Membership,
    from_time: time,
    to_time: time,
    weekday: int | None = None,
    day: date | None = None,
    at: datetime,
    by: Principal,
) -> CallBlock:
    """Keep time for calls on a weekday (Monday = 0) of every week or on one date; civil times of the practice.

    A date of its own takes the place of the week's time on that day.  Raises ``Refused`` for somebody else's time
    unless ``by`` is of the office, for a person who is not active here, without exactly one of ``weekday`` and
    ``day``, for a date that is past, an end before the beginning, and an overlap.
    """
    _check_mine(membership, by)
    if membership.practice_id != by.practice_id:
        raise Refused(Reason("practice.membership_not_active", {"name": membership.called}))
    check_person(membership)
    check_active(membership)
    if (weekday is None) == (day is None):
        raise Refused(Reason("tasks.block_one_day"))
    if day is not None and day < at.astimezone(ZoneInfo(by.time_zone)).date():
        raise Refused(Reason("tasks.block_past", {"date": day.isoformat()}))
    if to_time <= from_time:
        raise Refused(Reason("tasks.block_backwards"))
    Membership.objects.select_for_update().get(pk=membership.pk)
    wanted = rules.Block(membership.pk, from_time, to_time, weekday=weekday, day=day)
    taken = rules.overlap(wanted, as_blocks(call_blocks(by, [membership.pk])))
    if taken is not None:
        raise Refused(Reason("tasks.block_overlaps", {"other": f"{taken.from_time:%H:%M}–{taken.to_time:%H:%M}"}))
    row = CallBlock.objects.create(
        practice_id=by.practice_id,
        membership=membership,
        weekday=weekday,
        day=day,
        from_time=from_time,
        to_time=to_time,
        by_id=by.user_id,
        at=at,
    )
    audit(row, membership=membership.oid, weekday=weekday, day=day.isoformat() if day else None, minutes=wanted.minutes)
    return row


@action
def clear_call_block(*, block: CallBlock, by: Principal) -> None:
    """Keep this time for calls no longer.  Raises ``Refused`` for somebody else's unless ``by`` is of the office."""
    _check_mine(block.membership, by)
    audit(block, membership=block.membership.oid, weekday=block.weekday)
    CallBlock.objects.filter(pk=block.pk, practice_id=by.practice_id).delete()


def _check_mine(membership: Membership, by: Principal) -> None:
    if membership.pk != by.membership_id and not by.has(OFFICE) and by.user_id is not None:
        raise Refused(Reason("tasks.block_not_yours"))
