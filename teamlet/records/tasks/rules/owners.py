"""Whose task it is: never nobody's.

The named person comes first, then the backup, then the plan's author; the reason always says
which, and why the ones before could not take it.  People are plain ids here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from teamlet.ground.access.roles import LICENSED, OFFICE, Role
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.tasks.rules.calls import Load, PersonId, week_of
from teamlet.records.tasks.words import (
    TASK_TRANSITIONS,
    Duty,
    MayTake,
    MoveReason,
    OwnerFrom,
    TaskKind,
    TaskState,
)

#: Roles that may hold a patient's task when nobody named can.
CARE_ROLES: frozenset[str] = LICENSED | {Role.MEDICAL_ASSISTANT, Role.COACH, Role.CARE_MANAGER, Role.LEAD_COACH}
#: Tasks that only a licensed role may finish.
LICENSED_KINDS: frozenset[TaskKind] = frozenset({TaskKind.CAUTION, TaskKind.RED_FLAG, TaskKind.SAFETY_ALERT})
#: Tasks about what was gathered before a visit; all others belong to following up.
_GATHERING = frozenset(
    {
        TaskKind.UPDATE_CONTACT_POINT,
        TaskKind.RETURNED_FORM,
        TaskKind.LOCKED_LINK,
        TaskKind.VISIT_ITEM,
        TaskKind.BOOK_HELP,
    }
)


#: Tasks that only a person can have: something else of theirs (a handoff, an alert, a form) names them beside it.
PERSON_KINDS: frozenset[TaskKind] = frozenset(
    {
        TaskKind.HANDOFF,
        TaskKind.SAFETY_ALERT,
        TaskKind.RETURNED_FORM,
        TaskKind.ASK_IN_PERSON,
        TaskKind.VISIT_ITEM,
    }
)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Who does a duty, and the backup, on the days from ``first`` to ``last`` (``None``: open)."""

    duty: Duty
    person: PersonId | None = None
    backup: PersonId | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """The civil days, both included, on which a person is away."""

    person: PersonId
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Member:
    """A person's roles (tokens), whether the membership is active, and the languages they talk in with patients.

    A pool (``is_pool``) takes what it is named for and nothing else: active while one of its people is, with a
    licensed role while one of them is licensed, never away.
    """

    person: PersonId
    roles: frozenset[str] = frozenset()
    active: bool = True
    languages: frozenset[str] = frozenset()
    is_pool: bool = False

    def has_role(self, roles: Collection[str]) -> bool:
        """Say whether the person has one of ``roles``."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    """The owner, where the owner was found, and every reason on the way, the deciding one first."""

    owner: PersonId
    decision: Decision[OwnerFrom]


@dataclass(frozen=True, slots=True)
class OpenTask:
    """What re-routing needs to know about an open task.

    ``readers`` are those who may read what it is about, ``None`` = everybody in support; ``team_rows`` the role
    matrix of the patient's care team, which comes before the practice's.
    """

    id: int | str
    owner: PersonId | None
    duty: Duty
    kind: TaskKind = TaskKind.CONTACT
    author: PersonId | None = None
    due: date | None = None
    readers: frozenset[PersonId] | None = None
    team_rows: tuple[MatrixRow, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One task going from one person to another; ``reasons`` begin with why it moved."""

    task: int | str
    from_person: PersonId | None
    to_person: PersonId
    reason: MoveReason
    reasons: tuple[Reason, ...]


def _sorted_people(people: Iterable[PersonId]) -> list[PersonId]:
    return sorted(people, key=lambda person: (str(type(person)), person if isinstance(person, int) else 0, str(person)))


def duty_of(kind: TaskKind) -> Duty:
    """Return the support duty that a kind of task belongs to."""
    return Duty.GATHER_DATA if kind in _GATHERING else Duty.FOLLOW_UP


def row_for(duty: Duty, matrix: Iterable[MatrixRow], on: date) -> MatrixRow:
    """Return the row of the role matrix that holds for ``duty`` on ``on``.

    Of several the one that began last, and of these the one given first (a team's own row before
    the practice's); an empty row when there is none.
    """
    rows = [
        row
        for row in matrix
        if row.duty is duty and (row.first is None or row.first <= on) and (row.last is None or on <= row.last)
    ]
    return max(rows, key=lambda row: row.first or date.min, default=MatrixRow(duty))


@dataclass(frozen=True, slots=True)
class _Staff:
    """The people as they are on one day."""

    members: dict[PersonId, Member]
    absences: Sequence[Absence]
    on: date
    licensed_only: bool
    not_person: PersonId | None
    readers: frozenset[PersonId] | None = None
    load: Load = field(default_factory=Load)
    language: str = ""
    people_only: bool = False

    def why_not(self, person: PersonId) -> Reason | None:
        """Return why ``person`` cannot take the task, or ``None``."""
        if person == self.not_person:
            return Reason("tasks.person_moving")
        member = self.members.get(person)
        if member is None or not member.active:
            return Reason("tasks.person_not_active", {"person": person})
        if self.people_only and member.is_pool:
            return Reason("tasks.pool_not_for_this")
        if self.readers is not None and person not in self.readers:
            return Reason("tasks.person_may_not_read", {"person": person})
        if self.licensed_only and not member.has_role(LICENSED):
            return Reason("tasks.person_not_licensed", {"person": person})
        away = [gap.last for gap in self.absences if gap.person == person and gap.first <= self.on <= gap.last]
        if away:
            return Reason("tasks.person_absent", {"person": person, "until": max(away).isoformat()})
        return None

    def here(self, *, absent_too: bool = False) -> list[PersonId]:
        """Return the people who can take the task, in a stable order; never a pool, which only takes what names it."""
        found = []
        for person, member in self.members.items():
            if member.is_pool:
                continue
            reason = self.why_not(person)
            if reason is None or (absent_too and reason.code == "tasks.person_absent"):
                found.append(person)
        return sorted(_sorted_people(found), key=self._after)

    def _after(self, person: PersonId) -> tuple[bool, bool, int]:
        """Who comes later: whoever has no time for calls left, does not speak the language, has more to do."""
        speaks = not self.language or self.language in self.members[person].languages
        return self.load.is_full(person, self.on), not speaks, self.load.open.get(person, 0)

    def has_room(self) -> bool:
        """Say whether somebody with a care role is here whose time for calls is not full."""
        return any(
            self.members[person].has_role(CARE_ROLES) and not self.load.is_full(person, self.on)
            for person in self.here()
        )

    def keeps_room(self, person: PersonId) -> bool:
        """Say whether the person keeps time for calls that week, and not all of it is taken."""
        return self.load.room.get((person, week_of(self.on)), 0) > 0

    def too_busy(self, person: PersonId) -> Reason | None:
        """Return why somebody who could take it is passed over for a colleague with time for calls, or ``None``."""
        if self.load.is_full(person, self.on) and self.has_room():
            return Reason("tasks.person_full", {"person": person})
        return None

    def without_time(self, person: PersonId) -> Reason | None:
        """Return why an author who keeps no time for calls is passed over for somebody who does, or ``None``."""
        if (person, week_of(self.on)) in self.load.room:
            return None
        others = (each for each in self.here() if self.members[each].has_role(CARE_ROLES))
        return Reason("tasks.person_full", {"person": person}) if any(map(self.keeps_room, others)) else None


def choose_owner(
    duty: Duty,
    matrix: Iterable[MatrixRow],
    author: PersonId | None,
    absences: Sequence[Absence],
    memberships: Iterable[Member],
    on: date,
    *,
    licensed_only: bool = False,
    not_person: PersonId | None = None,
    readers: frozenset[PersonId] | None = None,
    load: Load | None = None,
    language: str = "",
    people_only: bool = False,
) -> OwnerChoice:
    """Choose who owns a task of ``duty`` that is to be done on ``on``.

    In this order, each only when active and here: the person of the role matrix, the backup, the
    plan's author, a colleague with the same role as one of these, a licensed colleague when
    ``licensed_only``, a colleague with a care role, a manager, anybody here.  When everybody is
    absent the first of them who is active keeps it.  When no member is active at all it stays
    with the author or the person named, so that it is still somebody's.

    ``readers`` limits the choice to those who may read what the task is about, licensed or not.  When none of them
    is active it goes to the practice manager, who sees none of the patient's words and names somebody
    (``tasks.owner_names_somebody``).

    ``load`` is what people have to do: somebody named whose time for calls is full that week is passed over while
    a colleague has room, an author who keeps no such time while somebody who does has room, and among several who
    are not named the one who speaks ``language`` comes first, then the one with the least to do.

    With ``people_only`` no pool is chosen.  ``not_person`` is left out (the one it moves away from).  Raises
    ``LookupError`` only when there are no members, no author and nobody named: a practice without people.
    """
    people = {member.person: member for member in memberships}
    staff = _Staff(people, absences, on, licensed_only, not_person, readers, load or Load(), language, people_only)
    row = row_for(duty, matrix, on)
    skipped: list[Reason] = []
    named = (
        (row.person, OwnerFrom.MATRIX, "tasks.owner_matrix", "tasks.nobody_named"),
        (row.backup, OwnerFrom.BACKUP, "tasks.owner_backup", "tasks.no_backup"),
        (author, OwnerFrom.AUTHOR, "tasks.owner_author", None),
    )
    for person, where, code, absent_code in named:
        if person is None:
            if absent_code is not None:
                skipped.append(Reason(absent_code, {"duty": duty.value}))
            continue
        reason = staff.why_not(person)
        if reason is None:
            reason = staff.too_busy(person)
        if reason is None and where is OwnerFrom.AUTHOR:
            reason = staff.without_time(person)
        if reason is None:
            return _choice(person, where, code, skipped)
        skipped.append(reason)
    return _anybody(staff, [person for person, *_ in named if person is not None], skipped)


def _choice(person: PersonId, where: OwnerFrom, code: str, skipped: Sequence[Reason]) -> OwnerChoice:
    return OwnerChoice(person, Decision(where, (Reason(code, {"owner": person}), *skipped)))


def _anybody(staff: _Staff, named: Sequence[PersonId], skipped: Sequence[Reason]) -> OwnerChoice:
    """Choose among everybody when neither person, backup nor author can take it."""
    here = staff.here()
    roles = frozenset[str]().union(*(staff.members[person].roles for person in named if person in staff.members))
    steps: tuple[tuple[OwnerFrom, str, Collection[str] | None], ...] = (
        (OwnerFrom.SAME_ROLE, "tasks.owner_same_role", roles & CARE_ROLES),
        (
            OwnerFrom.LAST_RESORT,
            "tasks.owner_licensed" if staff.licensed_only else "tasks.owner_anybody",
            LICENSED if staff.licensed_only else CARE_ROLES,
        ),
        (OwnerFrom.MANAGER, "tasks.owner_manager", frozenset({Role.MANAGER})),
        (OwnerFrom.LAST_RESORT, "tasks.owner_anybody", None),
    )
    # Whoever keeps time for calls and has some left comes before the others of the same step, and of the next.
    for where, code, wanted in steps[:2]:
        for person in here:
            if wanted and staff.keeps_room(person) and staff.members[person].has_role(wanted):
                return _choice(person, where, code, skipped)
    for where, code, wanted in steps:
        fit = [person for person in here if wanted is None or staff.members[person].has_role(wanted)]
        if fit:
            return _choice(fit[0], where, code, skipped)
    waiting = staff.here(absent_too=True)
    if waiting:
        owner = next((person for person in named if person in waiting), waiting[0])
        return _choice(owner, OwnerFrom.LAST_RESORT, "tasks.owner_all_absent", skipped)
    if staff.licensed_only:
        anyone = replace(staff, licensed_only=False)
        found = anyone.here() or anyone.here(absent_too=True)
        if found:
            owner = next((person for person in named if person in found), found[0])
            return _choice(owner, OwnerFrom.LAST_RESORT, "tasks.owner_not_licensed", skipped)
    if staff.readers is not None:
        office = _office(replace(staff, licensed_only=False, readers=None))
        if office is not None:
            return _choice(office, OwnerFrom.MANAGER, "tasks.owner_names_somebody", skipped)
    left = [person for person in named if person != staff.not_person] or list(named) or _sorted_people(staff.members)
    if not left:
        raise LookupError("a practice without people has nobody to own a task")
    return _choice(left[-1] if named else left[0], OwnerFrom.LAST_RESORT, "tasks.owner_all_absent", skipped)


def _office(staff: _Staff) -> PersonId | None:
    """Return who names somebody: a manager, then somebody else of the office, here or away; then anybody here."""
    for wanted in (frozenset({Role.MANAGER}), OFFICE, None):
        for absent_too in (False, True):
            people = staff.here(absent_too=absent_too)
            fit = [person for person in people if wanted is None or staff.members[person].has_role(wanted)]
            if fit:
                return fit[0]
    return None


def reroute(
    tasks: Iterable[OpenTask],
    *,
    why: MoveReason,
    person: PersonId,
    matrix: Sequence[MatrixRow],
    absences: Sequence[Absence],
    memberships: Sequence[Member],
    on: date,
    load: Load | None = None,
) -> tuple[Move, ...]:
    """Find a new owner for each open task that ``person`` can no longer do.

    *Absent*: the tasks due while the person is away (those without a date, and overdue ones, when
    the person is away on ``on``); *role change*: the tasks whose duty the role matrix gives to
    others, or to nobody while the person has no care role now, and tasks for a licensed role when
    the person is not licensed now;
    *left* and *suspended*: all of them.  Tasks owned by nobody are given an owner whatever the
    reason.  Afterwards no task is without an owner.  What each receives counts in ``load`` for the next one.
    """
    moves = []
    load = load or Load()
    for task in tasks:
        if task.owner is not None and task.owner != person:
            continue
        licensed_only = task.kind in LICENSED_KINDS
        rows = (*task.team_rows, *matrix)
        when = max(on, task.due) if task.due is not None else on
        if task.owner is not None and not _must_move(
            task, why=why, when=when, matrix=rows, absences=absences, memberships=memberships
        ):
            continue
        choice = choose_owner(
            task.duty,
            rows,
            task.author,
            absences,
            memberships,
            when,
            licensed_only=licensed_only,
            not_person=person,
            readers=task.readers,
            load=load if task.kind is TaskKind.CONTACT else Load(open=load.open),
            language=task.language,
            people_only=task.kind in PERSON_KINDS,
        )
        if choice.owner == task.owner:
            continue
        reasons = (Reason(f"tasks.moved_{why.value}", {"from": task.owner or ""}), *choice.decision.reasons)
        moves.append(Move(task.id, task.owner, choice.owner, why, reasons))
        load.take(choice.owner, when, is_call=task.kind is TaskKind.CONTACT)
    return tuple(moves)


def _must_move(
    task: OpenTask,
    *,
    why: MoveReason,
    when: date,
    matrix: Sequence[MatrixRow],
    absences: Sequence[Absence],
    memberships: Sequence[Member],
) -> bool:
    if why is MoveReason.ABSENT:
        return any(gap.person == task.owner and gap.first <= when <= gap.last for gap in absences)
    if why is MoveReason.ROLE_CHANGE:
        row = row_for(task.duty, matrix, when)
        member = next((one for one in memberships if one.person == task.owner), None)
        if member is None or not member.active:
            return True
        if task.kind in LICENSED_KINDS and not member.has_role(LICENSED):
            return True
        if row.person is None and row.backup is None:
            return not member.has_role(CARE_ROLES)
        return task.owner not in (row.person, row.backup)
    return True


def must_name(move: Move) -> bool:
    """Whether the task went to the office because nobody who may read what it is about is left."""
    return any(reason.code == "tasks.owner_names_somebody" for reason in move.reasons)


def may_take(person: PersonId, memberships: Iterable[Member]) -> Decision[MayTake]:
    """Decide whether a task may be handed to ``person``: only to an active member."""
    if any(member.person == person and member.active for member in memberships):
        return Decision(MayTake.YES, (Reason("tasks.owner_may_take"),))
    return Decision(MayTake.NO, (Reason("tasks.owner_without_membership"),))


def may_finish(kind: TaskKind, roles: Collection[str]) -> Decision[MayTake]:
    """Decide whether somebody with ``roles`` may finish a task of ``kind``."""
    if kind in LICENSED_KINDS and LICENSED.isdisjoint(roles):
        return Decision(MayTake.NO, (Reason("tasks.needs_licensed", {"kind": kind.value}),))
    return Decision(MayTake.YES, (Reason("tasks.may_finish"),))


def may_have(kind: TaskKind, *, is_pool: bool) -> Decision[MayTake]:
    """Decide whether a task of ``kind`` may be given to a pool; to a person always."""
    if is_pool and kind in PERSON_KINDS:
        return Decision(MayTake.NO, (Reason("tasks.pool_not_for_this"),))
    return Decision(MayTake.YES, (Reason("tasks.owner_may_take"),))


def may_move(state: TaskState, to: TaskState) -> Decision[MayTake]:
    """Decide whether a task may go from ``state`` to ``to``; back to open is undo."""
    values = {"from_state": state.value, "to_state": to.value}
    if to in TASK_TRANSITIONS[state]:
        return Decision(MayTake.YES, (Reason("tasks.may_move", values),))
    return Decision(MayTake.NO, (Reason("tasks.may_not_move", values),))
