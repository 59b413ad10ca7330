"""Writes about action plans: the next version, its end, its return, and decisions on cautions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.patients.actions.tables import mark_for_support
from teamlet.records.patients.models import Patient
from teamlet.records.plans import rules
from teamlet.records.plans.actions.goals import lock_patient
from teamlet.records.plans.actions.scores import store_score, withdraw_score
from teamlet.records.plans.models import (
    ActionPlan,
    CautionReview,
    GoalVersion,
    PlanBarrier,
    PlanChange,
    PlanPerformer,
    PlanVersion,
)
from teamlet.records.plans.words import (
    CautionDecision,
    FollowUpAnswer,
    GateChange,
    KeepReason,
    MoveStatus,
    PlanState,
    TeachBack,
)
from teamlet.records.tasks.actions import end_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState
from teamlet.records.visits.actions import check_writable, join
from teamlet.records.visits.models import Visit


@dataclass(frozen=True, slots=True)
class BarrierSaid:
    """What may get in the way, and the patient's answer to it."""

    code: str
    words: str = ""
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """An action plan as agreed.

    ``parts`` are menu or parsed parts (``content.sentences``); the ``*_words`` are what was typed.
    ``confidence`` 0-10 is the last answer, ``confidence_first`` the answer before a change; None = not
    answered.  ``cautions`` are the codes of cautions the step met.
    """

    step_words: str
    starts_on: date
    ends_on: date
    amount_words: str = ""
    when_words: str = ""
    days_words: str = ""
    where_words: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    gloss: str = ""
    helpers: tuple[str, ...] = ()
    barriers: tuple[BarrierSaid, ...] = ()
    no_barrier_expected: bool = False
    confidence_asked: bool = False
    confidence_first: int | None = None
    confidence: int | None = None
    gate_change: GateChange | None = None
    keep_reason: KeepReason | None = None
    teach_back: TeachBack = TeachBack.NOT_CHECKED
    follow_up: FollowUpAnswer = FollowUpAnswer.NOT_ASKED
    cautions: tuple[str, ...] = ()


def latest_plan_version(patient: Patient) -> int:
    """Return the id of the patient's newest plan version (0 = none): what a form's stamp has seen."""
    return PlanVersion.objects.filter(plan__patient=patient).order_by("-id").values_list("id", flat=True).first() or 0


@action
def agree_plan(
    *,
    goal_version: GoalVersion,
    said: PlanSaid,
    visit: Visit | None = None,
    performers: Sequence[int] = (),
    fresh: bool = False,
    seen: int | None = None,
    entered: bool = False,
    at: datetime,
    by: Principal,
) -> PlanVersion:
    """Save an action plan: the next version of the goal's current plan, or (``fresh``) a new plan after it.

    ``performers`` are membership ids besides ``by``.  How sure (the last answer) is also stored as a reading,
    but not again while a later version of the same plan only carries it on.
    ``entered`` says that ``agree_goal`` has locked the goal's patient and joined the visit in this transaction.
    Whoever was to look at an earlier step of the goal need not any more.  Raises ``ChangedMeanwhile`` when a
    newer version than ``seen`` exists, ``Refused`` when the visit was entered in error or is another patient's.
    """
    goal = goal_version.goal
    patient = goal.patient if entered else lock_patient(goal.patient_id)
    if visit is not None and not entered:
        check_writable(visit, patient)
        join(visit, at, by)
    if seen is not None and latest_plan_version(patient) != seen:
        raise ChangedMeanwhile("plan")
    plan = ActionPlan.objects.filter(goal=goal, state=PlanState.ACTIVE).order_by("-id").first()
    if plan is not None and fresh:
        _move_plan(plan, PlanState.FINISHED, "", at, by)
        plan = None
    before = PlanVersion.objects.filter(plan=plan, number=plan.number).first() if plan is not None else None
    if plan is None:
        plan = ActionPlan(created_at=at)
    plan.goal, plan.patient, plan.practice = goal, patient, patient.practice
    _end_caution_tasks(PlanVersion.objects.filter(plan__goal=goal), "plan_replaced", at, by)
    version = _write_version(plan, goal_version, said, visit, None, at, by)
    if before is None:
        PlanChange.objects.create(plan=plan, from_state="", to_state=PlanState.ACTIVE, by_id=by.user_id, at=at)
    people = {*performers, *([by.membership_id] if by.membership_id else [])}
    PlanPerformer.objects.bulk_create(PlanPerformer(plan_version=version, membership_id=pk) for pk in sorted(people))
    if said.confidence is not None and (before is None or before.confidence != said.confidence):
        store_score(patient, "confidence", said.confidence, f"plan:{version.oid}", at, by)
    mark_for_support(patient.practice_id, [patient.pk])
    audit(
        version,
        patient=patient,
        number=version.number,
        confidence=said.confidence,
        follow_up=said.follow_up,
        cautions=list(said.cautions),
    )
    return version


@action
def end_plan(*, plan: ActionPlan, to: PlanState, reason: str = "", at: datetime, by: Principal) -> None:
    """End a plan (finished, withdrawn, entered in error).  Raises ``Refused`` when its state does not allow it."""
    plan = ActionPlan.objects.select_for_update().select_related("patient").get(pk=plan.pk)
    _move_plan(plan, to, reason, at, by)
    _end_caution_tasks(plan.versions.all(), "plan_ended", at, by)
    audit(plan, patient=plan.patient, to=to, reason=reason)


@action
def bring_back_plan(*, version: PlanVersion, at: datetime, by: Principal) -> PlanVersion | None:
    """Undo ``version``: write the version before it again with what was decided about its cautions.

    When it was its plan's first, that plan is withdrawn, and the one that it took the place of goes on.
    Returns the version now in force, None for none.  Raises ``ChangedMeanwhile`` when a newer version exists.
    """
    plan = ActionPlan.objects.select_for_update().select_related("patient").get(pk=version.plan_id)
    if plan.number != version.number or plan.state != PlanState.ACTIVE:
        raise ChangedMeanwhile("plan")
    before = PlanVersion.objects.filter(plan=plan, number=version.number - 1).first()
    withdraw_score(plan.patient, f"plan:{version.oid}")
    _end_caution_tasks(plan.versions.all(), "undo", at, by)
    if before is None:
        _move_plan(plan, PlanState.WITHDRAWN, "undo", at, by)
        in_force = _resume_plan(version, at, by)
    else:
        in_force = _write_version(
            plan, before.goal_version, said_by(before), version.visit, before.restores or before.number, at, by
        )
        CautionReview.objects.bulk_create(
            CautionReview(plan_version=in_force, decision=row.decision, note=row.note, by_id=row.by_id, at=row.at)
            for row in before.caution_reviews.order_by("id")
        )
    audit(plan, patient=plan.patient, undoes=version.number)
    return in_force


@action
@goes_on
def decide_caution(
    *, version: PlanVersion, decision: CautionDecision, note: str = "", at: datetime, by: Principal
) -> CautionReview:
    """Record what a licensed person decided about a step that met a caution, and end its task.

    Raises ``Refused`` for an unlicensed role or an impossible change.
    """
    ActionPlan.objects.select_for_update().get(pk=version.plan_id)
    last = version.caution_reviews.order_by("-id").first()
    now = CautionDecision(last.decision) if last else CautionDecision.OPEN
    allowed = rules.may_decide_caution(by.roles, now, decision)
    if allowed.status is not MoveStatus.MAY_MOVE:
        raise Refused(allowed.reason)
    review = CautionReview.objects.create(plan_version=version, decision=decision, note=note, by_id=user_of(by), at=at)
    task = Task.objects.filter(
        practice_id=by.practice_id, kind=TaskKind.CAUTION, about_oid=version.oid, state=TaskState.OPEN
    ).first()
    if task is not None:
        end_task(task=task, state=TaskState.DONE, reason=decision, at=at, by=by)
    audit(review, patient=version.plan.patient, decision=decision)
    return review


def _resume_plan(version: PlanVersion, at: datetime, by: Principal) -> PlanVersion | None:
    """Let the plan that ``version`` took the place of go on; return its version in force."""
    finished = PlanChange.objects.filter(
        plan__goal_id=version.plan.goal_id, plan__state=PlanState.FINISHED, to_state=PlanState.FINISHED, at=version.at
    ).first()
    if finished is None:
        return None
    plan = ActionPlan.objects.select_for_update().get(pk=finished.plan_id)
    _move_plan(plan, PlanState.ACTIVE, "undo", at, by)
    return PlanVersion.objects.get(plan=plan, number=plan.number)


def _end_caution_tasks(versions: QuerySet[PlanVersion], reason: str, at: datetime, by: Principal) -> None:
    """Withdraw the open tasks about steps that are no longer what was agreed."""
    for task in Task.objects.filter(
        practice_id=by.practice_id, kind=TaskKind.CAUTION, state=TaskState.OPEN, about_oid__in=versions.values("oid")
    ):
        end_task(task=task, state=TaskState.WITHDRAWN, reason=reason, at=at, by=by)


def said_by(version: PlanVersion) -> PlanSaid:
    """Return a saved version as what was said, for undo and for "the same again"."""
    return PlanSaid(
        step_words=version.step_words,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        amount_words=version.amount_words,
        when_words=version.when_words,
        days_words=version.days_words,
        where_words=version.where_words,
        parts=version.parts,
        gloss=version.gloss,
        helpers=tuple(version.helpers),
        barriers=tuple(BarrierSaid(row.code, row.words, row.strategy) for row in version.barriers.all()),
        no_barrier_expected=version.no_barrier_expected,
        confidence_asked=version.confidence_asked,
        confidence_first=version.confidence_first,
        confidence=version.confidence,
        gate_change=GateChange(version.gate_change) if version.gate_change else None,
        keep_reason=KeepReason(version.keep_reason) if version.keep_reason else None,
        teach_back=TeachBack(version.teach_back),
        follow_up=FollowUpAnswer(version.follow_up),
        cautions=tuple(version.cautions),
    )


def _write_version(
    plan: ActionPlan,
    goal_version: GoalVersion,
    said: PlanSaid,
    visit: Visit | None,
    restores: int | None,
    at: datetime,
    by: Principal,
) -> PlanVersion:
    plan.number += 1
    if plan.number == 1:
        plan.save(force_insert=True)
    else:
        plan.save(update_fields=["number"])
    version = PlanVersion.objects.create(
        plan=plan,
        number=plan.number,
        goal_version=goal_version,
        visit=visit,
        step_words=said.step_words,
        amount_words=said.amount_words,
        when_words=said.when_words,
        days_words=said.days_words,
        where_words=said.where_words,
        parts=said.parts,
        gloss=said.gloss,
        helpers=list(said.helpers),
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        confidence_asked=said.confidence_asked,
        confidence_first=said.confidence_first,
        confidence=said.confidence,
        gate_change=said.gate_change or "",
        keep_reason=said.keep_reason or "",
        no_barrier_expected=said.no_barrier_expected,
        teach_back=said.teach_back,
        follow_up=said.follow_up,
        cautions=list(said.cautions),
        restores=restores,
        by_id=by.user_id,
        at=at,
    )
    PlanBarrier.objects.bulk_create(
        PlanBarrier(plan_version=version, position=n, code=row.code, words=row.words, strategy=row.strategy)
        for n, row in enumerate(said.barriers)
    )
    return version


def _move_plan(plan: ActionPlan, to: PlanState, reason: str, at: datetime, by: Principal) -> None:
    decision = rules.may_move_plan(PlanState(plan.state), to)
    if decision.status is not MoveStatus.MAY_MOVE:
        raise Refused(decision.reason)
    PlanChange.objects.create(plan=plan, from_state=plan.state, to_state=to, reason=reason, by_id=by.user_id, at=at)
    plan.state = to
    plan.save(update_fields=["state"])
