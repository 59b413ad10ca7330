"""What the bubbles and the menu of small steps offer a patient, with a number for each that never changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from teamlet.content.menus import menus_for, shipped
from teamlet.content.schema import GoalMenu, Topic
from teamlet.records.instruments.models import Form
from teamlet.records.library.queries import Shelf
from teamlet.records.patients.queries import caution_facts
from teamlet.records.patients.words import Sensitivity

#: Bubbles on one page at most; the patient's conditions come before what everybody is offered.
BUBBLES = 10
#: Dishes of the menu at most, each with a few small steps.
DISHES, STEPS = 6, 3


@dataclass(frozen=True, slots=True)
class Numbered:
    """A topic, and the printed numbers of it and of its steps (code → number)."""

    number: str
    topic: Topic = field(compare=False)
    steps: dict[str, str] = field(compare=False)


def offered_topics(form: Form, *, at: datetime, shows_all: bool = False) -> tuple[Numbered, ...]:
    """Return the topics offered to a form's patient, in order: those of their conditions first, half of them at most.

    Only with ``shows_all`` also what others should not see: the patient alone looks at it, on a device of their own.
    A number is a topic's place among all topics of all menus: it means the same on every page, whatever else is
    offered, and also when the patient's conditions change before the answers are keyed in.
    """
    shelf = Shelf(form.practice)
    menus = [shelf.load_as(GoalMenu, menu.id) for menu in shipped()]
    today = at.astimezone(ZoneInfo(form.practice.time_zone)).date()
    numbered = _numbered(menus)
    offered = menus_for(caution_facts(form.practice, form.patient, on=today), on=today, menus=menus)
    own = [
        topic
        for menu in offered
        if menu.conditions and (shows_all or menu.sensitivity in ("", Sensitivity.NONE))
        for topic in menu.topics
    ]
    general = [topic for menu in offered if not menu.conditions for topic in menu.topics]
    chosen = {topic.code: topic for topic in [*own[: BUBBLES // 2], *general]}
    return tuple(numbered[code] for code in list(chosen)[:BUBBLES])


def all_numbered(form: Form) -> tuple[Numbered, ...]:
    """Return every topic with its numbers, for reading a page that was printed earlier."""
    shelf = Shelf(form.practice)
    return tuple(_numbered([shelf.load_as(GoalMenu, menu.id) for menu in shipped()]).values())


def _numbered(menus: list[GoalMenu]) -> dict[str, Numbered]:
    found: dict[str, Numbered] = {}
    steps = 0
    for menu in menus:
        for topic in menu.topics:
            if topic.code in found:
                continue
            numbers = {step.code: str(steps + place) for place, step in enumerate(topic.steps, start=1)}
            steps += len(topic.steps)
            found[topic.code] = Numbered(str(len(found) + 1), topic, numbers)
    return found
