"""Reads of the schedule: the next working day, who is expected, who is on duty, what belongs to a kind of visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from teamlet.ground.access.roles import EVERYONE
from teamlet.ground.reasons import Decision
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import Scope, holidays, owners, practice_id_of, practice_of, working_days
from teamlet.records.tasks import rules as task_rules
from teamlet.records.tasks.queries import staffing
from teamlet.records.tasks.words import Duty
from teamlet.records.visits import rules
from teamlet.records.visits.models import SupportMinimum, Visit
from teamlet.records.visits.words import SUPPORT_MINIMUM, SupportPart, VisitKind, VisitState

_LOOKED_AHEAD = timedelta(days=60)
_PART = 5_000


def next_working_day(scope: Scope, after: date) -> date:
    """Return the practice's next working day after ``after``; two queries, one when the practice is given."""
    practice = practice_of(scope)
    free = holidays(practice, after, after + _LOOKED_AHEAD)
    return rules.working_day_after(after, working_days(practice), free)


def schedule_on(scope: Scope, day: date) -> list[Visit]:
    """Return everybody on a day's schedule, called off or not, by time, with patient, clinician and who prepared.

    One query; without the topics that ``visits_on`` brings.
    """
    return list(
        Visit.objects.filter(practice_id=practice_id_of(scope), day=day)
        .exclude(state=VisitState.ENTERED_IN_ERROR)
        .select_related("patient", "clinician", "ready_by")
        .order_by("starts", "id")
    )


def support_minimums(scope: Scope) -> dict[VisitKind, tuple[SupportPart, ...]]:
    """Return the least support of every kind of visit: the practice's own, else the default.  One query."""
    rows = SupportMinimum.objects.filter(practice_id=practice_id_of(scope)).values_list("kind", "parts")
    chosen = {kind: tuple(part for part in SupportPart if part in parts) for kind, parts in rows}
    return {kind: chosen.get(kind.value, SUPPORT_MINIMUM[kind]) for kind in VisitKind}


def visits_by_source(scope: Scope, keys: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Return known appointments by source key: (row number, patient, source hash, state)."""
    found: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(keys), _PART):
        # Without the last condition SQLite does not see that the index of source keys holds all of them.
        rows = Visit.objects.filter(
            practice_id=practice_id_of(scope), source_key__in=keys[start : start + _PART]
        ).exclude(source_key="")
        for key, *rest in rows.values_list("source_key", "id", "patient_id", "source_hash", "state"):
            found[key] = tuple(rest)
    return found


# --- who is there -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DutyCover:
    """One duty on one day: whose it is, who does it that day, and why."""

    duty: Duty
    holder: Membership | None
    covered_by: Membership | None
    decision: Decision | None

    @property
    def is_covered_by_another(self) -> bool:
        """Whether somebody steps in."""
        return self.covered_by is not None and self.covered_by != self.holder


@dataclass(frozen=True, slots=True)
class Roster:
    """Who works on a day, who is away until when, and who does which duty."""

    day: date
    here: tuple[Membership, ...]
    away: tuple[tuple[Membership, date], ...]
    duties: tuple[DutyCover, ...]


def roster_of(scope: Scope, day: date) -> Roster:
    """Return who is on duty on ``day`` for the practice as a whole; five queries whatever the number of people."""
    practice_id = practice_id_of(scope)
    everybody = owners(practice_id, EVERYONE)
    people = [each for each in everybody if not each.is_pool]
    facts = staffing(practice_id, day, day)
    until: dict[int, date] = {}
    for gap in facts.absences:
        if gap.first <= day <= gap.last:
            until[int(gap.person)] = max(gap.last, until.get(int(gap.person), gap.last))
    by_id: Mapping[int, Membership] = {each.pk: each for each in everybody}
    return Roster(
        day=day,
        here=tuple(person for person in people if person.pk not in until),
        away=tuple((person, until[person.pk]) for person in people if person.pk in until),
        duties=tuple(_cover(duty, facts, by_id, day) for duty in Duty),
    )


def _cover(duty: Duty, facts: Any, people: Mapping[int, Membership], day: date) -> DutyCover:
    holder = task_rules.row_for(duty, facts.matrix, day).person
    try:
        chosen = task_rules.choose_owner(duty, facts.matrix, None, facts.absences, facts.members, day)
    except LookupError:
        return DutyCover(duty, None, None, None)
    return DutyCover(duty, people.get(int(holder)) if holder else None, people.get(int(chosen.owner)), chosen.decision)
