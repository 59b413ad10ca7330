"""What was told at a contact: the report, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.actions.agree import (
    agree_contact,
    bring_back_contact,
    move_contact,
    was_touched,
    withdraw_contact,
)
from teamlet.records.followups.actions.answered import settle_answers
from teamlet.records.followups.actions.cautions import ask_about_cautions_again, open_caution_task
from teamlet.records.followups.actions.closing import end_follow_up, take_up_again
from teamlet.records.followups.actions.told import ContactTold
from teamlet.records.followups.actions.worries import raise_red_flag
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.queries.cadence import course_of, is_new_depression
from teamlet.records.followups.queries.needs import levels_of
from teamlet.records.followups.words import ContactState, UrgencyTier
from teamlet.records.patients.actions.tables import mark_for_support
from teamlet.records.plans.actions import agree_plan, bring_back_plan, move_goal, take_back_move
from teamlet.records.plans.actions.scores import store_score, withdraw_score
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.plans.words import GoalState, PlanOutcome
from teamlet.records.practice import queries as practice_queries
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.words import TaskState


@action
@goes_on
def report_contact(
    *, contact: Contact, told: ContactTold, plan_seen: int | None = None, at: datetime, by: Principal
) -> ContactReport:
    """Save what was told at a contact: the report, a worry's red flag, the next step and the next contact.

    The task ends as done.  ``plan_seen`` is the plan version that the form showed (``latest_plan_version``); None
    compares nothing.  Raises ``ChangedMeanwhile`` when the contact is not open any more, or a new step would
    replace a plan newer than ``plan_seen``; ``Refused`` when neither a next contact nor a reason for the end is
    told, for an impossible next date, when that reason misses something, or for a new step under a record that is
    joined to another: that belongs to the one that is kept.
    """
    if told.next_contact is None and told.closing is None:
        raise Refused(Reason("followups.next_or_reason"))
    contact = (
        Contact.objects.select_for_update()
        .select_related("patient", "practice", "task", "goal", "plan_version__plan", "plan_version__goal_version")
        .get(pk=contact.pk)
    )
    if contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    if told.new_plan is not None and contact.patient.joined is not None:
        raise Refused(contact.patient.joined)
    report = ContactReport.objects.create(
        contact=contact,
        at=at,
        by_id=user_of(by),
        channel=told.channel,
        urgency=told.worry.tier if told.worry else UrgencyTier.NONE,
        outcome=told.outcome,
        times_done=told.times_done,
        times_planned=told.times_planned,
        helped_words=told.helped_words,
        barriers=list(told.barriers),
        barrier_words=told.barrier_words,
        confidence=told.confidence,
        next_step=told.next_step,
        closing_words=told.closing_words,
        minutes=told.minutes,
    )
    if told.worry is not None and told.worry.tier is not UrgencyTier.NONE:
        raise_red_flag(patient=contact.patient, contact=contact, worry=told.worry, at=at, by=by)
    if told.confidence is not None:
        store_score(contact.patient, "confidence", told.confidence, f"contact:{report.oid}", at, by)
    move_contact(contact, ContactState.REACHED, told.outcome, at, by)
    end_task(task=contact.task, state=TaskState.DONE, reason=told.outcome, at=at, by=by)
    settle_answers(contact, at, by)
    _follow_goal(contact.goal, at, by)
    version = contact.plan_version
    if told.new_plan is not None:
        version = agree_plan(
            goal_version=version.goal_version, said=told.new_plan, fresh=True, seen=plan_seen, at=at, by=by
        )
        if version.cautions:
            open_caution_task(version, at, by)
    if told.next_contact is not None:
        agree_contact(version=version, said=told.next_contact, follows=contact, at=at, by=by)
    elif told.closing is not None:
        end_follow_up(contact, told, at, by)
    mark_for_support(contact.practice_id, [contact.patient_id])
    keep_save(kind="followups.contact", about_oid=report.oid, patient_oid=contact.patient.oid, at=at, by=by)
    audit(
        report,
        patient=contact.patient,
        outcome=told.outcome,
        urgency=report.urgency,
        confidence=told.confidence,
        next_step=told.next_step,
    )
    return report


@action
@goes_on
def undo_contact(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take a report back: the contact is open again, the next contact and new plan are withdrawn.

    A red flag that was raised stays: something worrying is never taken back by undo.  Raises
    ``ChangedMeanwhile`` when the next contact, the plan or the goal was changed since.
    """
    report = ContactReport.objects.select_related(
        "contact__patient", "contact__goal", "contact__plan_version__plan"
    ).get(oid=about_oid, contact__practice_id=by.practice_id)
    contact = report.contact
    for following in Contact.objects.filter(follows=contact).exclude(state=ContactState.WITHDRAWN):
        if was_touched(following, report.at):
            raise ChangedMeanwhile("contact")
        withdraw_contact(contact=following, reason="undo", at=at, by=by)
    made = PlanVersion.objects.filter(plan__goal_id=contact.goal_id, at=report.at, visit__isnull=True).first()
    if made is not None and made.pk != contact.plan_version_id:
        standing = bring_back_plan(version=made, at=at, by=by)
        if standing is not None:
            ask_about_cautions_again(standing, at, by)
    withdraw_score(contact.patient, f"contact:{report.oid}")
    ContactReport.objects.filter(pk=report.pk).update(undone_at=at)
    take_back_move(goal=contact.goal, moved_at=report.at, at=at, by=by)
    bring_back_contact(contact=contact, version=contact.plan_version, at=at, by=by)
    mark_for_support(contact.practice_id, [contact.patient_id])
    audit(report, patient=contact.patient)


def propose_next(contact: Contact, told: ContactTold, today: date, *, new_step: bool = False) -> rules.ContactProposal:
    """Return the rule's proposal for the contact after this one, by the patient's level of need in force.

    ``new_step`` when a new step is about to be told.
    """
    practice = contact.practice
    course = course_of(practice, contact.goal_id)
    is_new = new_step or told.new_plan is not None
    well = told.outcome in {PlanOutcome.DONE_AS_PLANNED, PlanOutcome.MOSTLY}
    topic = contact.plan_version.goal_version.topic if is_new else ""
    return rules.next_after_contact(
        told.outcome,
        contact_on=today,
        level=levels_of(practice, [contact.patient_id])[contact.patient_id],
        confidence=told.confidence,
        threshold=practice_queries.setting(practice, "confidence_threshold"),
        successes_in_a_row=course.successes + 1 if well else 0,
        contacts_so_far=course.contacts + 1,
        new_step=is_new,
        start_on=told.new_plan.starts_on if told.new_plan else None,
        depression_treatment_is_new=is_new_depression(practice, contact.patient, on=today, topic=topic),
        working_days=practice_queries.working_days(practice),
        holidays=practice_queries.holidays(practice, today),
    )


def _follow_goal(goal: Goal, at: datetime, by: Principal) -> None:
    take_up_again(goal, at, by)
    if goal.state == GoalState.AGREED:
        move_goal(goal=goal, to=GoalState.FOLLOWED, at=at, by=by)
