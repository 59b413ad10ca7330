"""Where somebody stands in the registry, what asks for a look, and where they stand in the order of the list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.followups.words.registry import Standing
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanOutcome

#: Stands for "no day" where a list is ordered by a day: behind all others.
NO_DAY = date(9999, 12, 31)
#: Stands for "never" where whoever waited longest comes first.
NEVER = date(1, 1, 1)
#: After so many tries without a talk somebody is hard to get going, as after a step that was not begun.
TRIES_STALLED = 2
_NOT_BEGUN = frozenset({PlanOutcome.NOT_STARTED, PlanOutcome.UNKNOWN})
_DAYS, _MINUTES = 22, 31
_MOST_RISK = 1023


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What decides where somebody stands.

    ``goals``: the states of their goals that are not over.  ``has_plan`` and ``answer`` are of the newest goal that is
    worked on: whether it has a plan in force, and what was said about the next contact; ``had_contact``: one was
    promised before.
    """

    goals: Collection[GoalState] = ()
    has_contact: bool = False
    has_plan: bool = False
    answer: FollowUpAnswer | None = None
    had_contact: bool = False


def stands(facts: StandingFacts) -> Decision[Standing]:
    """Return where somebody stands, with one reason: the first that holds of what asks for most."""
    if facts.has_contact:
        return Decision(Standing.CONTACT, (Reason("followups.stands_contact"),))
    if set(facts.goals) & {GoalState.AGREED, GoalState.FOLLOWED, GoalState.DRAFT}:
        if not facts.has_plan:
            code = "followups.stands_no_plan"
        elif facts.answer is FollowUpAnswer.DECLINED:
            code = "followups.stands_declined"
        elif facts.had_contact:
            code = "followups.stands_ended"
        else:
            code = "followups.stands_not_asked"
        return Decision(Standing.NO_CONTACT, (Reason(code),))
    if GoalState.PAUSED in facts.goals:
        return Decision(Standing.PAUSED, (Reason("followups.stands_paused"),))
    if GoalState.SUSTAINING in facts.goals:
        return Decision(Standing.SUSTAINING, (Reason("followups.stands_sustaining"),))
    return Decision(Standing.NO_GOAL, (Reason("followups.stands_population"),))


def is_stalled(tries: int, outcome: PlanOutcome | None) -> bool:
    """Whether somebody is hard to get going: tried twice without a talk, or the step was not begun at the last one."""
    return tries >= TRIES_STALLED or outcome in _NOT_BEGUN


def is_unsure(first: int | None, last: int | None, threshold: int) -> bool:
    """Whether how sure (0-10, the last answer, else the first) is below the practice's threshold; not asked = no."""
    sure = last if last is not None else first
    return sure is not None and sure < threshold


def place(risk: int, ends_on: date, since: datetime) -> int:
    """Return the place in the order of the list as one number: risk, then window ending soonest, then longest waiting.

    The same order as ``order_key`` up to whole minutes; a lower number comes first.  Raises ``ValueError`` for a risk
    outside 0 to 1023 or an instant without a zone or before 1970.
    """
    if not 0 <= risk <= _MOST_RISK:
        raise ValueError("a risk goes from 0 to 1023")
    if since.tzinfo is None:
        raise ValueError("an instant has a zone")
    minutes = int(since.astimezone(UTC).timestamp()) // 60
    if not 0 <= minutes < 1 << _MINUTES:
        raise ValueError("people wait since 1970 at most")
    return ((_MOST_RISK - risk) << _DAYS | ends_on.toordinal()) << _MINUTES | minutes
