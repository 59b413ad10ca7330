"""Whether an open goal may be without a next contact: only for a reason that stands in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.followups.words.vanished import Astray, WithoutContact
from teamlet.records.plans.words import FollowUpAnswer, GoalState

#: States in which a goal is still to be followed up.
OPEN_GOALS: frozenset[GoalState] = frozenset({GoalState.DRAFT, GoalState.AGREED, GoalState.FOLLOWED, GoalState.PAUSED})
#: The worker asks again when the day begins; a day without a worker is no fault of the record yet.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """What is known of an open goal without an open contact.

    ``follow_up`` is what the plan in force says, None without one; ``ask_again_on`` the day named when the latest
    contact ended, None without a contact or a day; ``said_since`` is whether the plan was saved after that contact.
    """

    state: GoalState
    follow_up: FollowUpAnswer | None = None
    ask_again_on: date | None = None
    said_since: bool = False
    is_deceased: bool = False


def why_without(facts: GoalFacts, on: date) -> Decision[WithoutContact | Astray]:
    """Return why the goal has no next contact on ``on``, or what is wrong about it."""
    if facts.is_deceased:
        return _because(WithoutContact.DECEASED)
    if facts.state is GoalState.DRAFT:
        return _because(WithoutContact.NOT_AGREED)
    no_thanks_since = facts.said_since and facts.follow_up is FollowUpAnswer.DECLINED
    if facts.ask_again_on is not None and not no_thanks_since:
        day = facts.ask_again_on.isoformat()
        if facts.ask_again_on + GRACE < on:
            return Decision(Astray.ASK_AGAIN_PAST, (Reason("followups.asked_again", {"date": day}),))
        return Decision(WithoutContact.RESTS, (Reason("followups.without_rests", {"date": day}),))
    if facts.state is not GoalState.PAUSED:
        if facts.follow_up is None:
            return _because(WithoutContact.NO_STEP)
        if facts.follow_up is FollowUpAnswer.DECLINED:
            return _because(WithoutContact.DECLINED)
        if facts.follow_up is FollowUpAnswer.NOT_ASKED:
            return _because(WithoutContact.NOT_ASKED)
    return Decision(Astray.NO_CONTACT, (Reason("followups.next_or_reason"),))


def _because(why: WithoutContact) -> Decision[WithoutContact | Astray]:
    return Decision(why, (Reason(f"followups.without_{why.value}"),))
