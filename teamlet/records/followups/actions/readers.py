"""Who may read what a task is about: asked whenever a task is given to somebody."""

from __future__ import annotations

from collections.abc import Sequence

from teamlet.records.followups.models import Contact, OwnPageSaid
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.plans.queries import readers_of
from teamlet.records.plans.words import GoalAudience
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind


def readers_of_tasks(tasks: Sequence[Task]) -> dict[int, frozenset[int] | None]:
    """Return by task id the membership ids of those who may read the goal it is about, None for everybody in support.

    At most three queries, and one more for each goal that is kept to a few.
    """
    contacts = [task.about_oid for task in tasks if task.kind == TaskKind.CONTACT]
    versions = [task.about_oid for task in tasks if task.kind == TaskKind.CAUTION]
    goals: dict[str, int] = {}
    if contacts:
        kept = Contact.objects.filter(oid__in=contacts).exclude(goal__audience=GoalAudience.EVERYONE)
        goals |= dict(kept.values_list("oid", "goal_id"))
    if versions:
        steps = PlanVersion.objects.filter(oid__in=versions).exclude(plan__goal__audience=GoalAudience.EVERYONE)
        goals |= dict(steps.values_list("oid", "plan__goal_id"))
    said = [task.about_oid for task in tasks if task.kind == TaskKind.OWN_PAGE]
    if said:
        about = OwnPageSaid.objects.filter(oid__in=said, plan_version__isnull=False)
        about = about.exclude(plan_version__plan__goal__audience=GoalAudience.EVERYONE)
        goals |= dict(about.values_list("oid", "plan_version__plan__goal_id"))
    readers = {goal.pk: readers_of(goal) for goal in Goal.objects.filter(pk__in=set(goals.values()))} if goals else {}
    return {task.pk: readers.get(goals.get(task.about_oid, 0)) for task in tasks}
