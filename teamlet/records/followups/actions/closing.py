"""The end of follow-up: closing a contact with a coded reason, what it does to the goal, and taking it back."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.actions.agree import (
    ContactSaid,
    agree_contact,
    bring_back_contact,
    move_contact,
    was_touched,
    withdraw_contact,
)
from teamlet.records.followups.actions.answered import settle_answers
from teamlet.records.followups.actions.told import ContactTold
from teamlet.records.followups.models import Contact, ContactReport, RedFlag
from teamlet.records.followups.queries.reaching import never_rests
from teamlet.records.followups.words import Channel, ClosingReason, ContactState, Permission
from teamlet.records.plans.actions import move_goal, take_back_move
from teamlet.records.plans.models import Goal
from teamlet.records.plans.words import GoalState, PlanOutcome
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.words import TaskState

_GOAL_AFTER = {
    ClosingReason.GOAL_ACHIEVED: GoalState.ACHIEVED,
    ClosingReason.GOAL_SUSTAINED: GoalState.SUSTAINING,
    ClosingReason.NOT_READY: GoalState.PAUSED,
    ClosingReason.ENTERED_IN_ERROR: GoalState.ENTERED_IN_ERROR,
}


@action
@goes_on
def close_contact(
    *, contact: Contact, reason: ClosingReason, facts: rules.ClosingFacts, at: datetime, by: Principal
) -> None:
    """Close follow-up of a goal with a coded reason; after success a light contact keeps it up.

    Raises ``Refused`` with what is missing, and for a rest of somebody whose outreach never rests.
    """
    decision = rules.may_close(reason, facts)
    if decision.status is not Permission.YES:
        raise Refused(decision.reason)
    contact = Contact.objects.select_for_update().select_related("patient", "task", "goal").get(pk=contact.pk)
    if contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    if reason is ClosingReason.UNABLE_TO_REACH:
        _check_may_rest(contact)
    move_contact(contact, ContactState.CLOSED, reason, at, by)
    Contact.objects.filter(pk=contact.pk).update(closing_reason=reason, ask_again_on=facts.ask_again_on)
    end_task(task=contact.task, state=TaskState.DONE, reason=reason, at=at, by=by)
    settle_answers(contact, at, by)
    if reason is not ClosingReason.UNABLE_TO_REACH:
        _end_goal(contact.goal, reason, facts.ask_again_on, at, by)
    _keep_up(contact, reason, facts.ask_again_on, at, by)
    keep_save(kind="followups.close", about_oid=contact.oid, patient_oid=contact.patient.oid, at=at, by=by)
    audit(contact, patient=contact.patient, reason=reason)


@action
@goes_on
def undo_close(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take the end of follow-up back: the contact is open again and the goal is where it was.

    A light contact that was to keep it up is withdrawn.  Raises ``ChangedMeanwhile`` when it was tried since.
    """
    contact = (
        Contact.objects.select_for_update()
        .select_related("patient", "goal", "plan_version")
        .get(oid=about_oid, practice_id=by.practice_id)
    )
    closed = contact.changes.filter(to_state=ContactState.CLOSED).order_by("-id").first()
    if contact.state != ContactState.CLOSED or closed is None:
        raise ChangedMeanwhile("contact")
    for following in Contact.objects.filter(follows=contact, state=ContactState.OPEN):
        if was_touched(following, closed.at):
            raise ChangedMeanwhile("contact")
        withdraw_contact(contact=following, reason="undo", at=at, by=by)
    take_back_move(goal=contact.goal, moved_at=closed.at, at=at, by=by)
    bring_back_contact(contact=contact, version=contact.plan_version, at=at, by=by)
    audit(contact, patient=contact.patient)


def end_follow_up(contact: Contact, told: ContactTold, at: datetime, by: Principal) -> None:
    """Close the goal for the reason told; the contact itself was reached."""
    facts = rules.ClosingFacts(
        on=at.astimezone(ZoneInfo(contact.practice.time_zone)).date(),
        last_status=told.outcome,
        ask_again_on=told.ask_again_on,
        program=told.program,
        sustained_days=days_kept_up(contact.goal, at),
        red_flag_open=RedFlag.objects.filter(patient_id=contact.patient_id, closed_at__isnull=True).exists(),
    )
    reason = told.closing or ClosingReason.DECLINED_FOLLOW_UP
    decision = rules.may_close(reason, facts)
    if decision.status is not Permission.YES:
        raise Refused(decision.reason)
    Contact.objects.filter(pk=contact.pk).update(closing_reason=reason, ask_again_on=told.ask_again_on)
    _end_goal(contact.goal, reason, told.ask_again_on, at, by)
    _keep_up(contact, reason, told.ask_again_on, at, by)


def take_up_again(goal: Goal, at: datetime, by: Principal) -> None:
    """Take up a goal that rested, as it was asked again; what is said now leads on from there."""
    if goal.state == GoalState.PAUSED:
        move_goal(goal=goal, to=GoalState.AGREED, reason="asked_again", at=at, by=by)
        goal.refresh_from_db(fields=["state"])


def days_kept_up(goal: Goal, at: datetime) -> int:
    """Return for how many days every contact about the goal has told of a step done, up to ``at``."""
    reports = ContactReport.objects.filter(contact__goal=goal, undone_at__isnull=True).order_by("at")
    since = None
    for told_at, outcome in reports.values_list("at", "outcome"):
        if outcome not in {PlanOutcome.DONE_AS_PLANNED, PlanOutcome.MOSTLY}:
            since = None
        elif since is None:
            since = told_at
    return (at - since).days if since else 0


def _keep_up(contact: Contact, reason: ClosingReason, on: date | None, at: datetime, by: Principal) -> None:
    """Agree on a light contact after success: what was won fades without any (domain report section 4.1).

    It is due on the day to ask again that was named, the way the contact was made, with whoever made it.
    """
    if reason not in {ClosingReason.GOAL_ACHIEVED, ClosingReason.GOAL_SUSTAINED} or on is None:
        return
    said = ContactSaid(
        agreed_on=on,
        from_time=contact.from_time,
        to_time=contact.to_time,
        channel=Channel(contact.channel),
        phone=contact.phone,
        owner=contact.task.owner,
    )
    agree_contact(version=contact.plan_version, said=said, follows=contact, at=at, by=by)


def _check_may_rest(contact: Contact) -> None:
    """Raise ``Refused`` for somebody whose outreach never rests: close support, or something about safety open."""
    close, worry = never_rests(contact.practice_id, contact.patient_id)
    if close or worry:
        raise Refused(Reason("followups.no_rest_safety" if worry else "followups.no_rest_need"))


def _end_goal(goal: Goal, reason: ClosingReason, ask_again_on: date | None, at: datetime, by: Principal) -> None:
    """Move the goal where this reason for the end of follow-up leads."""
    goal.refresh_from_db(fields=["state"])
    take_up_again(goal, at, by)
    to = _GOAL_AFTER.get(reason, GoalState.CLOSED)
    if goal.state == to or (to is GoalState.ACHIEVED and goal.state == GoalState.SUSTAINING):
        return  # a light contact told that it is still so
    if to is GoalState.SUSTAINING and goal.state in {GoalState.AGREED, GoalState.FOLLOWED}:
        move_goal(goal=goal, to=GoalState.ACHIEVED, reason=reason, at=at, by=by)
    move_goal(goal=goal, to=to, reason=reason, ask_again_on=ask_again_on, at=at, by=by)
