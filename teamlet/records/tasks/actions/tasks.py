"""Every write about duties and tasks: assigning, opening, ending, moving.  No task is ever without an owner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Subquery
from django.utils.module_loading import import_string

from teamlet.ground.access.principal import Principal, person_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.patients.models import Patient
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.practice.models import Absence, Membership, Practice, Team
from teamlet.records.practice.permissions import can_own, check_active
from teamlet.records.tasks import rules
from teamlet.records.tasks.models import DutyAssignment, Task, TaskMove
from teamlet.records.tasks.queries import (
    authors_in_support,
    owner_for,
    planned_moves,
    readers_of_tasks,
    tasks_to_name,
)
from teamlet.records.tasks.rules import duty_of
from teamlet.records.tasks.words import MUST_NAME, Duty, MayTake, MoveReason, OwnerFrom, TaskKind, TaskState


@action
def assign_duty(
    *,
    practice: Practice,
    duty: Duty,
    person: Membership | None,
    backup: Membership | None,
    team: Team | None = None,
    at: datetime,
    by: Principal,
) -> DutyAssignment:
    """Say who holds a duty and who backs them up, for the practice or one team."""
    row, _ = DutyAssignment.objects.update_or_create(
        practice=practice,
        duty=duty,
        team=team,
        defaults={"person": person, "backup": backup, "by_id": by.user_id, "at": at},
    )
    audit(
        ("tasks.duty", duty),
        person=person.oid if person else None,
        backup=backup.oid if backup else None,
        team=team.oid if team else None,
    )
    return row


@action
def open_task(
    *,
    patient: Patient,
    kind: TaskKind,
    about_oid: str,
    owner: Membership,
    owner_from: OwnerFrom,
    due_on: date,
    window_first: date | None = None,
    window_last: date | None = None,
    backup: Membership | None = None,
    risk: int = 0,
    detail: dict[str, Any] | None = None,
    instead_of: tuple[Membership, MoveReason] | None = None,
    must_name: bool = False,
    at: datetime,
    by: Principal,
) -> Task:
    """Open a task for a named person.  ``risk`` as of followups.rules.risk_rank, higher comes first.

    ``instead_of`` was chosen but could not be given it: the task shows from whom it moved, and why.  With
    ``must_name`` the owner is only to name somebody who may read what it is about.
    """
    task = Task.objects.create(
        practice_id=patient.practice_id,
        patient=patient,
        kind=kind,
        about_oid=about_oid,
        owner=owner,
        backup=backup,
        owner_from=owner_from,
        risk=risk,
        due_on=due_on,
        window_first=window_first or due_on,
        window_last=window_last or due_on,
        detail=(detail or {}) | ({MUST_NAME: True} if must_name else {}),
        created_at=at,
        created_by_id=by.user_id,
    )
    if instead_of is not None:
        before, reason = instead_of
        TaskMove.objects.create(task=task, from_owner=before, to_owner=owner, reason=reason, by_id=by.user_id, at=at)
    keep_next_due(patient.pk)
    audit(task, patient=patient, kind=kind, owner=owner.oid, due_on=due_on.isoformat())
    return task


@action
@goes_on
def end_task(*, task: Task, state: TaskState, reason: str, at: datetime, by: Principal) -> None:
    """End a task as done or withdrawn, with a coded reason.  Raises ``Refused`` when it ended already."""
    task = Task.objects.select_for_update().select_related("patient").get(pk=task.pk)
    _check_move(task, state)
    task.state, task.ended_at, task.ended_by_id, task.end_reason = state, at, by.user_id, reason
    task.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    keep_next_due(task.patient_id)
    audit(task, patient=task.patient, to=state, reason=reason)


@action
def reopen_task(*, task: Task, at: datetime, by: Principal) -> None:
    """Open an ended task again (undo); an owner who is no longer active here is followed by somebody who is.

    Raises ``Refused`` when it is open.
    """
    task = Task.objects.select_for_update().select_related("patient", "owner").get(pk=task.pk)
    _check_move(task, TaskState.OPEN)
    task.state, task.ended_at, task.ended_by_id, task.end_reason = TaskState.OPEN, None, None, ""
    task.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    if not can_own(task.owner):
        kind, on = TaskKind(task.kind), max(task.due_on, at.astimezone(ZoneInfo(by.time_zone)).date())
        author = authors_in_support(task.practice_id).get(task.created_by_id)
        choice = owner_for(
            task.practice_id,
            duty_of(kind),
            kind=kind,
            author=author,
            on=on,
            patient=task.patient,
            among=readers_of_tasks([task])[task.pk],
        )
        _move(task, choice.owner, MoveReason.LEFT, at, by, must_name=choice.must_name)
    keep_next_due(task.patient_id)
    audit(task, patient=task.patient, to=TaskState.OPEN)


@action
@goes_on
def move_task(
    *, task: Task, to: Membership, reason: MoveReason = MoveReason.BY_HAND, at: datetime, by: Principal
) -> TaskMove:
    """Give a task to another active member.

    Raises ``Refused`` when the receiver is not active or may not read what it is about, it is none for a pool, or it
    has ended.
    """
    task = Task.objects.select_for_update().select_related("patient", "owner").get(pk=task.pk)
    to = Membership.objects.get(pk=to.pk, practice_id=task.practice_id)
    check_active(to)
    may_have = rules.may_have(TaskKind(task.kind), is_pool=to.is_pool)
    if may_have.status is not MayTake.YES:
        raise Refused(may_have.reason)
    readers = readers_of_tasks([task])[task.pk]
    if readers is not None and to.pk not in readers:
        raise Refused(Reason("tasks.receiver_may_not_read", {"name": to.called}))
    if task.state != TaskState.OPEN:
        raise Refused(rules.may_move(TaskState(task.state), TaskState.DONE).reason)
    move = _move(task, to, reason, at, by)
    keep_save(kind="tasks.move", about_oid=move.oid, patient_oid=task.patient.oid, at=at, by=by)
    audit(task, patient=task.patient, to=to.oid, reason=reason)
    return move


@action
@goes_on
def take_task(*, task: Task, at: datetime, by: Principal) -> TaskMove:
    """Take a task out of a pool of one's own; it can be undone as ``move_task`` can.

    Raises ``Refused`` when the pool is not, or no longer, its owner, the person is not in it, it needs a license that
    the person does not have, or it has ended.
    """
    task = Task.objects.select_for_update(of=("self",)).select_related("owner").get(pk=task.pk)
    if task.owner_id not in by.pools:
        raise Refused(Reason("tasks.pool_not_yours"))
    may = rules.may_finish(TaskKind(task.kind), by.roles)
    if may.status is not MayTake.YES:
        raise Refused(may.reason)
    move = move_task(task=task, to=Membership.objects.get(pk=person_of(by)), at=at, by=by)
    audit(task, patient=task.patient, pool=task.owner.oid)
    return move


@action
@goes_on
def undo_move(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Give a task back to whoever had it before.  Raises ``Refused`` when it was moved or ended since."""
    move = TaskMove.objects.select_related("task__patient", "from_owner").get(
        oid=about_oid, task__practice_id=by.practice_id
    )
    task = Task.objects.select_for_update().get(pk=move.task_id)
    later = TaskMove.objects.filter(task=task, pk__gt=move.pk).exists()
    if later or task.state != TaskState.OPEN or not can_own(move.from_owner):
        raise Refused(Reason("visits.changed_meanwhile", {"section": "task"}))
    _move(task, move.from_owner, MoveReason.BY_HAND, at, by)
    audit(task, patient=move.task.patient, undoes=move.oid)


@action
def move_tasks_of(*, membership: Membership, reason: MoveReason, on: date, at: datetime, by: Principal) -> int:
    """Give the open tasks, and what else waits for a person who can no longer do it, to somebody else; how many moved.

    Which ones move and where they go is ``rules.reroute``'s decision, which looks at what everybody has to do:
    absent = those due while away, role change = those whose duty is no longer theirs, left or suspended = all.
    """
    membership = Membership.objects.get(pk=membership.pk)
    tasks = {
        task.pk: task
        for task in Task.objects.select_for_update(of=("self",))
        .select_related("patient")
        .filter(owner=membership, state=TaskState.OPEN)
        .order_by("id")
    }
    moves = planned_moves(membership, tasks.values(), reason=reason, on=on)
    receivers = Membership.objects.in_bulk([int(move.to_person) for move in moves])
    for move in moves:
        receiver = receivers[int(move.to_person)]
        _move(tasks[int(move.task)], receiver, reason, at, by, must_name=rules.must_name(move))
    others = sum(
        import_string(mover)(membership=membership, reason=reason, on=on, at=at, by=by) for mover in settings.MOVERS
    )
    audit(membership, reason=reason, moved=len(moves), others=others)
    return len(moves) + others


@action
def move_tasks_of_absent(*, practice: Practice, on: date, at: datetime, by: Principal) -> int:
    """Move what is due now for everybody who is away on ``on``; the worker calls it when the day changes."""
    moved = 0
    for absence in Absence.objects.filter(
        membership__practice=practice, first_day__lte=on, last_day__gte=on
    ).select_related("membership"):
        moved += move_tasks_of(membership=absence.membership, reason=MoveReason.ABSENT, on=on, at=at, by=by)
    moved += offer_again(practice=practice, on=on, at=at, by=by)
    audit(practice, moved=moved)
    return moved


@action
def offer_again(*, practice: Practice, on: date, at: datetime, by: Principal) -> int:
    """Give the tasks that wait for somebody to be named to whoever may read them by now; return how many moved."""
    waiting = tasks_to_name(practice)
    readers = readers_of_tasks(waiting)
    moved = 0
    for task in waiting:
        kind = TaskKind(task.kind)
        choice = owner_for(
            practice,
            duty_of(kind),
            kind=kind,
            author=None,
            on=max(task.due_on, on),
            patient=task.patient,
            among=readers[task.pk],
        )
        if not choice.must_name:
            _move(task, choice.owner, MoveReason.ROLE_CHANGE, at, by)
            moved += 1
    audit(practice, moved=moved)
    return moved


def keep_next_due(patient_id: int) -> None:
    """Recompute the patient's ``next_due`` from the open contacts, in the transaction that changed them."""
    waiting = Task.objects.filter(patient_id=patient_id, kind=TaskKind.CONTACT, state=TaskState.OPEN)
    first = waiting.order_by("due_on").values("due_on")[:1]
    Patient.objects.filter(pk=patient_id).update(next_due=Subquery(first))


def _check_move(task: Task, to: TaskState) -> None:
    decision = rules.may_move(TaskState(task.state), to)
    if decision.status is not MayTake.YES:
        raise Refused(decision.reason)


def _move(
    task: Task, to: Membership, reason: MoveReason, at: datetime, by: Principal, *, must_name: bool = False
) -> TaskMove:
    move = TaskMove.objects.create(
        task=task, from_owner_id=task.owner_id, to_owner=to, reason=reason, by_id=by.user_id, at=at
    )
    task.owner, task.owner_from = to, OwnerFrom.MANAGER if must_name else OwnerFrom.MATRIX
    task.detail = {key: value for key, value in task.detail.items() if key != MUST_NAME}
    if must_name:
        task.detail[MUST_NAME] = True
    task.save(update_fields=["owner", "owner_from", "detail"])
    return move
