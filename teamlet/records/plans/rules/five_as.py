"""The five A's of a visit (Glasgow 2003): assess, advise, agree, assist, arrange; said in words, never as a score."""

from __future__ import annotations

from dataclasses import dataclass

from teamlet.records.plans.words import FiveA


@dataclass(frozen=True, slots=True)
class FiveAs:
    """What a visit recorded, as far as the five A's look at it."""

    has_topics: bool = False
    asked_feelings: bool = False
    has_report: bool = False
    explained: bool = False
    has_goal: bool = False
    asked_importance: bool = False
    has_plan: bool = False
    shown_skill: bool = False
    has_handoff: bool = False
    contact_answered: bool = False
    not_today: bool = False


def five_as(facts: FiveAs) -> dict[FiveA, bool]:
    """Return for each of the five whether something stands for it, in their order.

    *Not today* answers agree, assist and arrange: a patient who does not want a goal now leaves nothing open.
    """
    return {
        FiveA.ASSESS: facts.has_topics or facts.asked_feelings or facts.has_report or facts.asked_importance,
        FiveA.ADVISE: facts.explained,
        FiveA.AGREE: facts.has_goal or facts.not_today,
        FiveA.ASSIST: facts.has_plan or facts.shown_skill or facts.not_today,
        FiveA.ARRANGE: facts.contact_answered or facts.has_handoff or facts.not_today,
    }


def still_to_do(facts: FiveAs) -> tuple[FiveA, ...]:
    """Return those of the five for which nothing stands."""
    return tuple(one for one, done in five_as(facts).items() if not done)
