"""Pictures to choose from: the bubbles, the menu of small steps, the body."""

from __future__ import annotations

from typing import Any

from teamlet.content.schema import Author, Topic
from teamlet.front_door.presenters.answering import Answering
from teamlet.front_door.presenters.steps import OWN_BUBBLES, Step
from teamlet.ground import clock
from teamlet.records.instruments.queries import Visitor, offered_topics
from teamlet.records.instruments.queries.menus import DISHES, STEPS


def for_question(found: Visitor, who: Answering, step: Step) -> dict[str, Any]:
    """Return what the page of this question needs beside its words; nothing for ordinary questions."""
    draw = {"bubbles": _bubbles, "plate": _plate}.get(step.look)
    return draw(found, who, step) if draw is not None else {}


def _topics(found: Visitor, who: Answering) -> list[Topic]:
    """Return the topics to offer.  On a tablet or to somebody who helps, nothing shows what the patient may want to
    keep to themselves."""
    alone = found.tablet is None and who.author is Author.PATIENT
    return [each.topic for each in offered_topics(found.form, at=clock.now(), shows_all=alone)]


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
