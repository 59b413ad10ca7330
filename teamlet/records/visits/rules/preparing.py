"""What is missing for a visit, who of those on duty does which step, and what the day leaves to its owners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.visits.rules.words import ItemWhat, VisitStep
from teamlet.records.visits.words import VisitKind


@dataclass(frozen=True, slots=True)
class PreparationFacts:
    """What is known about a visit the day before."""

    has_language: bool = True
    needs_interpreter: bool = False
    has_working_number: bool = True
    has_topics: bool = False
    has_form: bool = False
    form_is_back: bool = False
    has_plan: bool = False
    how_sure_asked: bool = True
    has_report: bool = False


def missing(facts: PreparationFacts) -> tuple[ItemWhat, ...]:
    """Return what is missing, in the order in which it is got; standing orders come from ``rules.orders.due``."""
    return tuple(_missing(facts))


def _missing(facts: PreparationFacts) -> Iterator[ItemWhat]:
    if not facts.has_language:
        yield ItemWhat.LANGUAGE
    if facts.needs_interpreter:
        yield ItemWhat.INTERPRETER
    if not facts.has_working_number:
        yield ItemWhat.CONTACT_POINT
    if facts.has_form and not facts.form_is_back:
        yield ItemWhat.FORM
    if facts.has_plan and not facts.has_report:
        yield ItemWhat.LAST_STEP
    if facts.has_plan and not facts.how_sure_asked:
        yield ItemWhat.HOW_SURE
    if not facts.has_topics and not facts.form_is_back:
        yield ItemWhat.AGENDA


class Duties(StrEnum):
    """Who does a step of a planned visit."""

    USUAL = "usual"
    BACKUP = "backup"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class StepOwner:
    """One step of a planned visit: by which role, by whom, and why this role."""

    step: VisitStep
    role: Role | None
    people: tuple[str, ...]
    decision: Decision[Duties]


_MA, _RN, _PCP = Role.MEDICAL_ASSISTANT, Role.NURSE, Role.CLINICIAN
_COACH, _DESK = Role.COACH, Role.FRONT_DESK
#: The usual role of each step first, then who steps in (domain report, section 2.2).
STEP_ROLES: dict[VisitStep, tuple[Role, ...]] = {
    VisitStep.GATHER: (_MA, _RN, _COACH),
    VisitStep.FORM: (_DESK, _MA, _RN),
    VisitStep.HUDDLE: (_MA, _RN, _PCP),
    VisitStep.ROOMING: (_MA, _RN, _COACH),
    VisitStep.AGENDA: (_PCP, _RN, Role.BEHAVIORAL_HEALTH),
    VisitStep.PLAN: (_COACH, _MA, _RN, Role.CARE_MANAGER, Role.EDUCATOR, _PCP),
    VisitStep.CHECK_OUT: (_DESK, _MA, _RN),
}
#: Steps of kinds of visit that are not the whole planned visit.
STEPS_OF_KIND: dict[VisitKind, tuple[VisitStep, ...]] = {
    VisitKind.ACUTE: (VisitStep.FORM, VisitStep.ROOMING, VisitStep.AGENDA, VisitStep.CHECK_OUT),
    VisitKind.NURSE: (VisitStep.GATHER, VisitStep.ROOMING, VisitStep.PLAN, VisitStep.CHECK_OUT),
    VisitKind.PHONE: (VisitStep.GATHER, VisitStep.AGENDA, VisitStep.PLAN),
    VisitKind.VIDEO: (VisitStep.GATHER, VisitStep.AGENDA, VisitStep.PLAN),
    VisitKind.WALK_IN: (VisitStep.FORM, VisitStep.ROOMING, VisitStep.AGENDA),
}
_BY_KIND: dict[tuple[VisitKind, VisitStep], tuple[Role, ...]] = {
    (VisitKind.NURSE, VisitStep.ROOMING): (_RN, _MA),
    (VisitKind.NURSE, VisitStep.PLAN): (_RN, _COACH, _MA),
}


def planned_steps(kind: VisitKind, here: Sequence[tuple[str, frozenset[str]]]) -> tuple[StepOwner, ...]:
    """Return who does each step of a planned visit of ``kind`` from those who are here (name, roles).

    Where nobody has the usual role the next one steps in; a step nobody can do says so and stays.
    """
    return tuple(_owner(kind, step, here) for step in STEPS_OF_KIND.get(kind, tuple(VisitStep)))


def _owner(kind: VisitKind, step: VisitStep, here: Sequence[tuple[str, frozenset[str]]]) -> StepOwner:
    for place, role in enumerate(_BY_KIND.get((kind, step), STEP_ROLES[step])):
        people = tuple(name for name, roles in here if role.value in roles)
        if people:
            status, code = (Duties.USUAL, "step_owner") if place == 0 else (Duties.BACKUP, "step_backup")
            return StepOwner(step, role, people, Decision(status, (Reason(f"visits.{code}"),)))
    return StepOwner(step, None, (), Decision(Duties.NOBODY, (Reason("visits.step_nobody"),)))
