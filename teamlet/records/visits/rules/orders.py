"""Standing orders: what is due for whom, who may act under one, and how long an approval holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from teamlet.ground.access.roles import LICENSED
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.visits.rules.words import Due, MayUse, OrderState

#: An approval never holds longer (domain report, section 2.5).
LONGEST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What a standing order says that decides: for whom, how often, by whom.  Days are civil days."""

    every_days: int
    populations: frozenset[str] = frozenset()
    reading: str = ""
    sooner_above: Decimal | None = None
    sooner_days: int = 0
    age_from: int | None = None
    age_below: int | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Last:
    """When something was done last, and the value where there is one."""

    day: date
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DueFacts:
    """What decides about one patient.  ``last``: the newest usable reading; ``answered``: the last tick here."""

    populations: frozenset[str] = frozenset()
    age: int | None = None
    last: Mapping[str, Last] = field(default_factory=dict)
    answered: date | None = None


def due(terms: OrderTerms, facts: DueFacts, *, on: date) -> Decision[Due]:
    """Decide whether something is due for a patient on ``on``.

    Done last = the later of the newest reading and the last tick here.  After a value above ``sooner_above`` the
    shorter interval holds, unless something was arranged since.
    """
    if terms.populations and not terms.populations & facts.populations:
        return Decision(Due.NOT_MEANT, (Reason("visits.order_other_population"),))
    if terms.age_from is not None or terms.age_below is not None:
        if facts.age is None:
            return Decision(Due.NOT_MEANT, (Reason("visits.order_age_unknown"),))
        if facts.age < (terms.age_from or 0) or (terms.age_below is not None and facts.age >= terms.age_below):
            return Decision(Due.NOT_MEANT, (Reason("visits.order_other_age"),))
    last = facts.last.get(terms.reading) if terms.reading else None
    days = [day for day in (last.day if last else None, facts.answered) if day is not None]
    if not days:
        return Decision(Due.DUE, (Reason("visits.order_never_done"),))
    newest = max(days)
    is_high = (
        last is not None
        and last.value is not None
        and terms.sooner_above is not None
        and last.value > terms.sooner_above
        and newest == last.day
    )
    interval = terms.sooner_days if is_high else terms.every_days
    again = newest + timedelta(days=interval)
    if again > on:
        return Decision(
            Due.NOT_DUE, (Reason("visits.order_not_due", {"last": newest.isoformat(), "due": again.isoformat()}),)
        )
    values: dict[str, object] = {"last": newest.isoformat(), "days": interval}
    if is_high and last is not None:
        values |= {"value": plain(last.value), "above": plain(terms.sooner_above)}
        return Decision(Due.DUE, (Reason("visits.order_due_sooner", values),))
    return Decision(Due.DUE, (Reason("visits.order_due_since", values),))


def state_of(*, approved: bool, ended: bool, expires_on: date | None, is_newest_approved: bool, on: date) -> OrderState:
    """Return where a version stands on ``on``; its last day counts."""
    if ended:
        return OrderState.ENDED
    if not approved or expires_on is None:
        return OrderState.DRAFT
    if on > expires_on:
        return OrderState.EXPIRED
    return OrderState.IN_FORCE if is_newest_approved else OrderState.REPLACED


def may_use(
    state: OrderState, *, name: str, expires_on: date | None, allowed: Collection[str], roles: Collection[str]
) -> Decision[MayUse]:
    """Decide whether somebody with ``roles`` may act under a version.

    A version that was replaced while somebody had it open still counts: what was due came from it.
    """
    until = expires_on.isoformat() if expires_on else ""
    if state is OrderState.DRAFT:
        return Decision(MayUse.NO, (Reason("visits.order_not_approved", {"name": name}),))
    if state is OrderState.ENDED:
        return Decision(MayUse.NO, (Reason("visits.order_ended", {"name": name}),))
    if state is OrderState.EXPIRED:
        return Decision(MayUse.NO, (Reason("visits.order_expired", {"name": name, "until": until}),))
    if not set(allowed) & {str(role) for role in roles}:
        return Decision(MayUse.NO, (Reason("visits.order_other_role", {"name": name}),))
    return Decision(MayUse.YES, (Reason("visits.order_may_use", {"name": name, "until": until}),))


def may_approve(roles: Collection[str], *, on: date, until: date, months: int = LONGEST_MONTHS) -> Decision[MayUse]:
    """Decide whether somebody may approve a standing order on ``on`` so that it holds up to ``until``, included."""
    if not {str(role) for role in roles} & {role.value for role in LICENSED}:
        return Decision(MayUse.NO, (Reason("visits.order_needs_licensed"),))
    if until <= on:
        return Decision(MayUse.NO, (Reason("visits.order_expiry_past"),))
    longest = months_after(on, min(months, LONGEST_MONTHS))
    if until > longest:
        values = {"months": min(months, LONGEST_MONTHS), "until": longest.isoformat()}
        return Decision(MayUse.NO, (Reason("visits.order_expiry_far", values),))
    return Decision(MayUse.YES, (Reason("visits.order_may_approve", {"until": until.isoformat()}),))


def months_after(day: date, months: int) -> date:
    """Return the same day ``months`` later; the last day of the month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def plain(value: Decimal | None) -> str:
    """Return a number without needless zeros."""
    return f"{value.normalize():f}" if value is not None else ""
