"""The lines of the registry as they follow from everything else: read set-wise, whatever the number of patients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Q, QuerySet

from teamlet.ground.audit.models import Event, Head
from teamlet.records.followups import rules
from teamlet.records.followups.models import (
    Attempt,
    Contact,
    ContactReport,
    NeedLevel,
    RedFlag,
    RegistryMark,
    RegistryRow,
)
from teamlet.records.followups.rules import registry as deciding
from teamlet.records.followups.words import ContactState
from teamlet.records.patients.models import ListCheck, Patient, PopulationMember
from teamlet.records.plans.models import Goal, GoalVersion, PlanVersion
from teamlet.records.plans.queries import is_for_lists
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanOutcome, PlanState
from teamlet.records.practice.models import Membership, Practice, Team
from teamlet.records.practice.queries import setting
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.models import Task, TaskMove
from teamlet.records.tasks.words import TaskKind, TaskState

#: Goals that keep somebody in the registry, those that are worked on first.
_WORKED_ON = (GoalState.AGREED, GoalState.FOLLOWED, GoalState.DRAFT)
_OPEN_GOALS = (*_WORKED_ON, GoalState.PAUSED, GoalState.SUSTAINING)
#: So many marked patients, and so many events, are read in one go.
AT_ONCE = 500
EVENTS = 500
#: Events about the registry itself change nothing in it.
OWN = frozenset({"followups.keep_registry", "followups.rebuild_registry"})
#: Events after which all lines are made anew: who owns them, whose team they are, who is unsure may be different.
FOR_EVERYBODY = frozenset(
    {
        "practice.change_practice",
        "practice.change_setting",
        "practice.create_person",
        "practice.create_team",
        "practice.remove_membership",
        "practice.restore_membership",
        "practice.set_team",
        "practice.suspend_membership",
        "practice.take_invitation",
    }
)
#: Of whoever nobody looked at yet.
USUAL_LEVEL = 2
_KINDS = (TaskKind.CONTACT, TaskKind.CAUTION, TaskKind.RED_FLAG)


@dataclass(frozen=True, slots=True)
class Line:
    """One patient's line; the columns of ``RegistryRow`` in their order, ``populations`` last."""

    patient_id: int
    practice_id: int
    name_key: str
    language: str
    standing: str
    reason: str
    goal_id: int | None
    contact_id: int | None
    owner_id: int | None
    team_id: int | None
    level: int
    risk: int
    place: int
    due_on: date
    ends_on: date
    last_on: date
    tries: int
    sure_first: int | None
    sure_last: int | None
    has_worry: bool
    is_not_reached: bool
    is_stalled: bool
    is_unsure: bool
    is_ownerless: bool
    kept_to: str
    populations: list[list[Any]]

    def values(self) -> tuple[Any, ...]:
        """Return the columns in their order."""
        return astuple(self)


@dataclass(frozen=True, slots=True)
class People:
    """Who works in the practice, as owners are found: read once for many lines."""

    active: frozenset[int]
    by_user: dict[int, int]
    team_of: dict[int, int]
    threshold: int
    zone: ZoneInfo


def people_of(practice: Practice) -> People:
    """Return the practice's people and what it set, as of now, for ``lines_of``; three statements."""
    practice = Practice.objects.get(pk=practice.pk)
    rows = list(Membership.objects.filter(practice=practice, state=MembershipState.ACTIVE).values_list("pk", "user_id"))
    members = Team.members.through.objects.filter(team__practice=practice).order_by("-team__name", "-team_id")
    return People(
        active=frozenset(pk for pk, _ in rows),
        by_user={user: pk for pk, user in rows},
        # The first team by name comes last and stays.
        team_of=dict(members.values_list("membership_id", "team_id")),
        threshold=setting(practice, "confidence_threshold"),
        zone=ZoneInfo(practice.time_zone),
    )


def lines_of(practice: Practice, patients: Collection[int], people: People) -> dict[int, Line]:
    """Return the line of each of ``patients`` (row numbers, or a range of them) who belongs into the registry.

    A fixed number of statements.  Whoever has an open goal, an open contact, something worrying or a population does.
    """
    facts = _Facts(practice, patients, people)
    return {pk: line for pk in facts.patients if (line := facts.line(pk)) is not None}


class _Facts:
    """What the tables say of some patients, read once."""

    def __init__(self, practice: Practice, patients: Collection[int], people: People) -> None:
        self.practice, self.people = practice, people
        of = _of(patients)
        rows = Patient.objects.filter(of("pk"), practice=practice)
        self.patients = {row[0]: row for row in rows.values_list("pk", "name_key", "language", "clinician_id")}
        row: tuple[Any, ...]
        self.tasks: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        tasks = Task.objects.filter(of("patient_id"), state=TaskState.OPEN, kind__in=_KINDS, practice=practice)
        for row in tasks.order_by("due_on", "pk").values_list(
            "patient_id", "pk", "kind", "owner_id", "risk", "due_on", "window_last", "created_at"
        ):
            self.tasks[row[0]].append(row)
        self.contacts: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
        contacts = Contact.objects.filter(of("patient_id"), state=ContactState.OPEN, practice=practice)
        for row in contacts.values_list("patient_id", "task_id", "pk", "goal_id"):
            self.contacts[row[0]][row[1]] = row
        self._read_goals(of)
        self._read_talks(of)
        self.worries = set(
            RedFlag.objects.filter(of("patient_id"), closed_at=None, practice=practice).values_list(
                "patient_id", flat=True
            )
        )
        self.populations: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        members = PopulationMember.objects.filter(of("patient_id"), left_on=None, practice=practice)
        for row in members.order_by("population").values_list(
            "patient_id", "population", "labels", "title", "entered_on"
        ):
            self.populations[row[0]].append(row)
        levels = NeedLevel.objects.filter(of("patient_id"), is_current=True, practice=practice)
        self.levels = dict(levels.values_list("patient_id", "level"))

    def _read_goals(self, of: Callable[[str], Q]) -> None:
        self.goals: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        goals = Goal.objects.filter(of("patient_id"), state__in=_OPEN_GOALS, practice=self.practice)
        for row in goals.order_by("-pk").values_list(
            "patient_id", "pk", "state", "audience", "created_by_id", "created_at"
        ):
            self.goals[row[0]].append(row)
        versions = GoalVersion.objects.filter(
            of("goal__patient_id"), goal__state__in=_OPEN_GOALS, number=F("goal__number")
        )
        self.topics = dict(versions.values_list("goal_id", "topic"))
        plans = PlanVersion.objects.filter(
            of("plan__patient_id"),
            plan__state=PlanState.ACTIVE,
            plan__goal__state__in=_OPEN_GOALS,
            number=F("plan__number"),
        ).order_by("plan_id")
        self.plans = {row[0]: row for row in plans.values_list("plan__goal_id", "follow_up", "confidence")}

    def _read_talks(self, of: Callable[[str], Q]) -> None:
        reports = ContactReport.objects.filter(of("contact__patient_id"), undone_at=None)
        self.last_at = dict(reports.order_by().values_list("contact__patient_id").annotate(last=Max("at")))
        told = reports.filter(contact__goal__state__in=_OPEN_GOALS).order_by("pk")
        self.told = {row[0]: row for row in told.values_list("contact__goal_id", "outcome", "confidence")}
        tries = Attempt.objects.filter(of("contact__patient_id"), contact__state=ContactState.OPEN, undone_at=None)
        self.tries = dict(tries.order_by().values_list("contact_id").annotate(many=Count("pk")))
        had = Contact.objects.filter(of("patient_id"), goal__state__in=_OPEN_GOALS).exclude(
            state__in=(ContactState.WITHDRAWN, ContactState.ENTERED_IN_ERROR)
        )
        self.had_contact = set(had.order_by().values_list("goal_id", flat=True).distinct())

    def line(self, pk: int) -> Line | None:
        """Return the patient's line, or None."""
        goals, populations, tasks = self.goals.get(pk, []), self.populations.get(pk, []), self.tasks.get(pk, [])
        contacts = self.contacts.get(pk, {})
        if not (goals or populations or contacts or pk in self.worries):
            return None
        main = next((task for task in tasks if task[1] in contacts), tasks[0] if tasks else None)
        contact = contacts.get(main[1]) if main is not None else None
        goal = _shown(goals, contact)
        plan = self.plans.get(goal[1]) if goal is not None else None
        said = self.told.get(goal[1]) if goal is not None else None
        tries = self.tries.get(contact[2], 0) if contact is not None else 0
        decision = deciding.stands(
            deciding.StandingFacts(
                goals=[GoalState(row[2]) for row in goals],
                has_contact=contact is not None,
                has_plan=plan is not None,
                answer=FollowUpAnswer(plan[1]) if plan is not None else None,
                had_contact=goal is not None and goal[1] in self.had_contact,
            )
        )
        # What is kept to a few tells nobody else how sure, or how it went.
        is_open = goal is not None and is_for_lists(goal[3], self.topics.get(goal[1], ""))
        first = plan[2] if plan is not None and is_open else None
        last = said[2] if said is not None and is_open else None
        outcome = PlanOutcome(said[1]) if said is not None and is_open else None
        level = self.levels.get(pk, USUAL_LEVEL)
        risk = max([task[4] for task in tasks] + [rules.risk_rank(level=level)])
        due_on, ends_on, since = main[5:8] if main is not None else (deciding.NO_DAY, deciding.NO_DAY, None)
        owner = self._owner(pk, main, goal)
        talked = self.last_at.get(pk)
        _, name_key, language, clinician = self.patients[pk]
        return Line(
            patient_id=pk,
            practice_id=self.practice.pk,
            name_key=name_key,
            language=language,
            standing=decision.status.value,
            reason=decision.reason.code,
            goal_id=goal[1] if goal is not None else None,
            contact_id=contact[2] if contact is not None else None,
            owner_id=owner,
            team_id=self.people.team_of.get(clinician) or self.people.team_of.get(owner or 0),
            level=level,
            risk=risk,
            place=deciding.place(risk, ends_on, since or self._since(goals, populations)),
            due_on=due_on,
            ends_on=ends_on,
            last_on=talked.astimezone(self.people.zone).date() if talked is not None else deciding.NEVER,
            tries=tries,
            sure_first=first,
            sure_last=last,
            has_worry=pk in self.worries,
            is_not_reached=tries > 0,
            is_stalled=deciding.is_stalled(tries, outcome) and contact is not None,
            is_unsure=deciding.is_unsure(first, last, self.people.threshold),
            is_ownerless=owner is None and bool(goals or contacts),
            kept_to="" if goals or contacts or pk in self.worries else _labels(populations),
            populations=[[code, labels, title] for _, code, labels, title, _ in populations],
        )

    def _owner(self, pk: int, main: tuple[Any, ...] | None, goal: tuple[Any, ...] | None) -> int | None:
        if main is not None:
            return int(main[3])
        clinician = self.patients[pk][3]
        if clinician in self.people.active:
            return int(clinician)
        return self.people.by_user.get(goal[4]) if goal is not None else None

    @staticmethod
    def _since(goals: list[tuple[Any, ...]], populations: list[tuple[Any, ...]]) -> datetime:
        if goals:
            return min(row[5] for row in goals)
        days = [row[4] for row in populations]
        return datetime.combine(min(days), time(), UTC) if days else datetime.fromtimestamp(0, UTC)


def _shown(goals: list[tuple[Any, ...]], contact: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """Return the goal of the contact, else the newest that is worked on, paused, kept up: in this order."""
    if contact is not None:
        found = next((row for row in goals if row[1] == contact[3]), None)
        if found is not None:
            return found
    for states in (_WORKED_ON, (GoalState.PAUSED,), (GoalState.SUSTAINING,)):
        found = next((row for row in goals if row[2] in states), None)
        if found is not None:
            return found
    return None


def _labels(populations: list[tuple[Any, ...]]) -> str:
    """Return the labels without which somebody may not know of any of these populations: the fewest of one."""
    return min((row[2] for row in populations), key=lambda labels: (len(labels.split()), labels), default="")


def _of(patients: Collection[int]) -> Callable[[str], Q]:
    if isinstance(patients, range):
        return lambda column: Q(**{f"{column}__gte": patients.start, f"{column}__lt": patients.stop})
    numbers = list(patients)
    return lambda column: Q(**{f"{column}__in": numbers})


def stored_lines(practice: Practice, patients: Collection[int]) -> dict[int, Line]:
    """Return the lines that are kept of these patients; one statement."""
    rows = RegistryRow.objects.filter(_of(patients)("pk"), practice=practice)
    return {row[0]: Line(*row) for row in rows.values_list(*Line.__dataclass_fields__)}


# --- who waits --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose lines are to be written anew, and up to where the audit trail and the moves are read with that.

    ``is_everybody``: something changed that all lines rest on (people, teams, the threshold of how sure).
    """

    patients: frozenset[int]
    event: int
    move: int
    marks: dict[int, str]
    is_everybody: bool = False


def waits(practice: Practice) -> bool:
    """Whether somebody's line is to be written anew; three small statements at most."""
    mark = RegistryMark.objects.filter(practice=practice).first()
    if mark is None or ListCheck.objects.filter(practice=practice).exists():
        return True
    moves = TaskMove.objects.filter(pk__gt=mark.move, task__practice=practice)
    return _events(practice, mark.event).exists() or moves.exists()


def waiting(practice: Practice, *, after: Waiting | None = None) -> Waiting:
    """Return whose lines are written anew next: ``AT_ONCE`` marks, and ``EVENTS`` events and moves at most."""
    mark = RegistryMark.objects.filter(practice=practice).first()
    event, move = newest(practice)
    everybody = mark is None
    patients: set[int] = set()
    if after is not None:
        event, move, everybody = after.event, after.move, False
    elif mark is not None:
        rows = list(
            _events(practice, mark.event).order_by("number").values_list("number", "verb", "patient_oid")[:EVENTS]
        )
        event = rows[-1][0] if len(rows) == EVENTS else max(event, mark.event)
        everybody = any(verb in FOR_EVERYBODY for _, verb, _ in rows)
        oids = {oid for _, _, oid in rows if oid}
        patients |= set(Patient.objects.filter(oid__in=oids, practice=practice).values_list("pk", flat=True))
        moves = TaskMove.objects.filter(pk__gt=mark.move, task__practice=practice).order_by("pk")
        moved = list(moves.values_list("pk", "task__patient_id")[:EVENTS])
        move = moved[-1][0] if moved else mark.move
        patients |= {patient for _, patient in moved}
    marks = dict(ListCheck.objects.filter(practice=practice).order_by("pk").values_list("patient_id", "mark")[:AT_ONCE])
    return Waiting(frozenset(patients | set(marks)), event, move, marks, everybody)


def newest(practice: Practice) -> tuple[int, int]:
    """Return the newest number of the practice's audit trail and of its moved tasks."""
    event = Head.objects.filter(practice_id=practice.pk).values_list("count", flat=True).first() or 0
    move = TaskMove.objects.filter(task__practice=practice).aggregate(last=Max("pk"))["last"] or 0
    return event, move


def _events(practice: Practice, after: int) -> QuerySet[Event]:
    """Return what was done since: nothing that was only read, nor the keeping itself."""
    rows = Event.objects.filter(practice_id=practice.pk, number__gt=after)
    return rows.exclude(verb__contains=".read_").exclude(verb__in=OWN)
