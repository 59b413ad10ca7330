"""The levels of need in force, their history, and who has one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from teamlet.records.followups.models import NeedLevel
from teamlet.records.followups.queries.need_facts import need_facts, of_patients
from teamlet.records.followups.rules.needs import Input, Need, NeedFacts, SetByHand, level_of_need
from teamlet.records.followups.words.needs import InputState, Level, NeedInput, WhyAnotherLevel
from teamlet.records.patients.models import Patient, PopulationMember, SupportCheck
from teamlet.records.plans.models import Goal
from teamlet.records.plans.words import GoalState
from teamlet.records.practice.queries import Scope, practice_id_of

#: The level of somebody of whom nothing is kept yet.
USUAL = Level.GUIDED.number
#: A goal in one of these states keeps somebody in support.
IN_SUPPORT = (
    GoalState.DRAFT, GoalState.AGREED, GoalState.FOLLOWED, GoalState.PAUSED, GoalState.ACHIEVED, GoalState.SUSTAINING,
)  # fmt: skip


# --- levels in force ---------------------------------------------------------------------------------


def levels_of(scope: Scope, patient_ids: Iterable[int]) -> dict[int, int]:
    """Return the level in force of each patient, 1 to 4; 2 where none is kept yet.  One statement."""
    found = dict.fromkeys(patient_ids, USUAL)
    rows = NeedLevel.objects.filter(practice_id=practice_id_of(scope), patient_id__in=list(found), is_current=True)
    found.update(rows.values_list("patient_id", "level"))
    return found


def level_of(scope: Scope, patient_id: int) -> NeedLevel | None:
    """Return the row in force of a patient with who set the level, or None; one statement."""
    rows = NeedLevel.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id, is_current=True)
    return rows.select_related("set_by").first()


def past_levels(scope: Scope, patient_id: int, limit: int = 30) -> list[NeedLevel]:
    """Return the earlier rows of a patient, newest first; one statement."""
    rows = NeedLevel.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id, is_current=False)
    return list(rows.select_related("set_by", "by").order_by("-id")[:limit])


def set_by_hand(row: NeedLevel | None) -> SetByHand | None:
    """Return what the team set, as the rule asks for it; None for nothing, and for a code that is no reason."""
    if row is None or row.set_level is None or row.set_on is None or row.set_why not in set(WhyAnotherLevel):
        return None
    return SetByHand(Level(str(row.set_level)), WhyAnotherLevel(row.set_why), row.set_on, row.set_until)


def inputs_of(row: NeedLevel) -> tuple[Input, ...]:
    """Return the inputs of a row as they were found; codes that are not known any more are left out."""
    return tuple(
        Input(
            NeedInput(each["code"]),
            InputState(each["state"]),
            each.get("value", ""),
            date.fromisoformat(each["day"]) if each.get("day") else None,
        )
        for each in row.inputs
        if each["code"] in set(NeedInput)
    )


def need_of(scope: Scope, patient_id: int, *, on: date) -> Need:
    """Return a patient's need as it would be found now; the number of statements of ``need_facts`` and one."""
    facts = need_facts(scope, [patient_id], on=on).get(patient_id, NeedFacts())
    return level_of_need(facts, on=on, by_hand=set_by_hand(level_of(scope, patient_id)))


# --- who is looked at --------------------------------------------------------------------------------


def in_support(scope: Scope, patients: Collection[int]) -> set[int]:
    """Return of these patients those who have a level: with a goal, in a population, or with one kept already.

    Not those who died, left, or were merged into another.  One statement.
    """
    practice = practice_id_of(scope)
    rows = Patient.objects.filter(
        of_patients("pk", patients), practice_id=practice, merged_into=None, deceased_on=None, is_active=True
    )
    goals = Goal.objects.filter(of_patients("patient_id", patients), practice_id=practice, state__in=IN_SUPPORT)
    members = PopulationMember.objects.filter(
        of_patients("patient_id", patients), practice_id=practice, left_on__isnull=True
    )
    levels = NeedLevel.objects.filter(of_patients("patient_id", patients), practice_id=practice, is_current=True)
    kept = Q(pk__in=goals.values("patient")) | Q(pk__in=members.values("patient")) | Q(pk__in=levels.values("patient"))
    return set(rows.filter(kept).values_list("pk", flat=True))


def waiting_support_checks(scope: Scope, limit: int) -> dict[int, str]:
    """Return whose level and slips are to be looked at again, with the mark of the last change."""
    rows = SupportCheck.objects.filter(practice_id=practice_id_of(scope)).order_by("id")
    return dict(rows.values_list("patient_id", "mark")[:limit])


def practices_with_support_checks() -> list[int]:
    """Return the practices in which somebody's level waits to be looked at again."""
    return list(SupportCheck.objects.order_by("practice_id").values_list("practice_id", flat=True).distinct())
