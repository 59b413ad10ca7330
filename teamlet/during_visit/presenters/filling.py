"""What the forms of the strip are filled with before anybody types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from teamlet.content import library, schema
from teamlet.content.sentences import number_text
from teamlet.during_visit import forms
from teamlet.during_visit.presenters.helped import answers_listed
from teamlet.during_visit.presenters.strip import Strip
from teamlet.ground.ui.forms import PlainForm
from teamlet.records.documents.forms import DatesPart
from teamlet.records.documents.queries import LANGUAGES
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.models import Contact
from teamlet.records.library.queries import Shelf
from teamlet.records.patients.models import Patient
from teamlet.records.plans.models import GoalVersion, PlanVersion
from teamlet.records.plans.words import FollowUpAnswer
from teamlet.records.practice.models import Membership

#: The small forms beside a saved plan, by the part they save.
SMALL: dict[str, Callable[..., PlainForm]] = {
    "goal": forms.GoalForm,
    "barriers": forms.BarriersForm,
    "where": forms.WhereForm,
    "dates": DatesPart,
    "said-back": forms.SaidBackForm,
    "sure": forms.SureForm,
    "wording": forms.GlossForm,
    "contact": forms.ContactForm,
}


@dataclass(frozen=True, slots=True)
class Idea:
    """A small step of a menu, to take over with one tap."""

    step: str
    amount: str
    when: str


def filled(strip: Strip, asked: Mapping[str, Any], chosen: str = "") -> dict[str, Any]:
    """Return the path's values: what stands in this visit, or what ``asked`` takes over from last time.

    ``chosen`` is the small step that came back on a form: it stands in the plan until another is typed.
    """
    values = _standing(strip, asked)
    return {"step": chosen, **values} if chosen and strip.plan is None else values


def _standing(strip: Strip, asked: Mapping[str, Any]) -> dict[str, Any]:
    if strip.standing is not None:
        values = _of_goal(strip.standing.goal_version) | {"goal_is": strip.standing.goal.oid}
        if strip.plan is not None:
            values |= _of_plan(strip.plan) | _of_contact(strip.plan, strip.contact)
        return values
    take = asked.get("from")
    if strip.last is not None and take in {"goal", "plan"}:
        last = strip.last.standing
        values = _of_goal(last.goal_version) | {"goal_is": last.goal.oid}
        if take == "plan" and last.plan_version is not None:
            values |= {
                name: value
                for name, value in _of_plan(last.plan_version).items()
                if name in {"step", "amount", "when", "days", "where", "helpers", "gloss"}
            }
        return values
    if strip.starred is not None and strip.starred.starred and asked.get("from") == "topic":
        return {"goal": strip.starred.words}
    return {}


def quick_words(strip: Strip) -> dict[str, Any]:
    """Return the clinician's three fields: the starred topic stands as goal until another is typed."""
    if strip.goal is not None:
        return {"goal": strip.goal.words, "importance": strip.goal.importance}
    return {"goal": strip.starred.words} if strip.starred else {}


def small_form(
    name: str,
    members: list[Membership],
    data: Any = None,
    values: Any = None,
    listed: list[tuple[str, Any]] | None = None,
) -> PlainForm:
    """Return one small form: with ``data`` as it was posted, else filled with ``values``.

    Its controls have ids of their own, so that it can stand beside the others and the path.
    """
    more: dict[str, Any] = {"owners": members} if name == "contact" else {}
    if name == "barriers":
        more["listed"] = listed or []
    return SMALL[name](data, auto_id=f"{name}_%s", initial=values, **more)


def barriers_form(strip: Strip) -> PlainForm:
    """Return the form of what may get in the way, its list of answers with what they did for people here."""
    listed: list[tuple[str, Any]] = [*answers_listed(strip.visit.practice_id, with_memory=True)]
    return small_form("barriers", [], values=_of_plan(strip.plan) if strip.plan is not None else {}, listed=listed)


def small_forms(strip: Strip, members: list[Membership]) -> dict[str, PlainForm]:
    """Return the small forms beside a saved plan, by the part they save."""
    goal, plan = strip.goal, strip.plan
    if goal is None or plan is None:
        return {}
    values = _of_goal(goal) | _of_plan(plan) | _of_contact(plan, strip.contact)
    values |= {"acceptance": goal.acceptance, "importance_words": goal.importance_words}
    listed: list[tuple[str, Any]] = [*answers_listed(strip.visit.practice_id)]
    return {name: small_form(name, members, values=values, listed=listed) for name in SMALL}


def ideas_for(strip: Strip, topic_code: str) -> list[Idea]:
    """Return the small steps of the menu topic that was starred, in the language of whoever types."""
    language = (get_language() or "en")[:2]
    starred = strip.starred.words.casefold() if strip.starred else ""
    own = Shelf(strip.visit.practice_id)
    for menu in (own.load_as(schema.GoalMenu, name) for name in library.ids("goal_menus")):
        for topic in menu.topics:
            labels = {topic.label.say(code).casefold() for code in LANGUAGES if topic.label.has(code)}
            if topic.code == topic_code or starred in labels:
                return [_idea(step, language) for step in topic.steps]
    return []


def lacking_language(patient: Patient) -> str:
    """Return the name of the patient's language when the page does not exist in it, else nothing."""
    language = patient.language or "en"
    return "" if language[:2] in LANGUAGES else language_name(language)


def _idea(step: schema.MenuStep, language: str) -> Idea:
    words = library.load_as(schema.StepParts, "everyday")
    units = {unit.code: unit for unit in words.units}
    whens = {when.code: when for when in words.whens}
    amount = ""
    if step.units and step.amounts and step.units[0] in units:
        number = Decimal(str(step.amounts[0]))
        unit = units[step.units[0]]
        amount = f"{number_text(number)} {(unit.one if number == 1 else unit.many).say(language)}"
    when = whens[step.whens[0]].phrase.say(language) if step.whens and step.whens[0] in whens else ""
    return Idea(step.label.say(language), amount, when)


def _of_goal(version: GoalVersion) -> dict[str, Any]:
    return {
        "goal": version.words,
        "importance": version.importance,
        "source": version.source,
        "audience": version.goal.audience,
        "topic": version.topic,
    }


def _of_plan(version: PlanVersion) -> dict[str, Any]:
    barriers = list(version.barriers.all())
    return {
        "step": version.step_words,
        "amount": version.amount_words,
        "when": version.when_words,
        "days": version.days_words,
        "where": version.where_words,
        "helpers": ", ".join(version.helpers),
        "gloss": version.gloss,
        "confidence": version.confidence,
        "confidence_first": version.confidence_first,
        "gate_applied": version.gate_change,
        "keep_reason": version.keep_reason,
        "barriers": ["none_expected"] if version.no_barrier_expected else [row.code for row in barriers],
        "barrier_words": next((row.words for row in barriers if row.words), ""),
        "strategy": next((row.strategy for row in barriers if row.strategy), ""),
        "starts_on": version.starts_on,
        "ends_on": version.ends_on,
        "teach_back": version.teach_back,
    }


def _of_contact(version: PlanVersion, contact: Contact | None) -> dict[str, Any]:
    if version.follow_up == FollowUpAnswer.NOT_ASKED:
        return {}
    if contact is None:
        return {"follow_up": version.follow_up}
    return {
        "follow_up": version.follow_up,
        "agreed_on": contact.agreed_on,
        "from_time": contact.from_time,
        "to_time": contact.to_time,
        "channel": contact.channel,
        "phone": contact.phone,
        "owner": contact.task.owner.oid,
    }
