"""Every read of duties and tasks: who owns what, what waits for whom, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.module_loading import import_string

from teamlet.ground.access.roles import LICENSED, SUPPORT
from teamlet.ground.reasons import Decision
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Absence, Membership, PoolSeat, Team
from teamlet.records.practice.queries import Scope, holidays, practice_id_of, practice_of, working_days
from teamlet.records.practice.words import MembershipKind
from teamlet.records.tasks import rules
from teamlet.records.tasks.models import CallBlock, DutyAssignment, Task, TaskMove
from teamlet.records.tasks.words import MUST_NAME, Duty, MoveReason, OwnerFrom, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class Choice:
    """Who a task goes to, who backs them up, and the reason."""

    owner: Membership
    backup: Membership | None
    owner_from: OwnerFrom
    decision: Decision

    @property
    def must_name(self) -> bool:
        """Whether the owner is only to name somebody, as nobody who may read what it is about is left."""
        return self.decision.reason.code == "tasks.owner_names_somebody"


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


def tasks_to_name(scope: Scope, owner_id: int | None = None) -> list[Task]:
    """Return open tasks that wait until somebody is named who may read what they are about, longest waiting first."""
    rows = Task.objects.filter(practice_id=practice_id_of(scope), state=TaskState.OPEN, detail__has_key=MUST_NAME)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return list(rows.select_related("patient", "owner").order_by("created_at", "id"))


def moved_at_once(scope: Scope, patient_id: int, at: datetime) -> list[TaskMove]:
    """Return how tasks opened at the instant ``at`` went to somebody else than the person chosen."""
    rows = TaskMove.objects.filter(
        task__practice_id=practice_id_of(scope), task__patient_id=patient_id, task__created_at=at, at=at
    )
    return list(rows.select_related("from_owner__user", "to_owner__user").order_by("id"))


def waiting_of(scope: Scope, kinds: Iterable[TaskKind], cap: int = 300) -> list[tuple[str, str, int]]:
    """Return kind, what it is about and owner of the practice's open tasks of these kinds, oldest first.

    One statement, for the frame of every page; ``cap`` at most.
    """
    rows = Task.objects.filter(practice_id=practice_id_of(scope), state=TaskState.OPEN, kind__in=list(kinds))
    return list(rows.order_by("id").values_list("kind", "about_oid", "owner_id")[:cap])


def load_of(scope: Scope, on: date) -> dict[int, int]:
    """Return how many open tasks due by ``on`` each member owns, by membership id."""
    rows = Task.objects.filter(practice_id=practice_id_of(scope), state=TaskState.OPEN, due_on__lte=on)
    return dict(rows.values_list("owner_id").annotate(many=Count("id")))


@dataclass(frozen=True, slots=True)
class Staffing:
    """Everything the rules ask about a practice's people: the matrix, who is away, who holds which role.

    ``teams`` are the members and own rows of each team that has rows, by name.
    """

    matrix: tuple[rules.MatrixRow, ...]
    teams: tuple[tuple[frozenset[int], tuple[rules.MatrixRow, ...]], ...]
    absences: tuple[rules.Absence, ...]
    members: tuple[rules.Member, ...]

    def team_rows(self, clinician_id: int | None) -> tuple[rules.MatrixRow, ...]:
        """Return the own rows of the care team of this clinician's patients; they come before the practice's."""
        return tuple(row for people, rows in self.teams if clinician_id in people for row in rows)


def staffing(scope: Scope, on: date, until: date | None = None) -> Staffing:
    """Return the practice's people as the rules need them from ``on`` to ``until`` (a year on by default)."""
    practice_id = practice_id_of(scope)
    members: dict[int, tuple[bool, set[str], list[str]]] = {}
    pools: set[int] = set()
    held = Membership.objects.filter(practice_id=practice_id).order_by("id")
    for pk, state, spoken, kind, role in held.values_list("pk", "state", "languages", "kind", "held_roles__role"):
        members.setdefault(pk, (state == "active", set(), spoken))[1].update([role] if role else [])
        if kind == MembershipKind.POOL:
            pools.add(pk)
    in_pools = _in_pools(practice_id) if pools else {}
    away = Absence.objects.filter(
        membership__practice_id=practice_id, last_day__gte=on, first_day__lte=until or on + timedelta(days=366)
    ).values_list("membership_id", "first_day", "last_day")
    everywhere: list[rules.MatrixRow] = []
    of_teams: dict[int, list[rules.MatrixRow]] = {}
    for row in DutyAssignment.objects.filter(practice_id=practice_id).order_by("team__name", "id"):
        rows = everywhere if row.team_id is None else of_teams.setdefault(row.team_id, [])
        rows.append(rules.MatrixRow(Duty(row.duty), row.person_id, row.backup_id))
    return Staffing(
        matrix=tuple(everywhere),
        teams=tuple((people, tuple(of_teams[team])) for team, people in _people_of(list(of_teams)).items()),
        absences=tuple(rules.Absence(*row) for row in away),
        members=tuple(
            _pool(pk, members, in_pools.get(pk, []))
            if pk in pools
            else rules.Member(pk, frozenset(roles), active, frozenset(spoken))
            for pk, (active, roles, spoken) in members.items()
        ),
    )


def _in_pools(practice_id: int) -> dict[int, list[int]]:
    """Return the membership ids of the people of each pool."""
    found: dict[int, list[int]] = {}
    seats = PoolSeat.objects.filter(pool__practice_id=practice_id)
    for pool, person in seats.values_list("pool_id", "member_id"):
        found.setdefault(pool, []).append(person)
    return found


def _pool(pk: int, members: Mapping[int, tuple[bool, set[str], list[str]]], people: Iterable[int]) -> rules.Member:
    """Return a pool as the rules need it: with a licensed role only while one of its people here is licensed."""
    active, roles, _spoken = members[pk]
    held = [members[person][1] for person in people if person in members and members[person][0]]
    is_licensed = any(not LICENSED.isdisjoint(each) for each in held)
    return rules.Member(pk, frozenset(roles if is_licensed else roles - LICENSED), active and bool(held), is_pool=True)


def _people_of(team_ids: list[int]) -> dict[int, frozenset[int]]:
    """Return the membership ids of these teams, in their order; no query without teams."""
    found: dict[int, set[int]] = {pk: set() for pk in team_ids}
    if team_ids:
        for team_id, person in Team.members.through.objects.filter(team_id__in=team_ids).values_list(
            "team_id", "membership_id"
        ):
            found[team_id].add(person)
    return {pk: frozenset(people) for pk, people in found.items()}


def owner_for(
    scope: Scope,
    duty: Duty,
    *,
    kind: TaskKind,
    author: int | None,
    on: date,
    patient: Patient | None = None,
    among: frozenset[int] | None = None,
    instead_of: int | None = None,
) -> Choice:
    """Choose the owner and backup of a new task to be done on ``on`` (rules.choose_owner).

    With ``patient`` their care team's own row of the role matrix comes before the practice's.  ``among`` limits the
    choice to these membership ids (those who may read what the task is about); when none of them is left it goes to
    the office, which names somebody.  ``instead_of`` is left out (the one it moves away from).  Raises
    ``LookupError`` in a practice without people.
    """
    facts = staffing(scope, on)
    matrix = (*(facts.team_rows(patient.clinician_id) if patient is not None else ()), *facts.matrix)
    chosen = rules.choose_owner(
        duty,
        matrix,
        author,
        facts.absences,
        facts.members,
        on,
        licensed_only=kind in rules.LICENSED_KINDS,
        not_person=instead_of,
        readers=among,
        people_only=kind in rules.PERSON_KINDS,
    )
    second = rules.row_for(duty, matrix, on).backup
    if among is not None and second not in among:
        second = None
    people = Membership.objects.select_related("user").in_bulk([pk for pk in (chosen.owner, second) if pk])
    owner = people[int(chosen.owner)]
    backup = people.get(int(second)) if second and second != chosen.owner else None
    if backup is not None and backup.is_pool and kind in rules.PERSON_KINDS:
        backup = None
    return Choice(owner, backup, chosen.decision.status, chosen.decision)


# --- what moves, and where to -----------------------------------------------------------------------------------------


def readers_of_tasks(tasks: Iterable[Task]) -> dict[int, frozenset[int] | None]:
    """Return by task id who may read what each is about (membership ids; None = everybody in support).

    The records above know what a task is about: ``settings.TASK_READERS`` names the function that says.
    """
    known: dict[int, frozenset[int] | None] = import_string(settings.TASK_READERS)(list(tasks))
    return known


def authors_in_support(practice_id: int) -> dict[int | None, int]:
    """Return who may take over what they made themselves: the membership of each user who is in support now."""
    rows = Membership.objects.filter(practice_id=practice_id, held_roles__role__in=list(SUPPORT))
    return dict(rows.values_list("user_id", "pk"))


def planned_moves(
    membership: Membership, tasks: Iterable[Task], *, reason: MoveReason, on: date
) -> tuple[rules.Move, ...]:
    """Return where these open tasks of a person would go, and why; changes nothing (``rules.reroute``)."""
    rows = list(tasks)
    if not rows:
        return ()
    facts = staffing(membership.practice_id, on)
    readers, authors = readers_of_tasks(rows), authors_in_support(membership.practice_id)
    waiting = [
        rules.OpenTask(
            task.pk,
            task.owner_id,
            rules.duty_of(TaskKind(task.kind)),
            TaskKind(task.kind),
            authors.get(task.created_by_id),
            task.due_on,
            readers[task.pk],
            facts.team_rows(task.patient.clinician_id),
            task.patient.language[:2],
        )
        for task in rows
    ]
    return rules.reroute(
        waiting,
        why=reason,
        person=membership.pk,
        matrix=facts.matrix,
        absences=facts.absences,
        memberships=facts.members,
        on=on,
        load=load_for(membership.practice_id, {max(on, task.due_on) for task in rows}),
    )


@dataclass(frozen=True, slots=True)
class Handover:
    """What a person would hand on: open tasks by kind, and to whom they would go, most first."""

    kinds: dict[TaskKind, int]
    receivers: tuple[tuple[Membership, int], ...]

    @property
    def contacts(self) -> int:
        """How many contacts with patients are open."""
        return self.kinds.get(TaskKind.CONTACT, 0)

    @property
    def others(self) -> int:
        """How many other tasks are open."""
        return sum(self.kinds.values()) - self.contacts


def handover_of(membership: Membership, on: date) -> Handover:
    """Return what would move, and to whom, if this person left on ``on``; changes nothing."""
    rows = list(open_tasks(membership.practice_id, owner_id=membership.pk))
    moves = planned_moves(membership, rows, reason=MoveReason.LEFT, on=on)
    received = Counter(int(move.to_person) for move in moves)
    people = Membership.objects.select_related("user").in_bulk(list(received))
    kinds = Counter(TaskKind(row.kind) for row in rows)
    return Handover(dict(kinds), tuple((people[pk], many) for pk, many in received.most_common()))


# --- time for calls ---------------------------------------------------------------------------------------------------


def call_blocks(scope: Scope, membership_ids: Iterable[int] | None = None) -> list[CallBlock]:
    """Return the time kept for calls of these people (of everybody by default), those of each week first."""
    rows = CallBlock.objects.filter(practice_id=practice_id_of(scope)).select_related("membership__user")
    if membership_ids is not None:
        rows = rows.filter(membership_id__in=list(membership_ids))
    return list(rows.order_by("membership__user__name", "day", "weekday", "from_time"))


def call_block(scope: Scope, oid: str) -> CallBlock | None:
    """Return one block of time for calls, or None."""
    return CallBlock.objects.filter(practice_id=practice_id_of(scope), oid=oid).select_related("membership").first()


def as_blocks(rows: Iterable[CallBlock]) -> tuple[rules.Block, ...]:
    """Return rows as the rules need them."""
    return tuple(
        rules.Block(row.membership_id, row.from_time, row.to_time, weekday=row.weekday, day=row.day) for row in rows
    )


def planned_calls(
    scope: Scope, first: date, last: date, owner_ids: Iterable[int] | None = None
) -> dict[tuple[rules.PersonId, date], int]:
    """Return how many contacts are due by owner and day from ``first`` to ``last``; one query."""
    rows = Task.objects.filter(
        practice_id=practice_id_of(scope),
        kind=TaskKind.CONTACT,
        state=TaskState.OPEN,
        due_on__gte=first,
        due_on__lte=last,
    )
    if owner_ids is not None:
        rows = rows.filter(owner_id__in=list(owner_ids))
    found = rows.order_by().values_list("owner_id", "due_on").annotate(many=Count("id"))
    return {(owner, day): many for owner, day, many in found}


@dataclass(frozen=True, slots=True)
class CallTime:
    """Whoever's time for calls is asked for, from ``first`` to ``last``: what is kept, what is taken, who is away."""

    blocks: tuple[rules.Block, ...]
    planned: dict[tuple[rules.PersonId, date], int]
    away: dict[rules.PersonId, frozenset[date]]
    working_days: frozenset[int]
    holidays: frozenset[date]

    def minutes(self, person: int, day: date) -> int:
        """How many minutes the person keeps for calls on the day."""
        return rules.minutes_on(
            self.blocks,
            person,
            day,
            working_days=self.working_days,
            holidays=self.holidays,
            away=self.away.get(person, frozenset()),
        )

    def calls(self, person: int, day: date) -> int:
        """How many calls of the person are due on the day."""
        return self.planned.get((person, day), 0)

    def keeps_time(self, person: int) -> bool:
        """Whether the person keeps any time for calls at all."""
        return any(block.person == person for block in self.blocks)


def call_time(scope: Scope, first: date, last: date, people: Iterable[int] | None = None) -> CallTime:
    """Return the time for calls of these people (of everybody by default) over these days; five queries."""
    practice = practice_of(scope)
    wanted = None if people is None else list(people)
    away: dict[rules.PersonId, set[date]] = {}
    gone = Absence.objects.filter(membership__practice=practice, first_day__lte=last, last_day__gte=first)
    for person, begins, ends in gone.values_list("membership_id", "first_day", "last_day"):
        start, end = max(begins, first), min(ends, last)
        away.setdefault(person, set()).update(start + timedelta(days=n) for n in range((end - start).days + 1))
    return CallTime(
        blocks=as_blocks(call_blocks(practice, wanted)),
        planned=planned_calls(practice, first, last, wanted),
        away={person: frozenset(days) for person, days in away.items()},
        working_days=working_days(practice),
        holidays=holidays(practice, first, last),
    )


def load_for(scope: Scope, days: Iterable[date]) -> rules.Load:
    """Return what everybody has to do, and how many more calls fit into their time in the weeks of these days."""
    practice_id = practice_id_of(scope)
    rows = Task.objects.filter(practice_id=practice_id, state=TaskState.OPEN).order_by()
    load = rules.Load(open=dict(rows.values_list("owner_id").annotate(many=Count("id"))))
    weeks = sorted({rules.week_of(day) for day in days})
    if weeks:
        time = call_time(scope, weeks[0], weeks[-1] + timedelta(days=6))
        load.room = rules.room_in_weeks(
            time.blocks,
            time.planned,
            weeks,
            working_days=time.working_days,
            holidays=time.holidays,
            away=time.away,
        )
    return load
