"""Every read of duties and tasks: who owns what, what waits for whom, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from teamlet.ground.access.roles import LICENSED
from teamlet.ground.reasons import Decision
from teamlet.records.practice.models import Absence, Membership, Team
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.tasks import rules
from teamlet.records.tasks.models import DutyAssignment, Task, TaskMove
from teamlet.records.tasks.words import Duty, OwnerFrom, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class Choice:
    """Who a task goes to, who backs them up, and the reason."""

    owner: Membership
    backup: Membership | None
    owner_from: OwnerFrom
    decision: Decision


def role_matrix(scope: Scope, team: Team | None = None) -> dict[Duty, DutyAssignment]:
    """Return who holds each duty, a team's own holder before the practice's; duties nobody holds are absent."""
    rows = DutyAssignment.objects.filter(practice_id=practice_id_of(scope)).select_related(
        "person__user", "backup__user", "team"
    )
    matrix: dict[Duty, DutyAssignment] = {}
    for row in sorted(rows, key=lambda row: row.team_id is not None):
        if row.team_id is None or (team is not None and row.team_id == team.pk):
            matrix[Duty(row.duty)] = row
    return matrix


def task(scope: Scope, oid: str) -> Task | None:
    """Return the practice's task with this oid, or None."""
    return (
        Task.objects.filter(practice_id=practice_id_of(scope), oid=oid)
        .select_related("patient", "owner__user", "backup__user")
        .first()
    )


def moves_of(task: Task) -> list[TaskMove]:
    """Return how the task went from owner to owner, oldest first."""
    return list(task.moves.select_related("from_owner__user", "to_owner__user", "by").order_by("id"))


def last_moves(scope: Scope, task_ids: Iterable[int]) -> dict[int, TaskMove]:
    """Return each task's latest move with who had it before, by task id; one query."""
    rows = TaskMove.objects.filter(task_id__in=list(task_ids), task__practice_id=practice_id_of(scope))
    return {row.task_id: row for row in rows.select_related("from_owner__user").order_by("id")}


def open_tasks(
    scope: Scope,
    *,
    owner_id: int | None = None,
    kinds: Iterable[TaskKind] | None = None,
    patient_id: int | None = None,
) -> QuerySet[Task]:
    """Return open tasks in the order of every list: risk, window ending soonest, longest waiting."""
    rows = Task.objects.filter(practice_id=practice_id_of(scope), state=TaskState.OPEN)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    return rows.select_related("patient", "owner__user").order_by("-risk", "window_last", "created_at", "id")


def load_of(scope: Scope, on: date) -> dict[int, int]:
    """Return how many open tasks due by ``on`` each member owns, by membership id."""
    rows = Task.objects.filter(practice_id=practice_id_of(scope), state=TaskState.OPEN, due_on__lte=on)
    return dict(rows.values_list("owner_id").annotate(many=Count("id")))


@dataclass(frozen=True, slots=True)
class Staffing:
    """Everything the rules ask about a practice's people: the matrix, who is away, who holds which role."""

    matrix: tuple[rules.MatrixRow, ...]
    absences: tuple[rules.Absence, ...]
    members: tuple[rules.Member, ...]


def staffing(scope: Scope, on: date, until: date | None = None) -> Staffing:
    """Return the practice's people as the rules need them from ``on`` to ``until`` (a year on by default)."""
    practice_id = practice_id_of(scope)
    members = Membership.objects.filter(practice_id=practice_id).prefetch_related("held_roles").order_by("id")
    away = Absence.objects.filter(
        membership__practice_id=practice_id, last_day__gte=on, first_day__lte=until or on + timedelta(days=366)
    )
    return Staffing(
        matrix=tuple(
            rules.MatrixRow(duty, row.person_id, row.backup_id) for duty, row in role_matrix(practice_id).items()
        ),
        absences=tuple(rules.Absence(row.membership_id, row.first_day, row.last_day) for row in away),
        members=tuple(
            rules.Member(row.pk, frozenset(held.role for held in row.held_roles.all()), row.state == "active")
            for row in members
        ),
    )


def owner_for(
    scope: Scope, duty: Duty, *, kind: TaskKind, author: int | None, on: date, among: frozenset[int] | None = None
) -> Choice:
    """Choose the owner and backup of a new task to be done on ``on`` (rules.choose_owner).

    ``among`` limits the choice to these membership ids (those who may read what the task is about) as long as
    one of them could do it.  Raises ``LookupError`` in a practice without people.
    """
    facts = staffing(scope, on)
    if among is not None:
        facts = _limited(facts, among, licensed_only=kind in rules.LICENSED_KINDS)
    licensed = kind in rules.LICENSED_KINDS
    chosen = rules.choose_owner(duty, facts.matrix, author, facts.absences, facts.members, on, licensed_only=licensed)
    second = rules.row_for(duty, facts.matrix, on).backup
    people = Membership.objects.select_related("user").in_bulk([pk for pk in (chosen.owner, second) if pk])
    owner = people[int(chosen.owner)]
    backup = people.get(int(second)) if second and second != chosen.owner else None
    return Choice(owner, backup, chosen.decision.status, chosen.decision)


def _limited(facts: Staffing, among: frozenset[int], *, licensed_only: bool) -> Staffing:
    """Return the staffing with these people only, or as it is when none of them could do the task."""
    members = tuple(member for member in facts.members if member.person in among)
    if not any(member.active and (not licensed_only or member.has_role(LICENSED)) for member in members):
        return facts
    matrix = tuple(
        rules.MatrixRow(
            row.duty,
            row.person if row.person in among else None,
            row.backup if row.backup in among else None,
        )
        for row in facts.matrix
    )
    return Staffing(matrix, facts.absences, members)
