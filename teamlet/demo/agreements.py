"""What the many patients around the stories agreed on: goals and steps drawn from the shipped menus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from teamlet.content import library, schema
from teamlet.content.parsing import parse_amount, parse_days, parse_step, parse_when
from teamlet.content.sentences import StepParts
from teamlet.records.followups import rules as followup_rules
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import PlanOutcome

_MENUS = ("generic", "diabetes", "hypertension", "chronic_pain", "asthma_copd")

GOALS: dict[str, tuple[str, ...]] = {
    "en": (
        "Play on the floor with my grandkids",
        "Get through my shift without sitting down",
        "Go camping this summer",
        "Feel like myself again",
        "Walk to church",
        "Be around for my daughter's graduation",
        "Sleep a whole night",
        "Carry my own groceries",
        "Fit in my work pants",
        "Go fishing with my brother",
        "Stop worrying about my sugar",
        "Keep my feet",
        "Take fewer pills one day",
        "Dance at the anniversary party",
        "Work in the yard without stopping",
    ),
    "es": (
        "Jugar con mis nietos en el piso",
        "Aguantar el turno sin sentarme",
        "Ir al pueblo en diciembre",
        "Sentirme como antes",
        "Caminar a la iglesia",
        "Ver graduarse a mi hija",
        "Dormir toda la noche",
        "Cargar mis bolsas del mercado",
        "No preocuparme por el azúcar",
        "Bailar en la fiesta de mi comadre",
        "Trabajar en el jardín sin parar",
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step from a menu: as it would be typed, and its parts as columns."""

    topic: str
    words: str
    amount: str
    when: str
    days: str
    parts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    """A contact's day and window."""

    on: date
    first: date
    last: date


class Agreements:
    """Draws goals, steps and days; every draw comes from ``rng``, every day from the rules."""

    def __init__(self, rng: Random, today: date, holidays: frozenset[date]) -> None:
        self.rng, self.today, self.holidays = rng, today, holidays
        self.steps = {language: _steps(language) for language in GOALS}
        self._dues: dict[date, Due] = {}

    def goal(self, language: str) -> str:
        """Return a goal in somebody's words."""
        return self.rng.choice(GOALS[language])

    def step(self, language: str) -> Step:
        """Return a step."""
        return self.rng.choice(self.steps[language])

    def due_after(self, made: date) -> Due:
        """Return when the contact after a plan of ``made`` is due."""
        if made not in self._dues:
            proposal = followup_rules.contact_date(made, holidays=self.holidays, on=made)
            self._dues[made] = _due(proposal, made + timedelta(days=12))
        return self._dues[made]

    def next_after(self, told: date, outcome: PlanOutcome, sure: int) -> Due:
        """Return when the contact after the one of ``told`` is due."""
        proposal = followup_rules.next_after_contact(outcome, contact_on=told, confidence=sure, holidays=self.holidays)
        return _due(proposal, told + timedelta(days=14))


def _due(proposal: followup_rules.ContactProposal, otherwise: date) -> Due:
    on = proposal.on or otherwise
    return Due(on, proposal.window_start or on, proposal.window_end or on)


def _steps(language: str) -> tuple[Step, ...]:
    parts = library.load_as(schema.StepParts, "everyday")
    whens = {row.code: row.phrase.say(language) for row in parts.whens}
    units = {row.code: (row.one.say(language), row.many.say(language)) for row in parts.units}
    days = {"en": "{n} days", "es": "{n} días"}[language]
    every_day, one_day = {"en": ("every day", "1 day"), "es": ("todos los días", "1 día")}[language]
    found = []
    for name in _MENUS:
        for topic in library.load_as(schema.GoalMenu, name).topics:
            for step in topic.steps:
                amount = ""
                if step.units and step.amounts:
                    number = round(step.amounts[0])
                    amount = f"{number} {units[step.units[0]][number != 1]}"
                count = step.days[0] if step.days else 3
                often = {7: every_day, 1: one_day}.get(count, days.format(n=count))
                words, when = step.label.say(language), whens[step.whens[0]] if step.whens else ""
                read = StepParts(
                    parse_step(words, language),
                    parse_amount(amount, language) if amount else None,
                    parse_when(when, language) if when else None,
                    parse_days(often, language),
                )
                found.append(Step(topic.code, words, amount, when, often, parts_as_columns(read)))
    return tuple(found)
