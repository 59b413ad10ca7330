"""Pure decisions about the practice: how a membership may move, and what a setting may be."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.practice.words import MEMBERSHIP_TRANSITIONS, SETTINGS, MembershipState


class Allowed(StrEnum):
    """Whether a change may happen."""

    YES = "yes"
    NO = "no"


def may_move(state: MembershipState, to: MembershipState) -> Decision[Allowed]:
    """Decide whether a membership in ``state`` may become ``to``."""
    values = {"state": state.value, "to": to.value}
    if to in MEMBERSHIP_TRANSITIONS[state]:
        return Decision(Allowed.YES, (Reason("practice.membership_moves", values),))
    return Decision(Allowed.NO, (Reason("practice.membership_move_not_allowed", values),))


def may_set(name: str, value: int, others: dict[str, int]) -> Decision[Allowed]:
    """Decide whether setting ``name`` may become ``value`` beside the ``others`` in force.

    Beyond each setting's own range, first day ≤ due day ≤ last day of the follow-up window, and calls
    begin before they end.  Raises ``KeyError`` for a name that is no setting.
    """
    setting = SETTINGS[name]
    if isinstance(value, bool) or not isinstance(value, int) or not setting.lowest <= value <= setting.highest:
        return Decision(
            Allowed.NO,
            (Reason("practice.setting_out_of_range", {"lowest": setting.lowest, "highest": setting.highest}),),
        )
    then = others | {name: value}
    if not then["follow_up_first_day"] <= then["follow_up_due_day"] <= then["follow_up_last_day"]:
        return Decision(Allowed.NO, (Reason("practice.follow_up_days_out_of_order"),))
    if then["call_from_hour"] >= then["call_to_hour"]:
        return Decision(Allowed.NO, (Reason("practice.call_hours_out_of_order"),))
    return Decision(Allowed.YES, (Reason("practice.setting_in_range", {"name": name}),))
