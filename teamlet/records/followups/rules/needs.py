"""Levels of need: how closely somebody is kept company, and from what.

A plain list of inputs, each shown with what is known; no points, no score, nothing learned.  The stepped plan
is a product default without validation, so the team may set another level with a reason.  Who pays and what
somebody looks like are no inputs.  Missed contacts do not raise the level: they mean another way to reach
somebody and a flag for the next visit, not more calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.followups.words.contacts import Permission
from teamlet.records.followups.words.needs import InputState, Level, NeedInput, WhyAnotherLevel

CHRONIC_FROM = 3
PHQ9_FROM = 10
HEALTH_CONFIDENCE_TO = 4
SELF_EFFICACY_BELOW = 5
MISSED_FROM = 2
#: A hospital stay or emergency visit counts as a risk for six months, as an event for one.
RISK_DAYS, EVENT_DAYS = 183, 30
#: A level set by hand is looked at again after this many days at the latest.
REVIEW_DAYS = 90


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """What is known; ``None`` = not known, which never counts as a risk and is never taken as *no*.

    ``uncontrolled``: conditions out of range against the patient's own targets.  ``confidence``: how sure of the
    present step, 0-10, and ``sure_from`` the number from which that is enough.  ``health_confidence`` 0-10,
    ``self_efficacy`` 1-10.  ``new_treatment``: new insulin, anticoagulant, or discharge for heart failure.
    ``social_instability``: no safe or steady place to live.
    """

    uncontrolled: tuple[str, ...] | None = None
    chronic_conditions: int | None = None
    hospital_on: date | None = None
    hospital_known: bool = False
    phq9: int | None = None
    distress_high: bool | None = None
    general_health_fair_or_poor: bool | None = None
    health_confidence: int | None = None
    self_efficacy: float | None = None
    unmet_social_need: bool | None = None
    language_or_reading_without_support: bool | None = None
    new_treatment: bool | None = None
    confidence: int | None = None
    sure_from: int = 7
    crisis_open: bool | None = None
    social_instability: bool | None = None
    missed_contacts: int = 0
    safety_item_open: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """One input as it is kept and shown: present, not present, or not known, with the value or day behind it."""

    code: NeedInput
    state: InputState
    value: str = ""
    day: date | None = None

    @property
    def reason(self) -> Reason:
        """The input as a sentence."""
        values: dict[str, object] = {"input": self.code.value}
        if self.day is not None:
            return Reason("followups.need_input_day", values | {"day": self.day.isoformat()})
        if self.value:
            return Reason("followups.need_input_value", values | {"value": self.value})
        return Reason("followups.need_input", values)


@dataclass(frozen=True, slots=True)
class SetByHand:
    """A level that somebody of the team set, why, and until when it holds at the latest."""

    level: Level
    why: WhyAnotherLevel
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """The level in force with its reasons, the one that the inputs give, and every input.

    ``other_way``: contacts were missed: try another way and flag the next visit.  ``may_rest``: outreach may pause.
    """

    decision: Decision[Level]
    from_inputs: Level
    inputs: tuple[Input, ...]
    other_way: bool
    may_rest: bool

    @property
    def level(self) -> Level:
        """The level in force."""
        return self.decision.status


def level_of_need(facts: NeedFacts, *, on: date, by_hand: SetByHand | None = None) -> Need:
    """Return the level of need on ``on``, with everything it rests on.

    Close support: a hospital stay or emergency visit in the last 30 days, an open crisis, or no steady place to
    live.  Intensive: two or more risks.  Guided: one risk, or a step with how sure below 7.  Otherwise
    self-directed.  A level set by hand wins until its day, and says so when the inputs give a higher one.
    """
    inputs = _inputs(facts, on)
    present = [each for each in inputs if each.state is InputState.PRESENT]
    events = [each for each in present if each.code in _EVENTS]
    risks = [each for each in present if each.code in _RISKS]
    unsure = [each for each in present if each.code is NeedInput.HOW_SURE]
    if events:
        level, because = Level.CLOSE_SUPPORT, events
    elif len(risks) >= 2:
        level, because = Level.INTENSIVE, risks
    elif risks or unsure:
        level, because = Level.GUIDED, risks + unsure
    else:
        level, because = Level.SELF_DIRECTED, []
    reasons = tuple(each.reason for each in because) or (Reason("followups.need_nothing_known"),)
    decision = Decision(level, reasons)
    if by_hand is not None:
        decision = _by_hand(by_hand, decision, on)
    missed = facts.missed_contacts >= MISSED_FROM
    may_rest = not (facts.safety_item_open or facts.crisis_open or decision.status is Level.CLOSE_SUPPORT)
    return Need(decision, level, inputs, missed, may_rest)


def may_set_level(level: int, why: str, *, on: date, until: date | None = None) -> Decision[Permission]:
    """Say whether somebody may set this level: 1 to 4, with a reason of the list, for at most 90 days."""
    wrong: list[Reason] = []
    if level not in [each.number for each in Level]:
        wrong.append(Reason("followups.need_level_unknown"))
    if why not in [each.value for each in WhyAnotherLevel]:
        wrong.append(Reason("followups.need_why_missing"))
    if until is not None and not on < until <= on + timedelta(days=REVIEW_DAYS):
        wrong.append(Reason("followups.need_until", {"days": REVIEW_DAYS}))
    if wrong:
        return Decision(Permission.NO, tuple(wrong))
    return Decision(Permission.YES, (Reason("followups.need_may_set"),))


# --- inputs ------------------------------------------------------------------------------------------

_EVENTS = frozenset({NeedInput.HOSPITAL_NOW, NeedInput.CRISIS, NeedInput.SOCIAL_INSTABILITY})
_NO_RISK = _EVENTS | {NeedInput.HOW_SURE, NeedInput.MISSED_CONTACTS}
_RISKS = frozenset(NeedInput) - _NO_RISK


def _inputs(facts: NeedFacts, on: date) -> tuple[Input, ...]:
    since = None if facts.hospital_on is None else (on - facts.hospital_on).days
    known = facts.hospital_known or since is not None
    now = since is not None and since <= EVENT_DAYS
    before = since is not None and EVENT_DAYS < since <= RISK_DAYS
    low_mood = facts.distress_high if facts.phq9 is None else facts.phq9 >= PHQ9_FROM or bool(facts.distress_high)
    uncontrolled = None if facts.uncontrolled is None else bool(facts.uncontrolled)
    several = None if facts.chronic_conditions is None else facts.chronic_conditions >= CHRONIC_FROM
    unsure = None if facts.confidence is None else facts.confidence < facts.sure_from
    return (
        _input(NeedInput.HOSPITAL_NOW, now if known else None, day=facts.hospital_on),
        _input(NeedInput.CRISIS, facts.crisis_open),
        _input(NeedInput.SOCIAL_INSTABILITY, facts.social_instability),
        _input(NeedInput.UNCONTROLLED, uncontrolled, len(facts.uncontrolled or ())),
        _input(NeedInput.SEVERAL_CONDITIONS, several, facts.chronic_conditions),
        _input(NeedInput.HOSPITAL_BEFORE, before if known else None, day=facts.hospital_on),
        _input(NeedInput.MOOD, low_mood, facts.phq9),
        _input(NeedInput.GENERAL_HEALTH, facts.general_health_fair_or_poor),
        _input(NeedInput.HEALTH_CONFIDENCE, _low_confidence(facts)),
        _input(NeedInput.SOCIAL_NEED, facts.unmet_social_need),
        _input(NeedInput.LANGUAGE_OR_READING, facts.language_or_reading_without_support),
        _input(NeedInput.NEW_TREATMENT, facts.new_treatment),
        _input(NeedInput.HOW_SURE, unsure, facts.confidence),
        _input(NeedInput.MISSED_CONTACTS, facts.missed_contacts >= MISSED_FROM, facts.missed_contacts),
    )


def _low_confidence(facts: NeedFacts) -> bool | None:
    known = [
        low
        for low in (
            None if facts.health_confidence is None else facts.health_confidence <= HEALTH_CONFIDENCE_TO,
            None if facts.self_efficacy is None else facts.self_efficacy < SELF_EFFICACY_BELOW,
        )
        if low is not None
    ]
    return any(known) if known else None


def _input(code: NeedInput, present: bool | None, value: object = None, *, day: date | None = None) -> Input:
    if present is None:
        return Input(code, InputState.NOT_KNOWN)
    if not present:
        return Input(code, InputState.NOT_PRESENT)
    return Input(code, InputState.PRESENT, "" if value is None else str(value), day)


def _by_hand(by_hand: SetByHand, found: Decision[Level], on: date) -> Decision[Level]:
    until = by_hand.until or by_hand.on + timedelta(days=REVIEW_DAYS)
    if on >= until:
        reason = Reason("followups.need_by_hand_over", {"date": until.isoformat()})
        return Decision(found.status, (*found.reasons, reason))
    reason = Reason("followups.need_by_hand", {"why": by_hand.why.value, "date": until.isoformat()})
    if by_hand.level.number < found.status.number:
        higher = Reason("followups.need_inputs_higher", {"level": found.status.value})
        return Decision(by_hand.level, (reason, higher, *found.reasons))
    return Decision(by_hand.level, (reason, *found.reasons))
