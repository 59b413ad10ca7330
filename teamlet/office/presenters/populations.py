"""Populations for editing: what is in force, what a draft would change, and whom it would bring in or leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.content import library, schema
from teamlet.content.schema.populations import LineKind, Population, Route
from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.ui.reason_words import say
from teamlet.records.library import queries as content
from teamlet.records.patients.forms import KIND_LABELS, ROUTE_LABELS, PopulationForm
from teamlet.records.patients.queries import populations as queries
from teamlet.records.patients.rules.populations import labels_of
from teamlet.records.patients.words import Showing, View

KIND = queries.KIND
#: So many names are listed of those who would come in or leave.
NAMES_SHOWN = 40
#: In larger practices the count waits until it is asked for.
COUNTED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What a rule would do today: how many are in, who comes in and who leaves, by name where the role may know."""

    members: int
    entering: int
    leaving: int
    names_in: tuple[tuple[str, str, str], ...]
    names_out: tuple[tuple[str, str, str], ...]
    may_name: bool


def population_list(by: Principal) -> list[dict[str, Any]]:
    """Return the populations by route, each with its version in force, how many are in it, and its draft."""
    known, counts = queries.in_force(by), queries.counts(by)
    drafts = {row.content_id: row for row in content.drafts(by) if row.kind == KIND}
    rows = [
        {
            "id": one,
            "title": words(each.population.title),
            "about": words(each.population.about),
            "route": each.population.route,
            "in_use": each.population.in_use,
            "version": each.version.removeprefix("shipped:"),
            "is_own": not each.version.startswith("shipped:"),
            "labelled": each.population.sensitivity != "none",
            "patients": counts.get(one, 0),
            "draft": drafts.pop(one, None),
        }
        for one, each in known.items()
    ]
    rows += [
        {
            "id": one, "title": row.body.get("title", {}).get("en") or one, "about": "", "route": row.body.get("route"),
            "in_use": False, "version": "", "is_own": True, "labelled": False, "patients": 0, "draft": row,
        }
        for one, row in drafts.items()
    ]  # fmt: skip
    return [
        {"route": route.value, "label": _(ROUTE_LABELS[route]), "items": items}
        for route in Route
        if (items := sorted((row for row in rows if row["route"] == route.value), key=lambda row: str(row["title"])))
    ]


def others_for(by: Principal, population: str) -> dict[str, str]:
    """Return the populations that a line of this one may name: id and title."""
    return {
        one: words(each.population.title) for one, each in sorted(queries.in_force(by).items()) if one != population
    }


def editor(by: Principal, population: str, form: PopulationForm, *, count: bool) -> dict[str, Any]:
    """Return the form with the problems of each field, what the rule would do today, the draft and the history."""
    body: dict[str, Any] | None = dict(form.body)
    fields: dict[str, str] = {}
    if form.is_bound:
        body = None
        if form.is_valid():
            body, fields = form.made()
    else:
        unbound = PopulationForm(_posted(form), body=form.body, others=form.others)
        if unbound.is_valid():
            body, fields = unbound.made()
    made = content.draft(by, KIND, population)
    problems: dict[str, list[str]] = {}
    elsewhere: list[str] = []
    rule: Population | None = None
    if body is not None:
        rule, found = queries.checked(by, population, body)
        for problem in found:
            name = fields.get(problem.key) or fields.get(problem.key.rsplit("[", 1)[0])
            if name is None:
                elsewhere.append(say(problem.reason))
            else:
                problems.setdefault(name, []).append(say(problem.reason))
    counted = None
    if rule is not None and (count or queries.patient_count(by, COUNTED_AT_ONCE) < COUNTED_AT_ONCE):
        counted = counted_today(by, rule, clock.today(by.time_zone))
    known = queries.in_force(by).get(population)
    return {
        "population": population,
        "title": words(known.population.title) if known else _("A population of your own"),
        "form": form,
        "lines": form.lines(),
        "kinds": [(kind.value, _(KIND_LABELS[kind])) for kind in LineKind],
        "problems": problems,
        "elsewhere": elsewhere,
        "problem_count": sum(map(len, problems.values())) + len(elsewhere),
        "counted": counted,
        "draft": made,
        "draft_problems": len(queries.checked(by, population, made.body)[1]) if made else 0,
        "approval": content.approval_of(by, made) if made is not None else None,
        "in_force": content.in_force(by, KIND, population),
        "source": known.population.provenance.source if known else "",
        "history": [row for row in content.history(by, KIND, population) if row.approved_at],
        "shipped": (library.versions(KIND, population) or (None,))[-1],
    }


def counted_today(by: Principal, rule: Population, on: date) -> Counted:
    """Return what ``rule`` would do today against who is in the population now."""
    known = queries.in_force(by)
    found = queries.decide(by, [rule], known, on=on)[rule.id]
    held = queries.open_members(by, rule.id)
    entering = sorted(found.keys() - held.keys())
    leaving = sorted(held.keys() - found.keys())
    may_name = by.has(SUPPORT)
    shown_in: list[int] = []
    shown_out: list[int] = []
    if may_name:
        shown_in = [pk for pk in entering if _shown(by, " ".join(labels_of(rule, found[pk])))][:NAMES_SHOWN]
        shown_out = [pk for pk in leaving if _shown(by, held[pk])][:NAMES_SHOWN]
    people = queries.names_of(by, [*shown_in, *shown_out])
    why_out = queries.last_reasons(by, rule.id, shown_out)
    return Counted(
        members=len(found),
        entering=len(entering),
        leaving=len(leaving),
        names_in=tuple(
            (*people[pk], say(queries.reason_of(found[pk][0])) if found[pk] else "") for pk in shown_in if pk in people
        ),
        names_out=tuple((*people[pk], say(why_out[pk]) if pk in why_out else "") for pk in shown_out if pk in people),
        may_name=may_name,
    )


def theirs_of(form: PopulationForm, body: dict[str, Any], others: dict[str, str]) -> dict[str, str]:
    """Return what somebody else's draft says where it differs from what was typed, by field name."""
    now = PopulationForm(body=body, others=others)
    found = {}
    for name in form.fields:
        if name == "note" or name.endswith(("_kind", "_drop")):
            continue
        theirs = str(now.initial.get(name, ""))
        mine = form.cleaned_data.get(name)
        if theirs != str("" if mine is None else mine) and name in now.initial:
            found[name] = theirs
    return found


def words(text: schema.Text) -> str:
    """Return a text of content in the reader's language, in English where it has no other."""
    language = (get_language() or "en")[:2]
    return text.say(language if text.has(language) else "en")


def _shown(by: Principal, labels: str) -> bool:
    return queries.shown_to(labels, by.roles, View.LIST) is Showing.SHOWN


def _posted(form: PopulationForm) -> dict[str, Any]:
    """Return what the form would send if nobody touched it."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.initial.get(name, field.initial)
        if value not in (None, False):
            data[name] = value
    return data
