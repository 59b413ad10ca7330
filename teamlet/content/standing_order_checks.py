"""What is wrong with a standing order: intervals and thresholds that cannot be, roles that may not, blanks missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from teamlet.content.readings import READINGS
from teamlet.content.schema.standing_orders import StandingOrder
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Reason

LONGEST_DAYS = 3_660
LONGEST_MONTHS = 12
OLDEST = 120
LINE_BLANKS = frozenset({"order", "version", "last"})
_CODE = re.compile(r"[a-z0-9][a-z0-9_.]*")
_ROLES = tuple(sorted(role.value for role in SUPPORT))


def _reason(code: str, /, **values: object) -> Reason:
    return Reason(f"content.{code}", values)


def order_problems(order: StandingOrder) -> Iterator[tuple[str, Reason]]:
    """Yield ``(key, reason)`` of everything wrong with a standing order beyond its shape."""
    yield from _in_range("every_days", order.every_days, 1, LONGEST_DAYS)
    yield from _in_range("months", order.months, 1, LONGEST_MONTHS)
    for key, value in (("age_from", order.age_from), ("age_below", order.age_below)):
        if value is not None:
            yield from _in_range(key, value, 0, OLDEST)
    if order.age_from is not None and order.age_below is not None and order.age_from >= order.age_below:
        yield "age_below", _reason("number_range", low=order.age_from + 1, high=OLDEST)
    if order.reading is not None and order.reading not in READINGS:
        yield "reading", _reason("code_unknown", code=order.reading, group=", ".join(READINGS))
    yield from _sooner(order)
    yield from _names(order)


def _sooner(order: StandingOrder) -> Iterator[tuple[str, Reason]]:
    if order.sooner is None:
        return
    yield from _in_range("sooner.days", order.sooner.days, 1, max(1, order.every_days - 1))
    kind = READINGS.get(order.reading or "")
    if kind is None:
        yield "sooner.above", _reason("key_missing")
    elif not float(kind.low) <= order.sooner.above <= float(kind.high):
        yield "sooner.above", _reason("number_range", low=str(kind.low), high=str(kind.high))


def _names(order: StandingOrder) -> Iterator[tuple[str, Reason]]:
    for place, population in enumerate(order.populations):
        if not _CODE.fullmatch(population):
            yield f"populations[{place}]", _reason("code_form", code=population)
    if not order.roles:
        yield "roles", _reason("list_empty")
    for place, role in enumerate(order.roles):
        if role not in _ROLES:
            yield f"roles[{place}]", _reason("code_unknown", code=role, group=", ".join(_ROLES))
    for language in order.languages:
        if order.line.has(language) and (unknown := order.line.placeholders(language) - LINE_BLANKS):
            group = ", ".join(sorted(LINE_BLANKS))
            yield f"line.{language}", _reason("code_unknown", code=", ".join(sorted(unknown)), group=group)


def _in_range(key: str, value: int, low: int, high: int) -> Iterator[tuple[str, Reason]]:
    if not low <= value <= high:
        yield key, _reason("number_range", low=low, high=high)
