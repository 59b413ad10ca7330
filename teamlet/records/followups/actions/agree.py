"""Agreeing: goal, plan and contact saved as one act, and that act taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Decision, Reason, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.actions.bookings import ask_for_help, let_bookings_follow
from teamlet.records.followups.actions.cautions import ask_about_cautions_again, open_caution_task
from teamlet.records.followups.models import Contact, ContactChange
from teamlet.records.followups.queries.cadence import first_within
from teamlet.records.followups.queries.needs import levels_of
from teamlet.records.followups.words import Channel, ContactDate, ContactState
from teamlet.records.followups.words.rhythm import ABOUT_CONTACT
from teamlet.records.outreach.actions import hand_messages_on, has_messages, suit_messages
from teamlet.records.patients.models import Patient
from teamlet.records.plans.actions import GoalSaid, PlanSaid, agree_goal, agree_plan, bring_back_plan
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.plans.queries import readers_of
from teamlet.records.plans.words import FollowUpAnswer
from teamlet.records.practice import queries as practice_queries
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.permissions import can_own
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.actions import end_task, open_task, reopen_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import Choice, owner_for
from teamlet.records.tasks.words import Duty, MoveReason, OwnerFrom, TaskKind, TaskState
from teamlet.records.visits.models import Visit

#: Why a contact is withdrawn when another day was agreed: the messages of its plan go on with the new one.
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ContactSaid:
    """What was agreed about the contact.

    ``agreed_on`` None = the default day (experience.md section 5.10); ``owner`` None = whoever holds the
    duty *follow up*, else the plan's author; times are civil times in the patient's zone.
    """

    agreed_on: date | None = None
    from_time: time | None = None
    to_time: time | None = None
    channel: Channel = Channel.CALL
    phone: str = ""
    owner: Membership | None = None
    within_days: int | None = None


@action
def agree_support(
    *,
    patient: Patient,
    goal_said: GoalSaid,
    plan_said: PlanSaid,
    contact_said: ContactSaid | None = None,
    goal: Goal | None = None,
    visit: Visit | None = None,
    performers: tuple[int, ...] = (),
    fresh: bool = False,
    goal_seen: int | None = None,
    plan_seen: int | None = None,
    at: datetime,
    by: Principal,
) -> PlanVersion:
    """Save goal, plan and contact as one act: all of it or nothing.

    ``contact_said`` is used when the plan says that a contact was agreed.  A step that met a caution
    also opens a task for a licensed person.  Raises ``ChangedMeanwhile`` or ``Refused`` (impossible
    date, visit entered in error); then nothing is saved.
    """
    goal_version = agree_goal(patient=patient, said=goal_said, goal=goal, visit=visit, seen=goal_seen, at=at, by=by)
    version = agree_plan(
        goal_version=goal_version,
        said=plan_said,
        visit=visit,
        performers=performers,
        fresh=fresh,
        seen=plan_seen,
        entered=True,
        at=at,
        by=by,
    )
    settle_contact(version, contact_said or ContactSaid(), at, by)
    if version.cautions:
        open_caution_task(version, at, by)
    keep_save(kind="plans.plan", about_oid=version.oid, patient_oid=patient.oid, at=at, by=by)
    audit(version, patient=patient, follow_up=version.follow_up)
    return version


@action
def agree_contact(
    *, version: PlanVersion, said: ContactSaid, follows: Contact | None = None, at: datetime, by: Principal
) -> Contact:
    """Open a contact about a plan for a named person.

    Raises ``Refused`` for a day that is past or more than a year away, and for somebody who has died.
    """
    plan = version.plan
    practice = plan.practice
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    if plan.patient.deceased_on is not None and plan.patient.deceased_on <= today:
        raise Refused(Reason("followups.without_deceased"))
    level = levels_of(practice, [plan.patient_id])[plan.patient_id]
    proposal = propose_contact_date(practice, version, said, today, level=level)
    if proposal.decision.status is ContactDate.NOT_POSSIBLE or proposal.on is None:
        raise Refused(proposal.decision.reason)
    choice, instead_of = _owner(plan.goal, practice, said, proposal.on, by)
    owner = choice.owner
    contact_oid = Contact._meta.get_field("oid").get_default()
    task = open_task(
        patient=plan.patient,
        kind=TaskKind.CONTACT,
        about_oid=contact_oid,
        owner=owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        instead_of=instead_of,
        must_name=choice.must_name,
        due_on=proposal.on,
        window_first=proposal.window_start,
        window_last=proposal.window_end,
        risk=rules.risk_rank(caution_open=bool(version.cautions), level=level),
        detail={"channel": said.channel},
        at=at,
        by=by,
    )
    contact = Contact.objects.create(
        oid=contact_oid,
        practice=practice,
        patient_id=plan.patient_id,
        goal_id=plan.goal_id,
        plan_version=version,
        task=task,
        agreed_on=said.agreed_on,
        due_on=proposal.on,
        window_first=task.window_first,
        window_last=task.window_last,
        from_time=said.from_time,
        to_time=said.to_time,
        channel=said.channel,
        phone=said.phone,
        follows=follows,
        rhythm_after=at,
        created_at=at,
    )
    note_change(contact, "", ContactState.OPEN, "", at, by)
    ask_for_help(contact, plan.patient, owner, at, by)
    audit(contact, patient=plan.patient, due_on=proposal.on.isoformat(), owner=owner.oid)
    return contact


@action
def withdraw_contact(*, contact: Contact, reason: str, at: datetime, by: Principal) -> None:
    """Withdraw an open contact with its task, for a coded reason (plan replaced, declined, in error, undo)."""
    contact = Contact.objects.select_for_update().select_related("patient", "task").get(pk=contact.pk)
    move_contact(contact, ContactState.WITHDRAWN, reason, at, by)
    end_task(task=contact.task, state=TaskState.WITHDRAWN, reason=reason, at=at, by=by)
    audit(contact, patient=contact.patient, reason=reason)


@action
def bring_back_contact(*, contact: Contact, version: PlanVersion, at: datetime, by: Principal) -> None:
    """Open a contact again with its task, about ``version``: for undo.

    Raises ``ChangedMeanwhile`` when the goal has another open contact by now, ``Refused`` when the patient has died.
    """
    contact = Contact.objects.select_for_update().select_related("patient", "task").get(pk=contact.pk)
    if contact.patient.deceased_on is not None:
        raise Refused(Reason("followups.without_deceased"))
    if Contact.objects.filter(goal_id=contact.goal_id, state=ContactState.OPEN).exists():
        raise ChangedMeanwhile("contact")
    move_contact(contact, ContactState.OPEN, "undo", at, by)
    contact.plan_version, contact.closing_reason, contact.ask_again_on = version, "", None
    contact.rhythm_after = at
    contact.save(update_fields=["plan_version", "closing_reason", "ask_again_on", "rhythm_after"])
    let_messages_follow(contact, at, by)
    reopen_task(task=contact.task, at=at, by=by)
    audit(contact, patient=contact.patient)


@action
def enter_contact_in_error(*, contact: Contact, at: datetime, by: Principal) -> None:
    """Mark a contact that is not open any more as entered in error; nobody need correct a number because of it."""
    contact = Contact.objects.select_for_update().select_related("patient").get(pk=contact.pk)
    move_contact(contact, ContactState.ENTERED_IN_ERROR, "entered_in_error", at, by)
    for task in Task.objects.filter(
        practice_id=contact.practice_id, kind=TaskKind.UPDATE_CONTACT_POINT, about_oid=contact.oid, state=TaskState.OPEN
    ):
        end_task(task=task, state=TaskState.WITHDRAWN, reason="entered_in_error", at=at, by=by)
    audit(contact, patient=contact.patient)


@action
def undo_plan(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take back a plan save: the version, its contact and its caution task; what stood before stands again.

    Raises ``ChangedMeanwhile`` when the plan or its contact was changed since, or the contact tried.
    """
    version = PlanVersion.objects.select_related("plan__patient").get(oid=about_oid, plan__practice_id=by.practice_id)
    standing = bring_back_plan(version=version, at=at, by=by)
    _take_back_contact(version, standing, at, by)
    replaced = (
        Contact.objects.filter(
            goal_id=version.plan.goal_id, state=ContactState.WITHDRAWN, closing_reason=f"replaced:{version.oid}"
        )
        .order_by("-id")
        .first()
    )
    if replaced is not None:
        bring_back_contact(contact=replaced, version=standing or replaced.plan_version, at=at, by=by)
    if standing is not None:
        ask_about_cautions_again(standing, at, by)
    audit(version, patient=version.plan.patient, undone=True)


def propose_contact_date(
    practice: Practice, version: PlanVersion, said: ContactSaid, today: date, *, level: int | None = None
) -> rules.ContactProposal:
    """Return the rule's proposal for this plan: by the level in force, the practice's working days and holidays."""
    within = said.within_days
    if within is None and said.agreed_on is None:
        within = first_within(practice, version.plan.patient, on=today, topic=version.goal_version.topic, level=level)
    return rules.contact_date(
        today,
        agreed_on=said.agreed_on,
        start_on=version.starts_on,
        working_days=practice_queries.working_days(practice),
        holidays=practice_queries.holidays(practice, today),
        within_days=within,
        on=today,
        first_day=practice_queries.setting(practice, "follow_up_first_day"),
        due_day=practice_queries.setting(practice, "follow_up_due_day"),
        last_day=practice_queries.setting(practice, "follow_up_last_day"),
    )


def settle_contact(version: PlanVersion, said: ContactSaid, at: datetime, by: Principal) -> Contact | None:
    """Bring the goal's open contact in line with a new plan version: one open contact per goal, or none.

    Not asked this time, or nothing about it changed = the contact promised earlier stays, with its tries, and
    points at the new version.
    """
    standing = (
        Contact.objects.select_for_update()
        .filter(goal_id=version.plan.goal_id, state=ContactState.OPEN)
        .order_by("-id")
        .first()
    )
    asked = version.follow_up != FollowUpAnswer.NOT_ASKED
    if not asked or (standing is not None and _is_the_same(standing, version, said, at, by)):
        if standing is not None:
            _point_at(standing, version, at, by)
        return standing
    if standing is not None:
        withdraw_contact(contact=standing, reason="replaced", at=at, by=by)
        Contact.objects.filter(pk=standing.pk).update(closing_reason=f"replaced:{version.oid}")
    if version.follow_up == FollowUpAnswer.DECLINED:
        return None
    return agree_contact(version=version, said=said, at=at, by=by)


def _is_the_same(standing: Contact, version: PlanVersion, said: ContactSaid, at: datetime, by: Principal) -> bool:
    """Whether what was said agrees the open contact once more: its day, time, way, number, person and risk."""
    if version.follow_up != FollowUpAnswer.AGREED or bool(standing.plan_version.cautions) != bool(version.cautions):
        return False
    ways = (standing.from_time, standing.to_time, standing.channel, standing.phone)
    if ways != (said.from_time, said.to_time, said.channel, said.phone):
        return False
    practice = Practice.objects.get(pk=version.plan.practice_id)
    if said.agreed_on is None:
        today = at.astimezone(ZoneInfo(practice.time_zone)).date()
        same_day = propose_contact_date(practice, version, said, today).on == standing.due_on
    else:
        same_day = said.agreed_on in {standing.agreed_on, standing.due_on}
    return (
        same_day
        and _owner(version.plan.goal, practice, said, standing.due_on, by)[0].owner.pk == standing.task.owner_id
    )


def was_touched(contact: Contact, made_at: datetime) -> bool:
    """Whether anything happened to a contact since it was opened at ``made_at``: then undo leaves it alone."""
    tried = contact.attempts.filter(undone_at__isnull=True).exists()
    return contact.state != ContactState.OPEN or contact.created_at != made_at or tried


def _take_back_contact(version: PlanVersion, standing: PlanVersion | None, at: datetime, by: Principal) -> None:
    """Withdraw the contact that a plan save agreed; one promised before points at what stands now."""
    for contact in Contact.objects.filter(plan_version=version).exclude(state=ContactState.WITHDRAWN):
        if contact.created_at < version.at and contact.state == ContactState.OPEN:
            _point_at(contact, standing or version, at, by)
        elif was_touched(contact, version.at):
            raise ChangedMeanwhile("contact")
        else:
            withdraw_contact(contact=contact, reason="undo", at=at, by=by)


def move_contact(contact: Contact, to: ContactState, reason: str, at: datetime, by: Principal) -> None:
    """Move a locked contact to another state and note it.  Raises ``Refused`` when it may not go there."""
    decision = rules.may_move(ContactState(contact.state), to)
    if decision.status != "yes":
        raise Refused(decision.reason)
    note_change(contact, contact.state, to, reason, at, by)
    contact.state = to
    contact.save(update_fields=["state"])
    let_bookings_follow(contact, at, by)
    if to is not ContactState.OPEN and reason != MOVED:
        let_messages_follow(contact, at, by)


def _point_at(contact: Contact, version: PlanVersion, at: datetime, by: Principal) -> None:
    """Let an open contact be about another version of the plan, and its messages with it."""
    contact.plan_version, contact.rhythm_after = version, at
    contact.save(update_fields=["plan_version", "rhythm_after"])
    let_messages_follow(contact, at, by)


def let_messages_follow(contact: Contact, at: datetime, by: Principal) -> None:
    """Cancel what did not go out for a contact that is over or an earlier plan; undo brings it back."""
    about = (ABOUT_CONTACT, contact.oid)
    if not has_messages(contact.patient_id, about):
        return
    wanted = (f"plan:{contact.plan_version.oid}:", f"contact:{contact.oid}:")
    is_open = contact.state == ContactState.OPEN
    suit_messages(patient=contact.patient, about=about, wanted=wanted if is_open else (), at=at, by=by)


def hand_on_messages(contact: Contact, to: Contact, at: datetime, by: Principal) -> None:
    """Let the messages of a plan go on with the contact that takes the place of another."""
    if has_messages(contact.patient_id, (ABOUT_CONTACT, contact.oid)):
        hand_messages_on(
            patient=contact.patient,
            about=(ABOUT_CONTACT, contact.oid),
            to=(ABOUT_CONTACT, to.oid),
            occurrences=f"plan:{to.plan_version.oid}:",
            at=at,
            by=by,
        )


def note_change(
    contact: Contact, from_state: str, to_state: ContactState, reason: str, at: datetime, by: Principal
) -> None:
    """Write the row of a contact's change of state."""
    ContactChange.objects.create(
        contact=contact, from_state=from_state, to_state=to_state, reason=reason, by_id=by.user_id, at=at
    )


def _owner(
    goal: Goal, practice: Practice, said: ContactSaid, on: date, by: Principal
) -> tuple[Choice, tuple[Membership, MoveReason] | None]:
    """Choose who makes the contact: whoever was named when they are active here and may read the goal.

    The second is who was named but could not be given it, and why: the contact shows that it moved from them.
    """
    readers = readers_of(goal)
    choice = owner_for(
        practice,
        Duty.FOLLOW_UP,
        kind=TaskKind.CONTACT,
        author=by.membership_id,
        on=on,
        patient=goal.patient,
        among=readers,
    )
    if said.owner is None or said.owner.pk == choice.owner.pk:
        return choice, None
    named = practice_queries.owner(practice, said.owner.oid)
    if named is None:
        return choice, None
    if not can_own(named):
        gone = MoveReason.SUSPENDED if named.state == MembershipState.SUSPENDED else MoveReason.LEFT
        return choice, (named, gone)
    if readers is not None and named.pk not in readers:
        return choice, (named, MoveReason.MAY_NOT_READ)
    backup = None if choice.must_name else choice.owner
    return replace(choice, owner=named, backup=backup, owner_from=OwnerFrom.MATRIX, decision=_NAMED), None


#: Somebody was named when the contact was agreed.
_NAMED = Decision(OwnerFrom.MATRIX, (Reason("tasks.owner_matrix"),))
