"""What came of a contact: tries, the report, closing with a reason, another day, and taking these back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.actions.agree import (
    MOVED,
    ContactSaid,
    agree_contact,
    ask_about_cautions_again,
    bring_back_contact,
    hand_on_messages,
    let_messages_follow,
    move_contact,
    open_caution_task,
    was_touched,
    withdraw_contact,
)
from teamlet.records.followups.actions.answered import settle_answers
from teamlet.records.followups.actions.worries import Worry, raise_red_flag
from teamlet.records.followups.models import Attempt, Contact, ContactReport, HospitalVisit, RedFlag
from teamlet.records.followups.queries.cadence import course_of, is_new_depression
from teamlet.records.followups.queries.needs import levels_of
from teamlet.records.followups.queries.reaching import never_rests
from teamlet.records.followups.words import (
    AttemptResult,
    Channel,
    ClosingReason,
    ContactState,
    Permission,
    UrgencyTier,
)
from teamlet.records.patients.actions.tables import mark_for_support
from teamlet.records.plans.actions import PlanSaid, agree_plan, bring_back_plan, move_goal, take_back_move
from teamlet.records.plans.actions.scores import store_score, withdraw_score
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.plans.words import GoalState, PlanOutcome
from teamlet.records.practice import queries as practice_queries
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

_GOAL_AFTER = {
    ClosingReason.GOAL_ACHIEVED: GoalState.ACHIEVED,
    ClosingReason.GOAL_SUSTAINED: GoalState.SUSTAINING,
    ClosingReason.NOT_READY: GoalState.PAUSED,
    ClosingReason.ENTERED_IN_ERROR: GoalState.ENTERED_IN_ERROR,
}


@dataclass(frozen=True, slots=True)
class ContactTold:
    """How it went, as told at a contact.

    ``confidence`` 0-10 or None = not asked.  ``next_step`` is "same", "new", "other_goal" or "none";
    with "new", ``new_plan`` carries the new step.  ``next_contact`` None = no further contact: ``closing`` must
    then say why, with ``ask_again_on`` and ``program`` where that reason needs them.
    """

    channel: Channel
    outcome: PlanOutcome
    worry: Worry | None = None
    times_done: int | None = None
    times_planned: int | None = None
    helped_words: str = ""
    barriers: tuple[str, ...] = ()
    barrier_words: str = ""
    confidence: int | None = None
    next_step: str = "same"
    new_plan: PlanSaid | None = None
    next_contact: ContactSaid | None = None
    closing: ClosingReason | None = None
    ask_again_on: date | None = None
    program: str = ""
    closing_words: str = ""
    minutes: int | None = None


@action
@goes_on
def record_attempt(
    *,
    contact: Contact,
    channel: Channel,
    result: AttemptResult,
    next_try_on: date | None = None,
    at: datetime,
    by: Principal,
) -> Attempt:
    """Record one try.  A wrong number also opens a task for the front desk to correct it."""
    contact = Contact.objects.select_for_update().select_related("patient", "practice").get(pk=contact.pk)
    if contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    attempt = Attempt.objects.create(
        contact=contact, at=at, channel=channel, result=result, next_try_on=next_try_on, by_id=user_of(by)
    )
    if result is AttemptResult.WRONG_NUMBER:
        _ask_for_contact_point(contact, at, by)
    keep_save(kind="followups.attempt", about_oid=attempt.oid, patient_oid=contact.patient.oid, at=at, by=by)
    mark_for_support(contact.practice_id, [contact.patient_id])
    audit(attempt, patient=contact.patient, channel=channel, result=result)
    return attempt


@action
@goes_on
def undo_attempt(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take a try back; it no longer counts.  Raises ``ChangedMeanwhile`` when the contact went on since."""
    attempt = Attempt.objects.select_related("contact__patient").get(oid=about_oid, contact__practice_id=by.practice_id)
    contact = Contact.objects.select_for_update().get(pk=attempt.contact_id)
    others = Attempt.objects.filter(contact=contact, undone_at__isnull=True).exclude(pk=attempt.pk)
    if contact.state != ContactState.OPEN or others.filter(pk__gt=attempt.pk).exists():
        raise ChangedMeanwhile("contact")
    Attempt.objects.filter(pk=attempt.pk).update(undone_at=at)
    task = Task.objects.filter(
        practice_id=by.practice_id,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        about_oid=attempt.contact.oid,
        state=TaskState.OPEN,
    ).first()
    still_wrong = others.filter(result=AttemptResult.WRONG_NUMBER).exists()
    if task is not None and attempt.result == AttemptResult.WRONG_NUMBER and not still_wrong:
        end_task(task=task, state=TaskState.WITHDRAWN, reason="undo", at=at, by=by)
    mark_for_support(contact.practice_id, [contact.patient_id])
    audit(attempt, patient=attempt.contact.patient)


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
        _end_follow_up(contact, told, at, by)
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


@action
@goes_on
def close_contact(
    *,
    contact: Contact,
    reason: ClosingReason,
    facts: rules.ClosingFacts,
    at: datetime,
    by: Principal,
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


@action
@goes_on
def reschedule_contact(*, contact: Contact, said: ContactSaid, at: datetime, by: Principal) -> Contact:
    """Agree on another day, time, channel or owner: the old contact is withdrawn, a new one opened.

    Raises ``Refused`` for an impossible day.
    """
    contact = Contact.objects.select_for_update().select_related("plan_version__plan__patient").get(pk=contact.pk)
    if contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    patient = contact.plan_version.plan.patient
    fresh = take_the_place_of(contact, said, at, by)
    keep_save(kind="followups.reschedule", about_oid=fresh.oid, patient_oid=patient.oid, at=at, by=by)
    audit(fresh, patient=patient, was=contact.oid)
    return fresh


def take_the_place_of(contact: Contact, said: ContactSaid, at: datetime, by: Principal) -> Contact:
    """Open a contact in place of a locked open one: its messages, and what it answers, go on with the new one.

    For the actions of this record, inside their transaction.  Raises ``Refused`` for an impossible day.
    """
    withdraw_contact(contact=contact, reason=MOVED, at=at, by=by)
    fresh = agree_contact(version=contact.plan_version, said=said, follows=contact.follows, at=at, by=by)
    hand_on_messages(contact, fresh, at, by)
    contact.refresh_from_db(fields=["state"])
    let_messages_follow(contact, at, by)
    Contact.objects.filter(pk=contact.pk).update(closing_reason=f"moved:{fresh.oid}")
    HospitalVisit.objects.filter(contact=contact).update(contact=fresh)
    return fresh


@action
@goes_on
def undo_reschedule(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Bring back the day that stood before; the new one is withdrawn.

    Raises ``ChangedMeanwhile`` when the contact was moved, tried or made since.
    """
    fresh = (
        Contact.objects.select_for_update()
        .select_related("patient", "plan_version")
        .get(oid=about_oid, practice_id=by.practice_id)
    )
    before = Contact.objects.filter(
        practice_id=by.practice_id, state=ContactState.WITHDRAWN, closing_reason=f"moved:{fresh.oid}"
    ).first()
    if before is None or was_touched(fresh, fresh.created_at):
        raise ChangedMeanwhile("contact")
    hand_on_messages(fresh, before, at, by)
    withdraw_contact(contact=fresh, reason="undo", at=at, by=by)
    bring_back_contact(contact=before, version=fresh.plan_version, at=at, by=by)
    HospitalVisit.objects.filter(contact=fresh).update(contact=before)
    audit(fresh, patient=fresh.patient)


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


def _end_follow_up(contact: Contact, told: ContactTold, at: datetime, by: Principal) -> None:
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
    _resume_goal(goal, at, by)
    to = _GOAL_AFTER.get(reason, GoalState.CLOSED)
    if goal.state == to or (to is GoalState.ACHIEVED and goal.state == GoalState.SUSTAINING):
        return  # a light contact told that it is still so
    if to is GoalState.SUSTAINING and goal.state in {GoalState.AGREED, GoalState.FOLLOWED}:
        move_goal(goal=goal, to=GoalState.ACHIEVED, reason=reason, at=at, by=by)
    move_goal(goal=goal, to=to, reason=reason, ask_again_on=ask_again_on, at=at, by=by)


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


def _resume_goal(goal: Goal, at: datetime, by: Principal) -> None:
    """Take up a goal that rested, as it was asked again; what is said now leads on from there."""
    if goal.state == GoalState.PAUSED:
        move_goal(goal=goal, to=GoalState.AGREED, reason="asked_again", at=at, by=by)
        goal.refresh_from_db(fields=["state"])


def _follow_goal(goal: Goal, at: datetime, by: Principal) -> None:
    _resume_goal(goal, at, by)
    if goal.state == GoalState.AGREED:
        move_goal(goal=goal, to=GoalState.FOLLOWED, at=at, by=by)


def _ask_for_contact_point(contact: Contact, at: datetime, by: Principal) -> None:
    if Task.objects.filter(
        practice_id=contact.practice_id,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        about_oid=contact.oid,
        state=TaskState.OPEN,
    ).exists():
        return
    today = at.astimezone(ZoneInfo(contact.practice.time_zone)).date()
    choice = owner_for(
        contact.practice,
        Duty.GATHER_DATA,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        author=by.membership_id,
        on=today,
        patient=contact.patient,
    )
    open_task(
        patient=contact.patient,
        kind=TaskKind.UPDATE_CONTACT_POINT,
        about_oid=contact.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        at=at,
        by=by,
    )
