"""Populations of focus: which are in force, who belongs to each and why, who may know of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.db.models import Count, Q
from django.utils.translation import get_language, gettext as _

from teamlet.content import library as shipped
from teamlet.content.checking import Problem, convert
from teamlet.content.population_checks import names_in, reference_problems
from teamlet.content.readings import READINGS, WISH_TOPICS
from teamlet.content.schema.populations import Population
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import date_words
from teamlet.records.library.queries import as_mapping, newest_approved, parsed
from teamlet.records.patients import rules
from teamlet.records.patients.models import HelpWish, Patient, PopulationCheck, PopulationMember
from teamlet.records.patients.queries.population_facts import facts_for
from teamlet.records.patients.rules import populations as deciding
from teamlet.records.patients.words import Sensitivity, Showing, View
from teamlet.records.practice.queries import Scope, practice_id_of

KIND = "populations"


# --- what is in force --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InForce:
    """A population as the practice uses it: its version ("shipped:1", or the practice's own number)."""

    population: Population
    version: str


def in_force(scope: Scope) -> dict[str, InForce]:
    """Return every population of the practice by id: its own version in force, or the shipped one.  One statement."""
    own = newest_approved(scope)
    found = {
        one: InForce(shipped.load_as(Population, one), f"shipped:{shipped.versions(KIND, one)[-1]}")
        for one in shipped.ids(KIND)
    }
    for (kind, one), row in own.items():
        if kind == KIND:
            content = parsed(row)
            if isinstance(content, Population):
                found[one] = InForce(content, str(row.number))
    return found


def finder(known: dict[str, InForce]) -> Callable[[str], Population]:
    """Return how a rule finds the populations it names.  The function raises ``LookupError``."""

    def find(name: str) -> Population:
        return known[name].population

    return find


# --- deciding ----------------------------------------------------------------------------------------


def decide(
    scope: Scope,
    populations: Iterable[Population],
    known: dict[str, InForce],
    *,
    on: date,
    patients: Collection[int] | None = None,
) -> dict[str, deciding.Members]:
    """Return who is in each of ``populations`` on a day, with evidence; of ``patients`` only (row numbers, or a range
    of them), when given.

    Populations that lead back to themselves or name what is not there have nobody.
    """
    wanted = list(populations)
    inner = dict(known)
    for population in wanted:
        inner[population.id] = InForce(population, "")
    find = finder(inner)
    sound = [population for population in wanted if _holds_together(population, inner)]
    facts = facts_for(practice_id_of(scope), deciding.needs_of(sound, find), on=on, patients=patients)
    decided = deciding.Deciding(facts, find, on=on)
    found: dict[str, deciding.Members] = {population.id: {} for population in wanted}
    for population in sound:
        found[population.id] = decided.members(population)
    return found


def _holds_together(population: Population, known: dict[str, InForce], above: frozenset[str] = frozenset()) -> bool:
    if population.id in above:
        return False
    return all(
        name in known and _holds_together(known[name].population, known, above | {population.id})
        for name in names_in(population)
    )


# --- who is in which ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Membership:
    """One population of a patient as somebody may read it.

    ``population`` is its id, ``label`` its name in the reader's language, ``reason`` the first fact it rests on
    (``say(reason)``).  Where the reader may only be told to open the chart, ``population`` and ``label`` are empty and
    ``reason`` says so.
    """

    population: str
    label: str
    reason: Reason
    route: str = ""
    entered_on: date | None = None
    others: tuple[Reason, ...] = ()
    version: str = ""


def memberships_of(
    scope: Scope, patient_ids: Collection[int], *, view: View = View.LIST
) -> dict[int, list[Membership]]:
    """Return the populations that each patient is in and that the reader may know of, in the order of their ids.

    One statement.  Roles that do not take part in support (the front desk) get nothing.  What rests on labelled data
    appears only where ``rules.may_see`` lets the reader's roles see it in ``view``; in lists it is one line "see
    chart".  A scope that is no person's is nobody's eye: labelled ones are left out.
    """
    found: dict[int, list[Membership]] = {pk: [] for pk in patient_ids}
    roles = scope.roles if isinstance(scope, Principal) else frozenset()
    if not found or (isinstance(scope, Principal) and scope.user_id is not None and not scope.has(SUPPORT)):
        return found
    rows = PopulationMember.objects.filter(
        practice_id=practice_id_of(scope), patient_id__in=list(found), left_on=None
    ).order_by("population")
    language = (get_language() or "en")[:2]
    for patient_id, population, title, route, version, evidence, labels, entered in rows.values_list(
        "patient_id", "population", "title", "route", "version", "evidence", "labels", "entered_on"
    ):
        showing = shown_to(labels, roles, view)
        known = found[patient_id]
        if showing is Showing.SHOWN:
            reasons = tuple(reason_of(each) for each in evidence) or (Reason("patients.by_rule"),)
            label = title.get(language) or title.get("en", population)
            known.append(Membership(population, label, reasons[0], route, entered, reasons[1:], version))
        elif showing is Showing.SEE_CHART and not any(not each.population for each in known):
            known.append(Membership("", "", Reason("patients.see_chart", {"view": view.value})))
    return found


def shown_to(labels: str, roles: Collection[str], view: View) -> Showing:
    """Return the narrowest of what ``rules.may_see`` says of each label."""
    said = {rules.may_see(Sensitivity(label), roles, view).status for label in labels.split()}
    for showing in (Showing.HIDDEN, Showing.SEE_CHART):
        if showing in said:
            return showing
    return Showing.SHOWN


def reason_of(evidence: deciding.Evidence) -> Reason:
    """Return one fact as a reason with its values, names in the reader's language."""
    what = evidence.get("what")
    values = {key: evidence[key] for key in ("words", "value", "unit", "day", "months", "times") if evidence.get(key)}
    if "day" in values:
        # With its year: what it rests on may be long ago.
        values["day"] = date_words(date.fromisoformat(values["day"]), get_language() or "en")
    if what == "diagnosis":
        if "day" not in values:
            return Reason("patients.diagnosed_undated", values)
        return Reason("patients.diagnosed_visits" if evidence.get("how") == "visits" else "patients.diagnosed", values)
    if what in ("reading", "no_reading"):
        label = READINGS[evidence["reading"]].label
        values["label"] = _(label)
        if what == "reading":
            return Reason("patients.reading_on", values | {"unit": evidence.get("unit", "")})
        return Reason("patients.no_reading" if evidence.get("months") else "patients.no_reading_ever", values)
    if what == "encounters":
        return Reason(f"patients.encounters_{evidence['encounter']}", values)
    if what == "wish":
        topic = WISH_TOPICS.get(evidence["topic"], WISH_TOPICS["other"])
        return Reason("patients.wish_said", values | {"topic": _(topic)})
    return Reason("patients.by_rule")


def counts(scope: Scope) -> dict[str, int]:
    """Return how many patients are in each population now; one statement."""
    rows = PopulationMember.objects.filter(practice_id=practice_id_of(scope), left_on=None)
    return dict(rows.values_list("population").annotate(patients=Count("id")))


def open_members(scope: Scope, population: str) -> dict[int, str]:
    """Return who is in a population now, each with the labels of the membership."""
    rows = PopulationMember.objects.filter(practice_id=practice_id_of(scope), population=population, left_on=None)
    return dict(rows.values_list("patient_id", "labels"))


def membership_history(scope: Scope, patient_id: int, *, view: View = View.CHART) -> list[PopulationMember]:
    """Return the memberships of one patient that are over, newest first, as far as the reader's roles go."""
    roles = scope.roles if isinstance(scope, Principal) else frozenset()
    rows = PopulationMember.objects.filter(
        practice_id=practice_id_of(scope), patient_id=patient_id, left_on__isnull=False
    ).order_by("-left_on", "-id")[:50]
    return [row for row in rows if shown_to(row.labels, roles, view) is Showing.SHOWN]


def wishes_of(scope: Scope, patient_id: int, limit: int = 20) -> list[HelpWish]:
    """Return what a patient answered about help, newest first; merged-away records are part of it."""
    rows = HelpWish.objects.filter(
        Q(patient_id=patient_id) | Q(patient__merged_into=patient_id), practice_id=practice_id_of(scope)
    )
    return list(rows.order_by("-said_on", "-id")[:limit])


def patients_of(numbers: Collection[int]) -> set[int]:
    """Return whose memberships these are, by row number; one statement for every thousand."""
    wanted = list(numbers)
    return {
        patient
        for first in range(0, len(wanted), 1_000)
        for patient in PopulationMember.objects.filter(pk__in=wanted[first : first + 1_000]).values_list(
            "patient_id", flat=True
        )
    }


def waiting_checks(scope: Scope, limit: int = 50_000) -> dict[int, str]:
    """Return who is to be looked at again, with the mark of the last change."""
    rows = PopulationCheck.objects.filter(practice_id=practice_id_of(scope)).order_by("id")
    return dict(rows.values_list("patient_id", "mark")[:limit])


def practices_with_checks() -> list[int]:
    """Return the practices in which somebody waits to be looked at again."""
    return list(PopulationCheck.objects.order_by("practice_id").values_list("practice_id", flat=True).distinct())


# --- for editing a rule ------------------------------------------------------------------------------


def checked(scope: Scope, population: str, body: dict[str, Any]) -> tuple[Population | None, list[Problem]]:
    """Return a body as a population, and everything that is wrong with it; None while there is anything."""
    mapping = as_mapping(body)
    problems = shipped.validate(KIND, mapping)
    try:
        content = convert(KIND, mapping)
    except msgspec.ValidationError:
        return None, problems
    if not isinstance(content, Population):
        return None, problems
    known = in_force(scope)
    problems += [Problem(key, reason) for key, reason in reference_problems(content, known, finder(known))]
    return (None if problems else content), problems


def stretches(scope: Scope, many: int) -> list[range]:
    """Return the row numbers of the practice's patients in stretches of ``many`` patients each."""
    numbers = list(
        Patient.objects.filter(practice_id=practice_id_of(scope)).order_by("pk").values_list("pk", flat=True)
    )
    if not numbers:
        return []
    starts = numbers[::many]
    return [range(start, stop) for start, stop in zip(starts, [*starts[1:], numbers[-1] + 1], strict=True)]


def patient_count(scope: Scope, limit: int) -> int:
    """Return how many patients the practice has, counted up to ``limit``."""
    return Patient.objects.filter(practice_id=practice_id_of(scope)).order_by()[:limit].count()


def names_of(scope: Scope, patient_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the opaque id and the name of each patient; one statement."""
    rows = Patient.objects.filter(practice_id=practice_id_of(scope), pk__in=list(patient_ids))
    return {
        pk: (oid, " ".join(part for part in (given, family) if part))
        for pk, oid, given, family in rows.values_list("pk", "oid", "given", "family")
    }


def last_reasons(scope: Scope, population: str, patient_ids: Collection[int]) -> dict[int, Reason]:
    """Return the first fact on which each patient's membership in a population rests now."""
    rows = PopulationMember.objects.filter(
        practice_id=practice_id_of(scope), population=population, left_on=None, patient_id__in=list(patient_ids)
    )
    return {pk: reason_of(evidence[0]) for pk, evidence in rows.values_list("patient_id", "evidence") if evidence}
