"""What is to be got or done for visits, in rows: found missing, due under standing orders, or written down by somebody.

Used by the sheet of one visit, the list of what is due, and the huddle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.content import schema
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui.formats import date_words
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.queries import step_text
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.queries import ListedPlan, listed_plans
from teamlet.records.instruments.models import Form
from teamlet.records.instruments.queries import forms_for_visits
from teamlet.records.instruments.words import FormState
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries.populations import Membership as Belongs, memberships_of
from teamlet.records.patients.rules import age_on
from teamlet.records.plans.queries import may_show_on_lists
from teamlet.records.plans.words import PLAN_OUTCOME_LABELS, PlanOutcome
from teamlet.records.visits.models import PreparationItem, Visit
from teamlet.records.visits.queries.preparation import (
    DueLine,
    Order,
    PersonHere,
    due_for,
    items_for,
    people_of_day,
)
from teamlet.records.visits.rules.orders import plain
from teamlet.records.visits.rules.preparing import PreparationFacts, missing
from teamlet.records.visits.rules.words import (
    ACT_LABELS,
    CHOSEN_AT_HUDDLE,
    ITEM_STATE_LABELS,
    ITEM_WHAT_LABELS,
    LEFT_WHY_LABELS,
    ItemState,
    ItemWhat,
    LeftWhy,
    MayUse,
)

OPEN = (ItemState.OPEN, ItemState.TASK)
_RETURNED = {FormState.SUBMITTED}
_RUNNING = {FormState.ISSUED, FormState.OPENED, FormState.VERIFIED}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to get or do for a visit, and whose it is."""

    visit: str
    what: str
    about: str
    label: str
    why: str = ""
    #: Of something due: the version it is due under, the line for the EHR, when to stop, and whether this role may.
    order: str = ""
    order_number: int = 0
    act: str = ""
    line: str = ""
    stop: str = ""
    may: bool = False
    may_not: str = ""
    item: str = ""
    number: int = 0
    owner: str = ""
    owner_oid: str = ""
    state: str = ItemState.OPEN.value
    state_label: str = ""
    left_why: str = ""
    ended_by: str = ""
    is_sensitive: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class DayFacts:
    """Everything known about the visits of a day, read set-wise."""

    by: Principal
    day: date
    visits: Sequence[Visit]
    plans: Mapping[int, ListedPlan]
    populations: Mapping[int, Sequence[Belongs]]
    forms: Mapping[int, Sequence[Form]]
    items: Sequence[PreparationItem]
    people: Sequence[PersonHere]
    due: Mapping[int, Sequence[DueLine]]
    expired: Sequence[Order]

    def form_state(self, visit: Visit) -> str:
        """Return "back", "out" or "" (none given) for the visit's form."""
        states = {FormState(form.state) for form in self.forms.get(visit.pk, ())}
        return "back" if states & _RETURNED else "out" if states & _RUNNING else ""

    def plan(self, visit: Visit) -> ListedPlan | None:
        """Return the plan that a list may show, or None."""
        found = self.plans.get(visit.patient_id)
        return found if found is not None and may_show_on_lists(found.version) else None


def day_facts(by: Principal, day: date, visits: Sequence[Visit]) -> DayFacts:
    """Return what the pages say about these visits of a day; seven queries whatever their number."""
    patients = {visit.patient_id: visit.patient for visit in visits}
    populations = memberships_of(by, patients)
    items = items_for(by, day, list(patients))
    ages = {
        pk: age_on(person.birth_date, day) if person.birth_date and person.birth_date <= day else None
        for pk, person in patients.items()
    }
    due, expired = due_for(
        by, ages, {pk: [each.population for each in rows] for pk, rows in populations.items()}, items, on=day
    )
    return DayFacts(
        by=by,
        day=day,
        visits=visits,
        plans=listed_plans(by, patients),
        populations=populations,
        forms=forms_for_visits(by, [visit.pk for visit in visits]),
        items=items,
        people=people_of_day(by, day),
        due=due,
        expired=expired,
    )


def facts_of(facts: DayFacts, visit: Visit, *, has_topics: bool, has_number: bool = True) -> PreparationFacts:
    """Return what decides what is missing for a visit."""
    plan, form = facts.plan(visit), facts.form_state(visit)
    return PreparationFacts(
        has_language=bool(visit.patient.language),
        needs_interpreter=visit.patient.interpreter,
        has_working_number=has_number,
        has_topics=has_topics,
        has_form=bool(form),
        form_is_back=form == "back",
        has_plan=plan is not None,
        how_sure_asked=plan is None or plan.version.confidence_asked,
        has_report=plan is not None and bool(plan.outcome),
    )


def needs_of(facts: DayFacts, visit: Visit, found: Sequence[ItemWhat]) -> list[Need]:
    """Return everything to do for a visit: due, missing, written down; what was ended comes last."""
    own = {item.about: item for item in facts.items if item.visit_id == visit.pk}
    needs = [
        _with_item(_due_need(visit, line), own.pop(line.order.row.code, None))
        for line in facts.due.get(visit.patient_id, ())
    ]
    for what in found:
        plain_need = Need(visit.oid, what.value, what.value, _(ITEM_WHAT_LABELS[what]))
        needs.append(_with_item(plain_need, own.pop(what.value, None)))
    for item in own.values():
        what = ItemWhat(item.what)
        if item.state == ItemState.OPEN and item.about == what.value:
            continue  # found missing before, and there by now
        needs.append(_with_item(Need(visit.oid, what.value, item.about, _item_label(item)), item))
    return sorted(needs, key=lambda need: not need.is_open)


def item_need(item: PreparationItem) -> Need:
    """Return one thing written down, wherever it is shown."""
    return _with_item(Need(item.visit.oid if item.visit else "", item.what, item.about, _item_label(item)), item)


def last_words(line: DueLine) -> str:
    """Return when something was done last, and the value unless it is labelled."""
    if line.last is None:
        return _("nothing on record")
    day = date_words(line.last.day, "en")
    if line.last.value is None or line.is_labelled:
        return day
    return f"{plain(line.last.value)}, {day}"


def population_words(facts: DayFacts, visit: Visit) -> list[tuple[str, str]]:
    """Return the populations of a visit's patient as this person may read them: label and why."""
    return [(each.label, say(each.reason)) for each in facts.populations.get(visit.patient_id, ())]


def plan_words(plan: ListedPlan | None) -> dict[str, Any]:
    """Return goal, step, how sure and how it went, in the words a list may show."""
    if plan is None:
        return {"goal": "", "step": "", "sure": None, "went": "", "sure_then": None, "not_reached": False}
    version = plan.version
    return {
        "goal": version.goal_version.words,
        "step": step_text(version),
        "sure": version.confidence if version.confidence_asked else None,
        "went": _("not reached yet: ask how it went") if plan.not_reached else _went(plan),
        "not_reached": plan.not_reached,
        "sure_then": plan.sure_then,
    }


def _went(plan: ListedPlan) -> str:
    return _(PLAN_OUTCOME_LABELS[PlanOutcome(plan.outcome)]) if plan.outcome else ""


def people_choices(facts: DayFacts) -> list[tuple[str, str]]:
    """Return who can be named: everybody who is here that day."""
    return [(person.oid, person.called) for person in facts.people if person.is_here]


def left_choices() -> list[tuple[str, str]]:
    """Return why something is left."""
    return [(why.value, _(LEFT_WHY_LABELS[why])) for why in LeftWhy]


def what_choices() -> list[tuple[str, str]]:
    """Return what somebody may write down."""
    return [(what.value, _(ITEM_WHAT_LABELS[what])) for what in CHOSEN_AT_HUDDLE]


def said(text: schema.Text) -> str:
    """Return a staff text of the content in the reader's language."""
    language = (get_language() or "en")[:2]
    return text.raw(language if text.has(language) else "en")


def _due_need(visit: Visit, line: DueLine) -> Need:
    order = line.order
    return Need(
        visit=visit.oid,
        what=ItemWhat.ORDER.value,
        about=order.row.code,
        label=said(order.said.title),
        why=say(line.decision) if not line.is_labelled else _("see chart"),
        order=order.row.oid,
        order_number=order.row.number,
        act=_(ACT_LABELS[order.said.act]),
        line=order.said.line.say(
            "en", order=order.said.title.raw("en"), version=order.row.number, last=last_words(line)
        ),
        stop=said(order.said.stop),
        may=line.may.status is MayUse.YES,
        may_not="" if line.may.status is MayUse.YES else say(line.may),
    )


def _item_label(item: PreparationItem) -> str:
    if item.what == ItemWhat.ORDER and item.order is not None:
        title = item.order.body.get("title", {})
        return str(title.get((get_language() or "en")[:2]) or title.get("en", item.about))
    label = _(ITEM_WHAT_LABELS[ItemWhat(item.what)])
    if not item.words:
        return label
    return item.words if item.what == ItemWhat.OTHER else f"{label}: {item.words}"


def _with_item(need: Need, item: PreparationItem | None) -> Need:
    if item is None:
        return need
    return replace(
        need,
        item=item.oid,
        number=item.number,
        owner=item.owner.called if item.owner else "",
        owner_oid=item.owner.oid if item.owner else "",
        state=item.state,
        state_label=_(ITEM_STATE_LABELS[ItemState(item.state)]),
        left_why=_(LEFT_WHY_LABELS[LeftWhy(item.reason)]) if item.reason else "",
        ended_by=item.ended_by.name if item.ended_by else "",
        is_sensitive=item.is_sensitive,
        order_number=item.order.number if item.order else need.order_number,
    )


def found_missing(facts: DayFacts, visit: Visit, *, has_topics: bool, has_number: bool = True) -> tuple[ItemWhat, ...]:
    """Return what is missing for a visit."""
    return missing(facts_of(facts, visit, has_topics=has_topics, has_number=has_number))


def spoken(patient: Patient) -> str:
    """Return the name of the patient's language, or nothing when it is not known."""
    return _(language_name(patient.language)) if patient.language else ""
