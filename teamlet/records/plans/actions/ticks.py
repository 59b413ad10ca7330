"""Days on which a step was done, as marked on the patient's own page."""

from __future__ import annotations

from datetime import date, datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.plans.models import ActionPlan, PlanVersion, Tick
from teamlet.records.plans.rules.ticks import may_mark
from teamlet.records.plans.words import PlanState


@action
def mark_day(
    *,
    version: PlanVersion,
    day: date,
    done: bool,
    today: date,
    author_name: str = "",
    relation: str = "",
    at: datetime,
    by: Principal,
) -> None:
    """Mark a day as done, or take the mark back; the same again changes nothing.

    ``today`` is the patient's civil day; ``author_name`` is empty when the patient marked it.  Raises ``Refused``
    when another wording is in force by now, and for a day that is not of this week or is still to come.
    """
    plan = (
        ActionPlan.objects.select_for_update(of=("self",))
        .select_related("patient__merged_into")
        .get(pk=version.plan_id, practice_id=by.practice_id)
    )
    if plan.number != version.number or plan.state != PlanState.ACTIVE:
        raise Refused(Reason("plans.step_changed"))
    if not may_mark(day, version.starts_on, version.ends_on, today):
        raise Refused(Reason("plans.day_not_of_this_week"))
    marked = Tick.objects.filter(plan=plan, day=day, undone_at=None)
    if not done:
        changed = bool(marked.update(undone_at=at, undone_name=author_name))
    else:
        changed = not marked.exists()
        if changed:
            Tick.objects.create(
                plan=plan, plan_version=version, day=day, author_name=author_name, relation=relation, at=at
            )
    audit(version, patient=plan.patient, day=day.isoformat(), done=done, changed=changed, helper=bool(author_name))
