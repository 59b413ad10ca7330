"""How much of a plan has been talked about, what is still open, and the one hint to show.

Ten points after published criteria for action plans (Handley et al., JABFM 2006; MacGregor et
al., JABFM 2006; Fleig et al., Br J Health Psychol 2017), put together by us and not validated.
Points count that a question *was asked*, never the answer: a low number is worth as much as a
high one, and a declined contact as much as an agreed one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from teamlet.ground.reasons import Reason
from teamlet.records.plans.rules.steps import is_about_medicine, step_hint
from teamlet.records.plans.words import CompletenessBand, FollowUpAnswer, GoalSource, OpenPart, TeachBack

SHORT_PLAN_DAYS = 14
EASY_EVERY_DAY = 8


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is known about a goal and its step when completeness is asked.

    ``days_per_week`` is 1-7 (named days count); ``length_days`` counts the days of the plan from
    its start; ``barriers_answered`` counts barriers that have a strategy or are accepted, of
    ``barriers`` named in all.
    """

    step: str = ""
    goal_source: GoalSource | None = None
    has_amount: bool = False
    amount_is_odd: bool = False
    has_when: bool = False
    days_per_week: int | None = None
    has_where: bool = False
    has_helper: bool = False
    start_on: date | None = None
    length_days: int | None = None
    barriers: int = 0
    barriers_answered: int = 0
    no_barrier_expected: bool = False
    confidence: int | None = None
    follow_up: FollowUpAnswer = FollowUpAnswer.NOT_ASKED
    importance: int | None = None
    said_back: TeachBack = TeachBack.NOT_CHECKED
    copy_answered: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """Points of ten, the parts still missing in the order in which they are asked, and the band.

    ``specific`` is true when what, how much, how often and when are all there.
    """

    points: int
    missing: tuple[Reason, ...]
    band: CompletenessBand
    specific: bool
    of: int = 10


_TEN: dict[OpenPart, Callable[[PlanFacts], bool]] = {
    OpenPart.STEP: lambda facts: bool(facts.step.strip()) and step_hint(facts.step) is None,
    OpenPart.AMOUNT: lambda facts: facts.has_amount,
    OpenPart.WHEN: lambda facts: facts.has_when,
    OpenPart.DAYS: lambda facts: facts.days_per_week is not None and facts.days_per_week > 0,
    OpenPart.HOW_SURE: lambda facts: facts.confidence is not None,
    OpenPart.CONTACT: lambda facts: facts.follow_up is not FollowUpAnswer.NOT_ASKED,
    OpenPart.BARRIERS: lambda facts: facts.no_barrier_expected or facts.barriers_answered > 0,
    OpenPart.WHERE_OR_WHO: lambda facts: facts.has_where or facts.has_helper,
    OpenPart.TIME_FRAME: lambda facts: (
        facts.start_on is not None and facts.length_days is not None and 1 <= facts.length_days <= SHORT_PLAN_DAYS
    ),
    OpenPart.PATIENTS_CHOICE: lambda facts: facts.goal_source in (GoalSource.PATIENT, GoalSource.JOINT),
}

_BESIDE: dict[OpenPart, Callable[[PlanFacts], bool]] = {
    OpenPart.IMPORTANCE: lambda facts: facts.importance is not None,
    OpenPart.SAID_BACK: lambda facts: facts.said_back is TeachBack.CLEAR,
    OpenPart.COPY_GIVEN: lambda facts: facts.copy_answered,
}


def _open(part: OpenPart, facts: PlanFacts) -> Reason:
    if part is OpenPart.STEP and facts.step.strip():
        return Reason("plans.hint_what_will_you_do", {"part": part.value})
    values: dict[str, object] = {"part": part.value}
    if part is OpenPart.TIME_FRAME:
        values["days"] = SHORT_PLAN_DAYS
    return Reason(f"plans.open_{part.value}", values)


def completeness(facts: PlanFacts, *, complete_from: int = 9, usable_from: int = 7) -> Completeness:
    """Count the ten points of a plan and name each missing part.

    The band boundaries are settings of the practice.  Shown to staff in words, never to patients,
    and nothing is ever held back because of it.
    """
    points = sum(there(facts) for there in _TEN.values())
    missing = tuple(_open(part, facts) for part in OpenPart if part in _TEN and not _TEN[part](facts))
    if points >= complete_from:
        band = CompletenessBand.COMPLETE
    elif points >= usable_from:
        band = CompletenessBand.USABLE
    else:
        band = CompletenessBand.OPEN
    specific = all(_TEN[part](facts) for part in (OpenPart.STEP, OpenPart.AMOUNT, OpenPart.DAYS, OpenPart.WHEN))
    return Completeness(points, missing, band, specific)


def still_open(facts: PlanFacts) -> tuple[Reason, ...]:
    """Name everything that somebody can still add, in the order in which it is asked.

    Each reason carries its ``part``; ``OPEN_PART_LABELS`` has the short names for the one line
    *Still open, anyone can add: …*.
    """
    found = []
    for part in OpenPart:
        there = _TEN[part] if part in _TEN else _BESIDE[part]
        if not there(facts):
            found.append(_open(part, facts))
    return tuple(found)


def next_hint(facts: PlanFacts) -> Reason | None:
    """Return the one hint to show now, or ``None`` when nothing is worth a word.

    What the patient said is looked at first (is it something to do?, does every day leave room?),
    then the first part that is still open.  An empty strip gets no hint at all.
    """
    if facts.step.strip():
        hint = step_hint(facts.step)
        if hint is not None:
            return hint
    if facts.amount_is_odd:
        return Reason("plans.hint_odd_amount", {"part": OpenPart.AMOUNT.value})
    if (
        facts.days_per_week == 7
        and facts.confidence is not None
        and facts.confidence < EASY_EVERY_DAY
        and facts.step.strip()
        and not is_about_medicine(facts.step)
    ):
        return Reason("plans.hint_fewer_days", {"part": OpenPart.DAYS.value})
    if facts == PlanFacts(goal_source=facts.goal_source):
        return None
    return next(iter(still_open(facts)), None)
