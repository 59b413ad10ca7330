"""What people have to do: seen before somebody is given a contact, before they leave, and while they are away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    F,
    Field,
    IntegerField,
    Q,
    QuerySet,
    TimeField,
    Value,
)
from django.db.models.functions import Cast

from teamlet.records.followups.rules.load import (
    DayFacts,
    DaySuggestion,
    OwnerSuggestion,
    PersonLoad,
    suggest_days,
    suggest_owner,
)
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Absence, Holiday, Membership
from teamlet.records.practice.queries import Scope, practice_id_of, practice_of, working_days
from teamlet.records.tasks.models import CallBlock, Task
from teamlet.records.tasks.queries import CallTime, as_blocks, call_blocks, call_time, role_matrix
from teamlet.records.tasks.rules import CALL_MINUTES, Block, blocks_on, minutes_on, week_of
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Loads:
    """What these people have to do in one week, who is suggested, and until which day it is counted."""

    rows: dict[int, PersonLoad]
    suggestion: OwnerSuggestion
    until: date


def contact_loads(
    scope: Scope, people: Iterable[Membership], *, on: date, today: date, patient: Patient | None = None
) -> Loads:
    """Return what these people have to do in the week of ``on`` and who is suggested; seven queries at most.

    In the week of ``today`` what is overdue counts too.  With ``patient`` whoever speaks their language is preferred,
    and never anything but language.
    """
    chosen = {row.pk: row for row in people}
    first = week_of(on)
    last = first + timedelta(days=6)
    counts = _counts(scope, chosen, first if today < first else date.min, last)
    time_ = call_time(scope, first, last, chosen)
    row = role_matrix(scope).get(Duty.FOLLOW_UP)
    named = {row.person_id, row.backup_id} if row is not None else set()
    language = patient.language[:2] if patient is not None else ""
    asks = bool(language) and language != ENGLISH
    rows = {}
    for pk, person in chosen.items():
        every, week = counts.get(pk, (0, 0))
        rows[pk] = PersonLoad(
            person=pk,
            open=every,
            week=week,
            planned=CALL_MINUTES * week,
            kept=sum(time_.minutes(pk, first + timedelta(days=number)) for number in range(7)),
            speaks=(language in person.languages) if asks else None,
            is_here=on not in time_.away.get(pk, frozenset()),
            is_named=pk in named,
            is_pool=person.is_pool,
        )
    return Loads(rows, suggest_owner(rows.values(), until=last), last)


def week_loads(scope: Scope, people: Iterable[Membership], *, on: date, today: date) -> dict[int, PersonLoad]:
    """Return what these people have to do in the week of ``on``, by row number: contacts, minutes planned and kept.

    As ``contact_loads`` counts it, in one statement, for a page that has none to spare; ``open`` is not counted.
    """
    practice = practice_of(scope)
    chosen = [row.pk for row in people]
    first = week_of(on)
    last = first + timedelta(days=6)
    due = Task.objects.filter(
        practice=practice,
        kind=TaskKind.CONTACT,
        state=TaskState.OPEN,
        owner_id__in=chosen,
        due_on__gte=first if today < first else date.min,
        due_on__lte=last,
    )
    kept = CallBlock.objects.filter(practice=practice, membership_id__in=chosen)
    away = Absence.objects.filter(membership_id__in=chosen, first_day__lte=last, last_day__gte=first)
    closed = Holiday.objects.filter(practice=practice, day__gte=first, day__lte=last)
    rows = _parts(due.values_list("owner_id").annotate(many=Count("id")), "task", person="owner_id", number=F("many"))
    for more in (
        _parts(kept, "block", person="membership_id", number=F("weekday"), first=F("day"), opens=F("from_time"),
               closes=F("to_time")),
        _parts(away, "absence", person="membership_id", first=F("first_day"), last=F("last_day")),
        _parts(closed, "holiday", first=F("day")),
    ):  # fmt: skip
        rows = rows.union(more, all=True)
    week: dict[int, int] = {}
    blocks: list[Block] = []
    gone: dict[int, set[date]] = {pk: set() for pk in chosen}
    holidays: set[date] = set()
    for what, person, number, begins, ends, opens, closes in rows:
        if what == "task":
            week[person] = number
        elif what == "block":
            blocks.append(Block(person, opens, closes, weekday=number, day=begins))
        elif what == "absence":
            gone[person].update(begins + timedelta(days=n) for n in range((ends - begins).days + 1))
        else:
            holidays.add(begins)
    open_on = working_days(practice)
    days = [first + timedelta(days=number) for number in range(7)]
    return {
        pk: PersonLoad(
            person=pk,
            week=week.get(pk, 0),
            planned=CALL_MINUTES * week.get(pk, 0),
            kept=sum(
                minutes_on(blocks, pk, day, working_days=open_on, holidays=holidays, away=gone[pk]) for day in days
            ),
            is_here=on not in gone[pk],
        )
        for pk in chosen
    }


def _parts(rows: QuerySet[Any, Any], what: str, *, person: str = "", **columns: F) -> QuerySet[Any, Any]:
    """Return rows in the columns that all parts of one statement share; what a part does not have is null."""
    kinds: dict[str, Field[Any, Any]] = {
        "number": IntegerField(), "first": DateField(), "last": DateField(), "opens": TimeField(),
        "closes": TimeField(),
    }  # fmt: skip
    shared: dict[str, Any] = {
        f"u_{name}": columns.get(name) or Cast(Value(None), output_field=kind) for name, kind in kinds.items()
    }
    who: Any = F(person) if person else Cast(Value(None), output_field=BigIntegerField())
    found = rows.order_by().annotate(
        u_what=Value(what, output_field=CharField()), u_person=who, **shared
    )  # fmt: skip
    return found.values_list("u_what", "u_person", *shared)


def day_suggestions(
    scope: Scope,
    caller: Membership,
    *,
    first: date,
    last: date,
    aim: date,
    convenient: tuple[time, time] | None = None,
) -> tuple[DaySuggestion, ...]:
    """Return the working days from ``first`` to ``last`` on which a contact fits best, best first; five queries."""
    if last < first:
        return ()
    time_ = call_time(scope, first, last, [caller.pk])
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    facts = [_day(time_, caller.pk, day) for day in days if _is_open(time_, caller.pk, day)]
    return suggest_days(facts, aim=aim, convenient=convenient, keeps_time=time_.keeps_time(caller.pk))


def minutes_kept(scope: Scope, membership_id: int, on: date) -> int | None:
    """Return how many minutes somebody keeps for calls on a day, None for whoever keeps no time at all; one query."""
    blocks = as_blocks(call_blocks(scope, [membership_id]))
    return sum(block.minutes for block in blocks_on(blocks, membership_id, on)) if blocks else None


def _counts(scope: Scope, people: Iterable[int], first: date, last: date) -> dict[int, tuple[int, int]]:
    rows = Task.objects.filter(
        practice_id=practice_id_of(scope), kind=TaskKind.CONTACT, state=TaskState.OPEN, owner_id__in=list(people)
    )
    found = (
        rows.order_by()
        .values_list("owner_id")
        .annotate(every=Count("id"), week=Count("id", filter=Q(due_on__gte=first, due_on__lte=last)))
    )
    return {owner: (every, week) for owner, every, week in found}


def _is_open(time_: CallTime, person: int, day: date) -> bool:
    """Whether the practice calls on the day, or the person keeps time for calls on just this date."""
    dated = any(block.person == person and block.day == day for block in time_.blocks)
    return day not in time_.holidays and (day.weekday() in time_.working_days or dated)


def _day(time_: CallTime, person: int, day: date) -> DayFacts:
    return DayFacts(
        on=day,
        is_here=day not in time_.away.get(person, frozenset()),
        kept=time_.minutes(person, day),
        planned=time_.calls(person, day),
        hours=tuple((block.from_time, block.to_time) for block in blocks_on(time_.blocks, person, day)),
    )
