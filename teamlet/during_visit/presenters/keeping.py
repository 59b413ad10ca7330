"""What stands and was not asked again stays: the path asks seven things, the rest is kept as it was."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from teamlet.records.documents.forms import PathSaid
from teamlet.records.plans.actions import BarrierSaid, GoalSaid, PlanSaid, goals
from teamlet.records.plans.actions.plans import said_by
from teamlet.records.plans.models import GoalVersion, PlanVersion
from teamlet.records.plans.queries import Standing
from teamlet.records.plans.words import GoalAudience


def said_in(version: GoalVersion) -> GoalSaid:
    """Return a saved goal as what was said, for those who may read the goal now."""
    return replace(goals.said_in(version), audience=GoalAudience(version.goal.audience))


def keep_the_rest(said: PathSaid, standing: Standing | None, posted: Container[str], visit_id: int) -> PathSaid:
    """Return what was said, with everything that the posted form did not ask taken from what stands.

    ``posted`` are the names of the fields that came.  A plan of an earlier visit is a new plan: nothing of it is
    taken over unasked.
    """
    if standing is None:
        return said
    goal = replace(said_in(standing.goal_version), words=said.goal.words)
    if "importance" in posted:
        goal = replace(goal, importance=said.goal.importance)
    version = standing.plan_version
    if version is None or version.visit_id != visit_id:
        return replace(said, goal=goal)
    return replace(said, goal=goal, plan=_plan(said.plan, version, posted))


def _plan(plan: PlanSaid, version: PlanVersion, posted: Container[str]) -> PlanSaid:
    before = said_by(version)
    if "where" not in posted:
        plan = replace(plan, where_words=before.where_words)
    if "helpers" not in posted:
        plan = replace(plan, helpers=before.helpers)
    if "barriers" not in posted:
        plan = replace(plan, barriers=_barriers(plan, before), no_barrier_expected=before.no_barrier_expected)
    if "teach_back" not in posted:
        plan = replace(plan, teach_back=before.teach_back)
    if "gloss" not in posted:
        plan = replace(plan, gloss=before.gloss)
    if "starts_on_month" not in posted:
        plan = replace(plan, starts_on=before.starts_on, ends_on=before.ends_on)
    return plan


def _barriers(plan: PlanSaid, before: PlanSaid) -> tuple[BarrierSaid, ...]:
    strategy = next((row.strategy for row in plan.barriers if row.strategy), "")
    if not before.barriers:
        return plan.barriers
    first, *others = before.barriers
    return (replace(first, strategy=strategy or first.strategy), *others)
