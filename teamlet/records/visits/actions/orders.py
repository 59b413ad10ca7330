"""Writes of standing orders: a draft, its approval by a licensed person, its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.content import library
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import LICENSED
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.library.permissions import EDITS_CONTENT
from teamlet.records.library.queries import as_mapping, shipped_body
from teamlet.records.visits.models import StandingOrder
from teamlet.records.visits.queries.preparation import KIND
from teamlet.records.visits.rules import orders as rules
from teamlet.records.visits.rules.words import MayUse

#: Who may write a draft; only licensed roles approve.
WRITES_ORDERS = EDITS_CONTENT | LICENSED


@action
def save_order_draft(
    *, code: str, body: Mapping[str, Any], seen: int, note: str = "", at: datetime, by: Principal
) -> StandingOrder:
    """Save a new version of a standing order; what is in force stays until this one is approved.

    ``seen`` is the number of the newest version that the form showed (0 = none).  Raises ``Refused`` when somebody
    saved another one since, the body is not valid, or the role may not.
    """
    _check_writer(by)
    newest = _newest(code, by)
    if (newest.number if newest else 0) != seen:
        raise Refused(Reason("visits.order_changed_meanwhile"))
    number = seen + 1
    row = StandingOrder.objects.create(
        practice_id=by.practice_id,
        code=code,
        number=number,
        body=_checked(code, body, number),
        note=note[:240],
        by_id=by.user_id,
        at=at,
    )
    audit(row, code=code, number=number)
    return row


@action
def approve_order(*, code: str, number: int, until: date, at: datetime, by: Principal) -> StandingOrder:
    """Put a version in force up to ``until``, that day included, 12 months at most.

    ``number`` 0 takes the shipped example as it is; a version that was approved before is approved again as a new one.
    Raises ``Refused`` when the role is not licensed, the day lies wrong, or another version was saved meanwhile.
    """
    on = at.astimezone(ZoneInfo(by.time_zone)).date()
    newest = _newest(code, by)
    if (newest.number if newest else 0) != number:
        raise Refused(Reason("visits.order_changed_meanwhile"))
    body = dict(newest.body) if newest else _shipped(code)
    months = int(body.get("months") or rules.LONGEST_MONTHS)
    may = rules.may_approve([role.value for role in by.roles], on=on, until=until, months=months)
    if may.status is not MayUse.YES:
        raise Refused(may.reason)
    row = newest
    if row is None or row.approved_at is not None:
        row = StandingOrder(practice_id=by.practice_id, code=code, number=number + 1, by_id=by.user_id, at=at)
    row.body = _checked(code, body, row.number)
    row.approved_at, row.approved_by_id, row.expires_on = at, by.user_id, until
    row.save()
    audit(row, code=code, number=row.number, until=until.isoformat())
    return row


@action
def end_order(*, code: str, at: datetime, by: Principal) -> None:
    """End a standing order at once: nothing is due under it any more.  What was answered stays."""
    _check_writer(by)
    rows = StandingOrder.objects.select_for_update().filter(
        practice_id=by.practice_id, code=code, approved_at__isnull=False, ended_at__isnull=True
    )
    row = rows.order_by("-number").first()
    if row is None:
        raise Refused(Reason("visits.order_unknown"))
    rows.update(ended_at=at, ended_by_id=by.user_id)
    audit(row, code=code, number=row.number)


def _check_writer(by: Principal) -> None:
    if by.user_id is not None and not by.has(WRITES_ORDERS):
        raise Refused(Reason("visits.order_may_not_write"))


def _newest(code: str, by: Principal) -> StandingOrder | None:
    rows = StandingOrder.objects.select_for_update().filter(practice_id=by.practice_id, code=code)
    return rows.order_by("-number").first()


def _shipped(code: str) -> dict[str, Any]:
    if code not in library.ids(KIND):
        raise Refused(Reason("visits.order_unknown"))
    return shipped_body(KIND, code)


def _checked(code: str, body: Mapping[str, Any], number: int) -> dict[str, Any]:
    made = dict(body) | {"id": code, "kind": KIND, "version": number}
    problems = library.validate(KIND, as_mapping(made))
    if problems:
        raise Refused(Reason("visits.order_not_valid", {"count": len(problems)}))
    return made
