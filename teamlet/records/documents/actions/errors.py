"""Entered in error, or the wrong patient: tasks, contacts, pages and readings are withdrawn as one act."""

from __future__ import annotations

from datetime import datetime, timedelta

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.records.documents.actions.pages import withdraw_page
from teamlet.records.documents.models import TakeHomePage
from teamlet.records.followups.actions import enter_contact_in_error, withdraw_contact
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.words import ContactState
from teamlet.records.plans.actions import end_plan, move_goal
from teamlet.records.plans.actions.scores import withdraw_score
from teamlet.records.plans.models import ActionPlan, Goal, GoalVersion, PlanVersion
from teamlet.records.plans.words import GoalState, PlanState

#: Taken back this soon by the same person counts as a near miss (RAR measure; safety report S18).
NEAR_MISS = timedelta(minutes=10)


@action
@goes_on
def enter_in_error(*, goal: Goal, wrong_patient: bool, at: datetime, by: Principal) -> None:
    """Mark a goal with all its plans as entered in error, at any time.

    Open contacts, pages and all open tasks but those about something worrying are withdrawn; contacts and
    the scores told there are marked as in error too.  Nothing is deleted.  Raises ``Refused`` when the goal
    is entered in error already.
    """
    goal = Goal.objects.select_for_update().select_related("patient").get(pk=goal.pk)
    for contact in Contact.objects.filter(goal=goal).exclude(state=ContactState.ENTERED_IN_ERROR):
        if contact.state == ContactState.OPEN:
            withdraw_contact(contact=contact, reason="entered_in_error", at=at, by=by)
        enter_contact_in_error(contact=contact, at=at, by=by)
    for plan in ActionPlan.objects.filter(goal=goal).exclude(state=PlanState.ENTERED_IN_ERROR):
        end_plan(plan=plan, to=PlanState.ENTERED_IN_ERROR, reason="entered_in_error", at=at, by=by)
    for page in TakeHomePage.objects.filter(plan_version__plan__goal=goal, withdrawn_at__isnull=True).select_related(
        "patient"
    ):
        withdraw_page(page=page, at=at, by=by)
    withdraw_score(goal.patient, *_scores_of(goal))
    reason = "wrong_patient" if wrong_patient else "entered_in_error"
    move_goal(goal=goal, to=GoalState.ENTERED_IN_ERROR, reason=reason, at=at, by=by)
    near_miss = wrong_patient and goal.created_by_id == by.user_id and at - goal.created_at <= NEAR_MISS
    audit(goal, patient=goal.patient, reason=reason, near_miss=near_miss)


def _scores_of(goal: Goal) -> list[str]:
    """Return where every score told about the goal came from, as ``store_score`` was given it."""
    told = (
        ("goal", GoalVersion.objects.filter(goal=goal)),
        ("plan", PlanVersion.objects.filter(plan__goal=goal)),
        ("contact", ContactReport.objects.filter(contact__goal=goal)),
    )
    return [f"{kind}:{oid}" for kind, rows in told for oid in rows.values_list("oid", flat=True)]
