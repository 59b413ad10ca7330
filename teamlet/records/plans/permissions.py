"""Who may read a goal: everyone in support, only the author's team, or only behavioral health."""

from __future__ import annotations

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.records.plans.words import GoalAudience


def can_read_goal(audience: str, created_by_id: int | None, *, by: Principal, teammates: frozenset[int]) -> bool:
    """Whether ``by`` may read a goal.

    ``teammates`` are the user ids of everybody who shares a team with ``by``.  The author always may.
    """
    if not by.has(SUPPORT):
        return False
    if created_by_id is not None and created_by_id == by.user_id:
        return True
    if audience == GoalAudience.BEHAVIORAL_HEALTH:
        return Role.BEHAVIORAL_HEALTH in by.roles
    if audience == GoalAudience.MY_TEAM:
        return created_by_id in teammates
    return True
