"""When follow-up of a goal may end, and who closes something new or worrying."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from teamlet.ground.access.roles import LICENSED
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.followups.words import (
    CLOSING_WITHOUT_ASK_AGAIN,
    CONTACT_TRANSITIONS,
    ClosingReason,
    ContactState,
    Permission,
)
from teamlet.records.plans.words import PlanOutcome

SUSTAINED_DAYS = 90


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What is known when follow-up is to be closed."""

    on: date
    last_status: PlanOutcome | None = None
    ask_again_on: date | None = None
    program: str = ""
    sustained_days: int | None = None
    tries_made: bool = False
    red_flag_open: bool = False


def may_close(reason: ClosingReason, facts: ClosingFacts) -> Decision[Permission]:
    """Decide whether follow-up may be closed for exactly this one reason.

    All but palliative focus, deceased and entered in error need how the step last went and a day
    to ask again.  *Unable to reach* needs the tries made, *kept up* 90 days, *with a program* its
    name.  An open red flag holds closing back, except when the patient died or the record was
    entered in error.  Every missing thing is named, not only the first.
    """
    missing: list[Reason] = []
    if facts.red_flag_open and reason not in (ClosingReason.DECEASED, ClosingReason.ENTERED_IN_ERROR):
        missing.append(Reason("followups.close_red_flag_open"))
    if reason not in CLOSING_WITHOUT_ASK_AGAIN:
        if facts.last_status is None:
            missing.append(Reason("followups.close_needs_status"))
        if facts.ask_again_on is None:
            missing.append(Reason("followups.close_needs_ask_again"))
        elif facts.ask_again_on <= facts.on:
            day = facts.ask_again_on.isoformat()
            missing.append(Reason("followups.close_ask_again_past", {"date": day}))
    if reason is ClosingReason.TRANSFERRED_TO_PROGRAM and not facts.program.strip():
        missing.append(Reason("followups.close_needs_program"))
    if reason is ClosingReason.GOAL_SUSTAINED and (facts.sustained_days or 0) < SUSTAINED_DAYS:
        values = {"days": facts.sustained_days or 0, "least": SUSTAINED_DAYS}
        missing.append(Reason("followups.close_sustained_too_short", values))
    if reason is ClosingReason.UNABLE_TO_REACH and not facts.tries_made:
        missing.append(Reason("followups.close_tries_open"))
    if missing:
        return Decision(Permission.NO, tuple(missing))
    return Decision(Permission.YES, (Reason("followups.may_close", {"why": reason.value}),))


def may_close_red_flag(roles: Collection[str]) -> Decision[Permission]:
    """Decide whether somebody with ``roles`` may close something new or worrying."""
    if LICENSED & set(roles):
        return Decision(Permission.YES, (Reason("followups.red_flag_may_close"),))
    return Decision(Permission.NO, (Reason("followups.red_flag_needs_licensed"),))


def may_move(state: ContactState, to: ContactState) -> Decision[Permission]:
    """Decide whether a contact may go from ``state`` to ``to``."""
    values = {"from_state": state.value, "to_state": to.value}
    if to in CONTACT_TRANSITIONS[state]:
        return Decision(Permission.YES, (Reason("followups.may_move", values),))
    return Decision(Permission.NO, (Reason("followups.may_not_move", values),))
