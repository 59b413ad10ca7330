"""Something new or worrying: routed to a licensed person, closed only by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.models import Contact, RedFlag
from teamlet.records.followups.words import Permission, UrgencyTier
from teamlet.records.patients.actions.tables import mark_for_support
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.actions import end_task, open_task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class Worry:
    """Something new or worrying as told: its tier, the codes of the signs, the words."""

    tier: UrgencyTier
    signs: tuple[str, ...] = ()
    words: str = ""


@action
@goes_on
def raise_red_flag(*, patient: Patient, contact: Contact | None, worry: Worry, at: datetime, by: Principal) -> RedFlag:
    """Route something worrying to a licensed person: a task at the head of their list, due today."""
    practice = Practice.objects.get(pk=patient.practice_id)
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    choice = owner_for(
        practice, Duty.FOLLOW_UP, kind=TaskKind.RED_FLAG, author=by.membership_id, on=today, patient=patient
    )
    oid = RedFlag._meta.get_field("oid").get_default()
    task = open_task(
        patient=patient,
        kind=TaskKind.RED_FLAG,
        about_oid=oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        risk=rules.risk_rank(urgency=worry.tier),
        detail={"tier": worry.tier, "signs": list(worry.signs)},
        at=at,
        by=by,
    )
    flag = RedFlag.objects.create(
        oid=oid,
        practice=practice,
        patient=patient,
        contact=contact,
        task=task,
        tier=worry.tier,
        signs=list(worry.signs),
        words=worry.words,
        raised_at=at,
        raised_by_id=user_of(by),
    )
    mark_for_support(patient.practice_id, [patient.pk])
    audit(flag, patient=patient, tier=worry.tier, signs=list(worry.signs), owner=choice.owner.oid)
    return flag


@action
@goes_on
def close_red_flag(*, flag: RedFlag, what_was_done: str, at: datetime, by: Principal) -> None:
    """Close something worrying with what was done.  Raises ``Refused`` for a role without license."""
    decision = rules.may_close_red_flag(by.roles)
    if decision.status is not Permission.YES:
        raise Refused(decision.reason)
    flag = RedFlag.objects.select_for_update().select_related("patient", "task").get(pk=flag.pk)
    if flag.closed_at is not None:
        raise ChangedMeanwhile("red_flag")
    flag.closed_at, flag.closed_by_id, flag.what_was_done = at, by.user_id, what_was_done
    flag.save(update_fields=["closed_at", "closed_by", "what_was_done"])
    end_task(task=flag.task, state=TaskState.DONE, reason="closed", at=at, by=by)
    mark_for_support(flag.practice_id, [flag.patient_id])
    audit(flag, patient=flag.patient)
