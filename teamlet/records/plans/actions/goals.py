"""Writes about goals: agreeing one, revising it, moving it, "not today", and taking these back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.patients.models import Patient
from teamlet.records.plans import rules
from teamlet.records.plans.actions.scores import store_score, withdraw_score
from teamlet.records.plans.models import Goal, GoalChange, GoalVersion, NotToday
from teamlet.records.plans.words import (
    GoalAcceptance,
    GoalAudience,
    GoalSource,
    GoalState,
    MoveStatus,
    NotTodayReason,
    PlanState,
)
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.visits.actions import check_writable, join
from teamlet.records.visits.models import Visit


@dataclass(frozen=True, slots=True)
class GoalSaid:
    """A goal as the patient said it.  ``words`` are kept verbatim; ``importance`` 0-10 or None = not asked."""

    words: str
    source: GoalSource = GoalSource.PATIENT
    acceptance: GoalAcceptance | None = None
    topic: str = ""
    importance: int | None = None
    importance_words: str = ""
    audience: GoalAudience = GoalAudience.EVERYONE


def latest_goal_version(patient: Patient) -> int:
    """Return the id of the patient's newest goal version (0 = none): what a form's stamp has seen."""
    return GoalVersion.objects.filter(goal__patient=patient).order_by("-id").values_list("id", flat=True).first() or 0


def lock_patient(patient_id: int) -> Patient:
    """Return the patient with their practice, locked until the transaction ends."""
    return Patient.objects.select_for_update(of=("self",)).select_related("practice").get(pk=patient_id)


@action
def agree_goal(
    *,
    patient: Patient,
    said: GoalSaid,
    goal: Goal | None = None,
    visit: Visit | None = None,
    seen: int | None = None,
    at: datetime,
    by: Principal,
) -> GoalVersion:
    """Save a goal: a new one, or the next version of ``goal``.

    Says nothing changed (returns the version in force) when ``said`` is what stands there.  A goal that
    the team suggested stays a draft until the patient agrees.  An importance given is also stored as a
    reading.  Raises ``ChangedMeanwhile`` when a newer version than ``seen`` exists, ``Refused`` when the visit
    was entered in error or is another patient's, ``Goal.DoesNotExist`` when the goal is.
    """
    patient = lock_patient(patient.pk)
    if visit is not None:
        check_writable(visit, patient)
        join(visit, at, by)
    if seen is not None and latest_goal_version(patient) != seen:
        raise ChangedMeanwhile("goal")
    if goal is not None:
        goal = Goal.objects.select_for_update().get(pk=goal.pk, patient=patient)
        goal.patient = patient
    before = GoalVersion.objects.filter(goal=goal, number=goal.number).first() if goal else None
    if before is not None and goal is not None and _says_the_same(before, goal, said):
        before.goal = goal
        audit(before, patient=patient, changed=False)
        return before
    if goal is None:
        goal = Goal(
            practice_id=patient.practice_id,
            patient=patient,
            state=GoalState.DRAFT,
            created_at=at,
            created_by_id=by.user_id,
        )
    from_state, goal.state = goal.state, _state_after(goal, said)
    version = _write_version(goal, said, visit, None, at, by)
    if goal.state != from_state:
        _note_move(goal, from_state, "", None, at, by)
    if said.importance is not None:
        store_score(patient, "importance", said.importance, f"goal:{version.oid}", at, by)
    keep_save(kind="plans.goal", about_oid=version.oid, patient_oid=patient.oid, at=at, by=by)
    audit(version, patient=patient, number=version.number, source=said.source, importance=said.importance)
    return version


@action
def undo_goal(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Bring back the goal as it was before this version: words, audience and state.

    The first version undone leaves the goal as entered in error: nothing is deleted.  Raises
    ``ChangedMeanwhile`` when the goal was changed since or a plan in force is built on this version.
    """
    version = GoalVersion.objects.select_related("goal__patient").get(oid=about_oid, goal__practice_id=by.practice_id)
    goal = Goal.objects.select_for_update().get(pk=version.goal_id)
    in_force = version.plan_versions.filter(number=F("plan__number")).exclude(plan__state=PlanState.WITHDRAWN)
    if goal.number != version.number or in_force.exists():
        raise ChangedMeanwhile("goal")
    before = GoalVersion.objects.filter(goal=goal, number=version.number - 1).first()
    withdraw_score(version.goal.patient, f"goal:{version.oid}")
    if before is None:
        _move(goal, GoalState.ENTERED_IN_ERROR, "undo", None, at, by)
    else:
        _take_back(goal, version.at, at, by)
        _write_version(goal, said_in(before), version.visit, before.restores or before.number, at, by)
    audit(goal, patient=version.goal.patient, undoes=version.number)


@action
def move_goal(
    *, goal: Goal, to: GoalState, reason: str = "", ask_again_on: date | None = None, at: datetime, by: Principal
) -> None:
    """Move a goal to another state.  Raises ``Refused`` with the rule's reason when it may not go there."""
    goal = Goal.objects.select_for_update().select_related("patient").get(pk=goal.pk)
    _move(goal, to, reason, ask_again_on, at, by)
    audit(goal, patient=goal.patient, to=to, reason=reason)


@action
def take_back_move(*, goal: Goal, moved_at: datetime, at: datetime, by: Principal) -> None:
    """Bring back the state a goal had before everything that was done at the instant ``moved_at`` (undo).

    Does nothing when the goal did not move then.  Raises ``ChangedMeanwhile`` when it moved again since.
    """
    goal = Goal.objects.select_for_update().select_related("patient").get(pk=goal.pk)
    _take_back(goal, moved_at, at, by)
    audit(goal, patient=goal.patient, to=goal.state)


@action
def say_not_today(
    *,
    visit: Visit,
    reason: NotTodayReason,
    declined: bool = False,
    ask_again_on: date | None = None,
    at: datetime,
    by: Principal,
) -> NotToday:
    """Note that there is no goal in this visit and why; ``ask_again_on`` None = at the next visit."""
    check_writable(visit, visit.patient)
    join(visit, at, by)
    NotToday.objects.filter(visit=visit, undone_at__isnull=True).update(undone_at=at)
    row = NotToday.objects.create(
        visit=visit,
        patient_id=visit.patient_id,
        reason=reason,
        declined=declined,
        ask_again_on=ask_again_on,
        by_id=by.user_id,
        at=at,
    )
    keep_save(kind="plans.decline", about_oid=row.oid, patient_oid=visit.patient.oid, at=at, by=by)
    audit(row, patient=visit.patient, reason=reason, declined=declined)
    return row


@action
def undo_decline(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take back a "not today"."""
    row = (
        NotToday.objects.select_for_update()
        .select_related("visit__patient")
        .get(oid=about_oid, visit__practice_id=by.practice_id)
    )
    if row.undone_at is not None:
        raise ChangedMeanwhile("goal")
    NotToday.objects.filter(pk=row.pk).update(undone_at=at)
    audit(row, patient=row.visit.patient)


def _says_the_same(version: GoalVersion, goal: Goal, said: GoalSaid) -> bool:
    return said_in(version) == said and goal.state not in {GoalState.DRAFT, GoalState.PAUSED}


def said_in(version: GoalVersion) -> GoalSaid:
    """Return a saved goal as what was said."""
    return GoalSaid(
        words=version.words,
        source=GoalSource(version.source),
        acceptance=GoalAcceptance(version.acceptance) if version.acceptance else None,
        topic=version.topic,
        importance=version.importance,
        importance_words=version.importance_words,
        audience=GoalAudience(version.audience),
    )


def _write_version(
    goal: Goal, said: GoalSaid, visit: Visit | None, restores: int | None, at: datetime, by: Principal
) -> GoalVersion:
    goal.number += 1
    goal.audience = said.audience
    if goal.number == 1:
        goal.save(force_insert=True)
    else:
        goal.save(update_fields=["number", "audience", "state"])
    return GoalVersion.objects.create(
        goal=goal,
        number=goal.number,
        visit=visit,
        words=said.words,
        source=said.source,
        acceptance=said.acceptance or "",
        topic=said.topic,
        importance=said.importance,
        importance_words=said.importance_words,
        audience=said.audience,
        restores=restores,
        by_id=by.user_id,
        at=at,
    )


def _state_after(goal: Goal, said: GoalSaid) -> GoalState:
    """Return where a goal stands once this was said.  Raises ``Refused`` when it may not go there."""
    now = GoalState(goal.state)
    accepted = said.source is not GoalSource.SUGGESTED or said.acceptance is GoalAcceptance.AGREE
    if accepted and now in {GoalState.DRAFT, GoalState.PAUSED, GoalState.NOT_ACHIEVED}:
        return _allowed(now, GoalState.AGREED)
    if said.acceptance is GoalAcceptance.DISAGREE and now is GoalState.DRAFT:
        return _allowed(now, GoalState.DECLINED)
    return now


def _take_back(goal: Goal, moved_at: datetime, at: datetime, by: Principal) -> None:
    """Give a locked goal the state it had before everything that was done at the instant ``moved_at``."""
    changes = list(GoalChange.objects.filter(goal=goal, at__gte=moved_at).order_by("id"))
    if any(change.at != moved_at for change in changes):
        raise ChangedMeanwhile("goal")
    if not changes:
        return
    before = changes[0].from_state
    GoalChange.objects.create(goal=goal, from_state=goal.state, to_state=before, reason="undo", by_id=by.user_id, at=at)
    goal.state = before
    goal.save(update_fields=["state"])


def _move(goal: Goal, to: GoalState, reason: str, ask_again_on: date | None, at: datetime, by: Principal) -> None:
    from_state, goal.state = goal.state, _allowed(GoalState(goal.state), to)
    goal.save(update_fields=["state"])
    _note_move(goal, from_state, reason, ask_again_on, at, by)


def _allowed(now: GoalState, to: GoalState) -> GoalState:
    """Return ``to``.  Raises ``Refused`` with the rule's reason when a goal that is ``now`` may not go there."""
    decision = rules.may_move(now, to)
    if decision.status is not MoveStatus.MAY_MOVE:
        raise Refused(decision.reason)
    return to


def _note_move(
    goal: Goal, from_state: str, reason: str, ask_again_on: date | None, at: datetime, by: Principal
) -> None:
    """Write the row of a goal's change to the state it has now."""
    GoalChange.objects.create(
        goal=goal,
        from_state=from_state,
        to_state=goal.state,
        reason=reason,
        ask_again_on=ask_again_on,
        by_id=by.user_id,
        at=at,
    )
