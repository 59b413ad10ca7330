"""What else belongs to a visit: introduced, what matters, who joins, explained, shown, given, feelings, care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.content import teaching
from teamlet.content.schema import Route
from teamlet.during_visit.presenters.strip import Strip
from teamlet.during_visit.presenters.told import page_language
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import Role
from teamlet.records.patients import queries as patients
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries.populations import memberships_of
from teamlet.records.patients.words import View
from teamlet.records.plans.rules import FiveAs, five_as
from teamlet.records.plans.words import FIVE_AS_LABELS
from teamlet.records.visits import queries as visits
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import (
    FEELINGS_ROUTE_LABELS,
    SAID_BACK_LABELS,
    FeelingsRoute,
    SaidBack,
    SharedKind,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what was shared: its words and how it came back."""

    kind: SharedKind
    words: str
    result: str


@dataclass(frozen=True, slots=True)
class CareRow:
    """One part of the care to expect: the patient's words, when it was last done, and whether it is open."""

    words: str
    reason: Any
    is_gap: bool


def staff_words() -> dict[str, str]:
    """Return the texts in the language of whoever reads the page."""
    return teaching.words((get_language() or "en")[:2])


def spoken_words(patient: Patient) -> tuple[str, dict[str, str]]:
    """Return the language in which one speaks to the patient, where we have it, and the texts in it."""
    language = page_language(patient)
    spoken = language if language in {"en", "es"} else "en"
    return spoken, teaching.words(spoken)


def lines_of(visit: Visit, words: dict[str, str]) -> list[Line]:
    """Return what was shared in the visit, in words."""
    return [
        Line(
            SharedKind(row.kind),
            words.get(row.code, _("Introduction")),
            _(SAID_BACK_LABELS[SaidBack(row.result)]) if row.result else "",
        )
        for row in visits.shared_in(visit)
    ]


def care_lists(patient: Patient, words: dict[str, str], on: date, by: Principal) -> list[dict[str, Any]]:
    """Return by condition what good care is and what the chart knows of it: the patient's list is the team's list."""
    conditions = {fact.code for fact in patients.caution_facts(by, patient, on=on).conditions}
    return [
        {
            "code": each.code,
            "name": words[each.code],
            "parts": [CareRow(words[one.code], one.decision.reason, one.is_gap) for one in states],
            "open": sum(one.is_gap for one in states),
        }
        for each, states in visits.care_of(patient, teaching.care_for(conditions), on)
    ]


def more_of(strip: Strip, on: date, by: Principal) -> dict[str, Any]:
    """Return everything the page shows besides its forms."""
    visit, patient = strip.visit, strip.patient
    read = staff_words()
    language, said = spoken_words(patient)
    lines = lines_of(visit, read)
    asked, feelings = visits.feelings_of(visit, [str(role) for role in by.roles])
    helpers = patients.helpers(by, patient)
    guests = visits.guests_of(visit)
    there = {guest.name for guest in guests}
    return {
        "read": read,
        "said": said,
        "spoken": language,
        "lines": lines,
        "introduced": visits.is_introduced(patient),
        "may_join": [row for row in helpers if row.may_join and row.name not in there],
        "not_wanted": [row for row in helpers if not row.may_join],
        "guests": guests,
        "feelings_asked": asked,
        "feelings": feelings,
        "feelings_words": _(FEELINGS_ROUTE_LABELS[FeelingsRoute(feelings.route)])
        if feelings is not None and feelings.route
        else "",
        "care": care_lists(patient, read, on, by),
        "steps": {code: teaching.steps_of(code, said) for code in teaching.skills()},
        "offers_scales": _in_care_management(patient, by),
        "five": five_words(strip, lines, asked),
    }


def _in_care_management(patient: Patient, by: Principal) -> bool:
    """Say whether goals on scales are offered: to people whom a population names for risk, and to care managers."""
    if Role.CARE_MANAGER in by.roles:
        return True
    known = memberships_of(by, [patient.pk], view=View.CHART)[patient.pk]
    return any(one.route == Route.RISK for one in known)


def five_words(strip: Strip, lines: list[Line], feelings_asked: bool) -> list[dict[str, Any]]:
    """Return the five A's of this visit in words: each with whether something was recorded for it."""
    facts = FiveAs(
        has_topics=bool(strip.topics),
        asked_feelings=feelings_asked,
        has_report=bool(strip.last and strip.last.report),
        explained=any(line.kind in {SharedKind.TOPIC, SharedKind.CARE, SharedKind.AID} for line in lines),
        has_goal=strip.goal is not None,
        asked_importance=strip.goal is not None and strip.goal.importance is not None,
        has_plan=strip.plan is not None,
        shown_skill=any(line.kind is SharedKind.SKILL for line in lines),
        has_handoff=bool(strip.handoffs),
        contact_answered=strip.plan is not None and strip.plan.follow_up != "not_asked",
        not_today=strip.not_today is not None,
    )
    return [{"name": _(FIVE_AS_LABELS[one]), "done": done} for one, done in five_as(facts).items()]
