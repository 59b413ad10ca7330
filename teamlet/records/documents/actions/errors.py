"""Entered in error, or the wrong patient: tasks, contacts, pages and readings are withdrawn as one act."""

from __future__ import annotations

from datetime import datetime, timedelta

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.records.documents.actions.pages import withdraw_page
from teamlet.records.documents.models import TakeHomePage
from teamlet.records.followups.actions import withdraw_contact
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import ContactState
from teamlet.records.patients.models import Reading
from teamlet.records.plans.actions import end_plan, move_goal
from teamlet.records.plans.models import ActionPlan, Goal, PlanVersion
from teamlet.records.plans.words import GoalState, PlanState

#: Taken back this soon by the same person counts as a near miss (RAR measure; safety report S18).
NEAR_MISS = timedelta(minutes=10)


@action
def enter_in_error(*, goal: Goal, wrong_patient: bool, at: datetime, by: Principal) -> None:
    """Mark a goal with all its plans as entered in error, at any time.

    Open contacts and their tasks, caution tasks and pages are withdrawn, stored scores marked; nothing
    is deleted.  Raises ``Refused`` when the goal is entered in error already.
    """
    goal = Goal.objects.select_for_update().select_related("patient").get(pk=goal.pk)
    for contact in Contact.objects.filter(goal=goal, state=ContactState.OPEN):
        withdraw_contact(contact=contact, reason="entered_in_error", at=at, by=by)
    for plan in ActionPlan.objects.filter(goal=goal).exclude(state=PlanState.ENTERED_IN_ERROR):
        end_plan(plan=plan, to=PlanState.ENTERED_IN_ERROR, reason="entered_in_error", at=at, by=by)
    for page in TakeHomePage.objects.filter(plan_version__plan__goal=goal, withdrawn_at__isnull=True).select_related(
        "patient"
    ):
        withdraw_page(page=page, at=at, by=by)
    sources = [f"plan:{oid}" for oid in PlanVersion.objects.filter(plan__goal=goal).values_list("oid", flat=True)]
    Reading.objects.filter(patient_id=goal.patient_id, source_id__in=sources).update(entered_in_error=True)
    reason = "wrong_patient" if wrong_patient else "entered_in_error"
    move_goal(goal=goal, to=GoalState.ENTERED_IN_ERROR, reason=reason, at=at, by=by)
    near_miss = wrong_patient and goal.created_by_id == by.user_id and at - goal.created_at <= NEAR_MISS
    audit(goal, patient=goal.patient, reason=reason, near_miss=near_miss)
