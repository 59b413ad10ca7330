"""What people have to do: seen before somebody is given a contact, before they leave, and while they are away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Count, Q

from teamlet.records.followups.rules.load import (
    DayFacts,
    DaySuggestion,
    OwnerSuggestion,
    PersonLoad,
    suggest_days,
    suggest_owner,
)
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import CallTime, as_blocks, call_blocks, call_time, role_matrix
from teamlet.records.tasks.rules import CALL_MINUTES, blocks_on, week_of
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
        )
    return Loads(rows, suggest_owner(rows.values(), until=last), last)


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
