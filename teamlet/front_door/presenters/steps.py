"""The questions of a form one after the other, and what a page says was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict

from teamlet.content.instruments import Item, ItemKind
from teamlet.front_door.presenters.answering import Answering
from teamlet.ground.access.request import count_in
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions import Said, Saved, next_sequence, save_answer
from teamlet.records.instruments.queries import Given, Part, Visitor, answers_by, given_in, parts_of, visible_items
from teamlet.records.instruments.queries.forms import value_before

#: A scale of up to so many numbers is shown as tiles, a longer one as a box for the number.
TILES = 11


@dataclass(frozen=True, slots=True)
class Step:
    """One question as it stands on the page.

    ``number`` is its place among all questions of the form and never changes; ``place`` of ``all`` is what the
    patient reads.  ``value`` is the answer so far, ``is_done`` whether it was answered or left out on purpose.
    """

    number: int
    place: int
    all: int
    part: Part
    item: Item
    value: Any
    is_done: bool
    sequence: int
    error: Reason | None = None

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"a{self.number}"

    @property
    def look(self) -> str:
        """How it is drawn: ``choice many ruler number text texts bubbles plate body``."""
        special = LOOKS.get((self.part.instrument.id, self.item.id))
        if special is not None:
            return special
        if self.item.kind is ItemKind.NUMBER and self.item.high is not None and self.item.low is not None:
            return "ruler" if self.item.high - self.item.low < TILES else "number"
        return self.item.kind.value

    def is_risk(self, code: str) -> bool:
        """Whether choosing this option may mean danger, so that the page shows the crisis lines at once."""
        risk = next((each for each in self.part.instrument.rules.risks if each.item == self.item.id), None)
        points = self.part.instrument.points(self.item.id, code)
        return risk is not None and points is not None and points >= risk.at_least


#: Questions that are drawn in their own way: the same fields, filled with fewer words.
LOOKS = {
    ("goal_menu", "menu_topics"): "bubbles",
    ("goal_menu", "menu_step"): "plate",
    ("body_outline", "body_places"): "body",
}


def steps_of(visitor: Visitor, who: Answering) -> tuple[Step, ...]:
    """Return the questions that this person is asked, in order, with their answers so far."""
    return _steps(parts_of(visitor.form), given_in(visitor.form), who)


def _steps(parts: tuple[Part, ...], given: tuple[Given, ...], who: Answering) -> tuple[Step, ...]:
    found: list[Step] = []
    number, seen = 0, set[str]()
    for part in parts:
        mine = answers_by(given, part.key, who.author, who.name)
        shown = {item.id for item in visible_items(part, mine)}
        for item in part.items:
            number += 1
            if item.id not in shown or not _is_asked(part, item, who) or item.id in seen:
                continue
            found.append(
                Step(
                    number=number,
                    place=len(found) + 1,
                    all=0,
                    part=part,
                    item=item,
                    value=mine.get(item.id),
                    is_done=_is_done(given, part, item, who),
                    sequence=next_sequence(given, part.key, item.id),
                )
            )
        # What two instruments share is asked once and kept for both.
        seen |= {item.id for item in part.items}
    return tuple(replace(step, all=len(found)) for step in found)


def _is_asked(part: Part, item: Item, who: Answering) -> bool:
    return who.author in part.instrument.rules.authors and item.id not in part.instrument.rules.staff_items


def _is_done(given: Iterable[Given], part: Part, item: Item, who: Answering) -> bool:
    return any(
        (each.part, each.item, each.author, each.author_name) == (part.key, item.id, who.author, who.name)
        for each in given
    )


def leaves_out(visitor: Visitor, who: Answering) -> bool:
    """Whether the form has questions that this person may not answer for the patient."""
    return any(who.author not in part.instrument.rules.authors for part in parts_of(visitor.form))


def at_number(steps: Iterable[Step], number: int) -> Step | None:
    """Return the question with that number, or None when it is not asked (any more)."""
    return next((step for step in steps if step.number == number), None)


def after(steps: Iterable[Step], number: int) -> Step | None:
    """Return the next question, or None after the last."""
    return next((step for step in steps if step.number > number), None)


def before(steps: Iterable[Step], number: int) -> Step | None:
    """Return the question before, or None before the first."""
    return next((step for step in reversed(tuple(steps)) if step.number < number), None)


def first_open(steps: Iterable[Step]) -> Step | None:
    """Return the first question that was neither answered nor left out, or None."""
    return next((step for step in steps if not step.is_done), None)


def answer_in(step: Step, data: QueryDict) -> Any:
    """Return what a page says to a question; None when nothing, words as they are where a number was asked for."""
    said = [each for each in data.getlist(step.name) if each.strip()]
    if step.item.kind is ItemKind.MANY:
        return said or None
    if step.item.kind is ItemKind.TEXTS:
        return _starred_first(step, said, data) or None
    if not said:
        return None
    if step.item.kind is ItemKind.NUMBER:
        text = said[0].strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else text
    return said[-1].replace("\r\n", "\n")


def _starred_first(step: Step, said: list[str], data: QueryDict) -> list[str]:
    said = list(dict.fromkeys(each.strip() for each in said))
    star = data.get(f"star{step.number}", "").strip()
    if star.startswith("own:"):  # the words in an own bubble are known only now
        own = [each.strip() for each in data.getlist(step.name)][-OWN_BUBBLES:]
        place = star.removeprefix("own:")
        star = own[int(place)] if place in {"0", "1"} and int(place) < len(own) else ""
    return [star, *(each for each in said if each != star)] if star in said else said


#: Empty bubbles for one's own words.
OWN_BUBBLES = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one answer on a page, and the questions that are asked after it."""

    crisis: bool
    sequence: int
    asked: tuple[Step, ...]


def keep(visitor: Visitor, who: Answering, step: Step, value: Any, data: Mapping[str, Any], *, at: datetime) -> Kept:
    """Save one answer, and the same for a later instrument that shares the question.  Raises ``Refused``."""
    sequence = _sequence(data.get(f"s{step.number}"), step)
    said = Said(
        part=step.part.key,
        item=step.item.id,
        value=value,
        sequence=sequence,
        author=who.author,
        author_name=who.name,
        relation=who.relation,
        language=visitor.form.language,
    )
    saved = _save(visitor, said, at)
    crisis = saved.show_crisis
    for part in parts_of(visitor.form):
        if part.key != step.part.key and part.has(step.item.id) and who.author in part.instrument.rules.authors:
            following = next_sequence(saved.given, part.key, said.item)
            saved = _save(visitor, replace(said, part=part.key, sequence=following), at)
            crisis |= saved.show_crisis
    return Kept(crisis, sequence + 1, _steps(parts_of(saved.form), saved.given, who))


def _save(visitor: Visitor, said: Said, at: datetime) -> Saved:
    return save_answer(
        form=visitor.form, said=said, mode=visitor.mode, access=visitor.access, at=at, by=visitor.principal
    )


def _sequence(text: Any, step: Step) -> int:
    """Return the count the page was made with; one that nobody made counts as the next."""
    count = count_in(text)
    return count if count and count <= step.sequence else step.sequence


def try_keep(
    visitor: Visitor, who: Answering, step: Step, data: QueryDict, *, skip: bool = False, at: datetime
) -> Kept | Step:
    """Save what the page says to a question; where it cannot be kept, return the question with the reason.

    A page that was open while the answer was given elsewhere says what it showed then: that is no new answer, and the
    newer one stays.  Nor is a request without any field of the question.
    """
    value = None if skip else answer_in(step, data)
    if not skip and not _is_new(visitor, who, step, value, data):
        return Kept(crisis=False, sequence=step.sequence, asked=steps_of(visitor, who))
    try:
        return keep(visitor, who, step, value, data, at=at)
    except Refused as refused:
        return replace(step, value=value, error=refused.reason)


def _is_new(visitor: Visitor, who: Answering, step: Step, value: Any, data: QueryDict) -> bool:
    if not {step.name, f"s{step.number}", f"star{step.number}"} & data.keys():
        return False
    count = _sequence(data.get(f"s{step.number}"), step)
    if count == step.sequence:
        return True
    return bool(value != value_before(visitor.form, step.part.key, step.item.id, who.author, who.name, count))
