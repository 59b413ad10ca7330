"""Safety: when alerts are covered, what may be asked by link, whose turn an alert is, which words worry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from teamlet.content import red_flags
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.instruments.words import NEXT_LEVEL, AlertLevel, MaySend

#: Minutes until an alert that nobody answered goes to the next person (safety.md S5).
ANSWER_WITHIN = timedelta(minutes=5)
#: Minutes within which the practice may promise an answer.
RESPONSE_MINUTES = (1, 60)
#: Tiers whose signs, found in any words of a patient, raise an alert at once.
ALARMING = frozenset({red_flags.Tier.NOW_911, red_flags.Tier.WITHIN_HOUR})


class Covered(StrEnum):
    """Whether somebody named answers alerts at a moment."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What a practice named for its safety alerts.  Hours are civil time at the practice, end excluded."""

    has_responder: bool = False
    has_backup: bool = False
    has_on_call: bool = False
    days: frozenset[int] = frozenset()
    from_time: time | None = None
    to_time: time | None = None
    response_minutes: int | None = None
    texts: frozenset[str] = field(default_factory=frozenset)


def missing_cover(cover: CoverFacts | None) -> tuple[Reason, ...]:
    """Return what a practice has not named yet for its safety alerts, one reason each, in the order of the form."""
    facts = cover or CoverFacts()
    checks = (
        (facts.has_responder, "instruments.remote_needs_responder"),
        (facts.has_backup, "instruments.remote_needs_backup"),
        (facts.has_on_call, "instruments.remote_needs_on_call"),
        (bool(facts.days and facts.from_time and facts.to_time), "instruments.remote_needs_hours"),
        ({"en", "es"} <= facts.texts, "instruments.remote_needs_text"),
        (bool(facts.response_minutes), "instruments.remote_needs_minutes"),
    )
    return tuple(Reason(code) for holds, code in checks if not holds)


def may_send_remotely(*, bears_risk: bool, cover: CoverFacts | None, has_channels: bool) -> Decision[MaySend]:
    """Decide whether questions may be answered away from the practice, with every reason against it.

    Those that bear no risk always may.  Others need everything named (``missing_cover``) and a channel
    by which an alert reaches somebody who is not looking at a screen.
    """
    if not bears_risk:
        return Decision(MaySend.YES, (Reason("instruments.remote_allowed"),))
    against = list(missing_cover(cover))
    if not has_channels:
        against.append(Reason("instruments.remote_needs_channel"))
    if against:
        return Decision(MaySend.NO, tuple(against))
    return Decision(MaySend.YES, (Reason("instruments.remote_allowed"),))


def is_covered(cover: CoverFacts | None, local: datetime) -> bool:
    """Whether somebody named answers alerts at ``local``, the civil time at the practice."""
    if cover is None or missing_cover(cover) or cover.from_time is None or cover.to_time is None:
        return False
    return local.weekday() in cover.days and cover.from_time <= local.time() < cover.to_time


def next_turn(level: AlertLevel, people: Sequence[int | None], here: frozenset[int]) -> tuple[AlertLevel, int | None]:
    """Return whose turn an alert is after ``level``: the next of first, second and on-call person who works here.

    ``people`` are membership ids in this order, None where nobody is named; ``here`` those who are active
    and not away.  Where nobody further is here it stays on call, with None: everybody sees it.
    """
    order = list(AlertLevel)
    now = level
    while True:
        following = NEXT_LEVEL[now]
        if following is now:
            return now, None
        person = people[order.index(following)]
        if person is not None and person in here:
            return following, person
        now = following


def signs_in(words: str) -> tuple[str, ...]:
    """Return the codes of alarming signs that a patient's words name, in the order of the list; usually none.

    The list is reviewed content (``red_flags``), in English and Spanish whatever the form's language.
    """
    known = red_flags.shipped()
    found = red_flags.named(red_flags.Answers(words=words), content=known)
    return tuple(sign.code for sign in known.symptoms if sign.code in found and sign.tier in ALARMING)
