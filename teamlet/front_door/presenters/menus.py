"""Pictures to choose from: the bubbles, the menu of small steps, the body."""

from __future__ import annotations

from typing import Any

from teamlet.content.menus import menus_for, shipped
from teamlet.content.schema import Author, GoalMenu, Topic
from teamlet.front_door.presenters.answering import Answering
from teamlet.front_door.presenters.steps import OWN_BUBBLES, Step
from teamlet.ground import clock
from teamlet.records.instruments.queries import Visitor
from teamlet.records.library.queries import Shelf
from teamlet.records.patients.queries import caution_facts

#: Bubbles on one page at most; the patient's conditions come before what everybody is offered.
BUBBLES = 10
#: Dishes of the menu at most, each with a few small steps.
DISHES, STEPS = 6, 3


def for_question(found: Visitor, who: Answering, step: Step) -> dict[str, Any]:
    """Return what the page of this question needs beside its words; nothing for ordinary questions."""
    draw = {"bubbles": _bubbles, "plate": _plate}.get(step.look)
    return draw(found, who, step) if draw is not None else {}


def _topics(found: Visitor, who: Answering) -> list[Topic]:
    """Return the topics to offer: those of the patient's conditions first, half of the page at most."""
    form = found.form
    shelf = Shelf(form.practice)
    menus = [shelf.load_as(GoalMenu, menu.id) for menu in shipped()]
    today = clock.today(form.practice.time_zone)
    offered = menus_for(caution_facts(form.practice, form.patient, on=today), on=today, menus=menus)
    # On a tablet or for somebody who helps, nothing shows what the patient may want to keep to themselves.
    may_show_all = found.tablet is None and who.author is Author.PATIENT
    own = [
        topic
        for menu in offered
        if menu.conditions and (may_show_all or menu.sensitivity == "none")
        for topic in menu.topics
    ]
    general = [topic for menu in offered if not menu.conditions for topic in menu.topics]
    chosen = {topic.code: topic for topic in [*own[: BUBBLES // 2], *general]}
    return list(chosen.values())[:BUBBLES]


def _bubbles(found: Visitor, who: Answering, step: Step) -> dict[str, Any]:
    language = found.form.language
    said = [str(each) for each in step.value or ()]
    bubbles = [
        {"label": topic.label.raw(language), "picture": topic.picture, "chosen": topic.label.raw(language) in said}
        for topic in _topics(found, who)
    ]
    known = {each["label"] for each in bubbles}
    own = [each for each in said if each not in known]
    return {
        "bubbles": bubbles,
        "own": [own[place] if place < len(own) else "" for place in range(OWN_BUBBLES)],
        "star": said[0] if said else "",
        "most": step.item.most,
    }


def _plate(found: Visitor, who: Answering, step: Step) -> dict[str, Any]:
    language = found.form.language
    topics = [topic for topic in _topics(found, who) if topic.steps][:DISHES]
    dishes = [
        {
            "label": topic.label.raw(language),
            "picture": topic.picture,
            "steps": [each.label.raw(language) for each in topic.steps[:STEPS]],
        }
        for topic in topics
    ]
    offered = {label for dish in dishes for label in dish["steps"]}
    return {"dishes": dishes, "own_step": step.value if step.value and step.value not in offered else ""}
