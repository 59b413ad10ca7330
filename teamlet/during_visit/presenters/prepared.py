"""What the patient prepared, and what was left for later, offered to be taken into the strip with one click."""

from __future__ import annotations

from dataclasses import dataclass

from teamlet.ground.access.principal import Principal
from teamlet.records.instruments import queries as instruments
from teamlet.records.instruments.words import FormState
from teamlet.records.visits.actions import TopicSaid
from teamlet.records.visits.models import Topic, Visit
from teamlet.records.visits.queries import left_for_later
from teamlet.records.visits.words import TopicFrom

#: Items of the forms that hold topics, the first one starred; and the one that holds a step.
TOPIC_ITEMS = ("menu_topics", "topics")
STEP_ITEM = "menu_step"
_OUT_OF_USE = frozenset({FormState.ISSUED, FormState.REVOKED, FormState.EXPIRED, FormState.ENTERED_IN_ERROR})


@dataclass(frozen=True, slots=True)
class Prepared:
    """Topics that the patient wrote or marked and that are not on the agenda yet, and the step they chose."""

    topics: tuple[str, ...] = ()
    #: What earlier visits left for later.
    left: tuple[str, ...] = ()
    #: The small step of a form that came back, and whether family chose it for the patient.
    step: str = ""
    step_is_family: bool = False
    is_family: bool = False

    def said(self, standing: tuple[Topic, ...]) -> list[TopicSaid]:
        """Return the agenda with the prepared topics added: theirs first, the star where none stands."""
        whose = TopicFrom.FAMILY if self.is_family else TopicFrom.PATIENT
        kept = [
            TopicSaid(row.words, TopicFrom(row.topic_from), row.place, row.starred)  # type: ignore[arg-type]
            for row in standing
        ]
        has_star = any(row.starred for row in kept)
        new = [TopicSaid(words, whose, starred=place == 0 and not has_star) for place, words in enumerate(self.topics)]
        return [*kept, *new, *(TopicSaid(words) for words in self.left)]


def prepared_for(visit: Visit, standing: tuple[Topic, ...], by: Principal) -> Prepared:
    """Return what is offered; three statements without a form, one more for each form that has answers."""
    known = {row.words.strip() for row in standing}
    topics: list[str] = []
    step, step_by_family, family = "", False, False
    for form in instruments.forms_for_visits(by, [visit.pk]).get(visit.pk, []):
        if form.state in _OUT_OF_USE:
            continue
        for given in instruments.given_in(form):
            if given.item in TOPIC_ITEMS:
                said = _said(given.value)
                family = family or (bool(said) and given.author != "patient")
                topics += [words for words in said if words not in known and words not in topics]
            elif given.item == STEP_ITEM and form.state == FormState.SUBMITTED and _said(given.value):
                is_patient = given.author == "patient"
                if not step or (step_by_family and is_patient):
                    step, step_by_family = _said(given.value)[0], not is_patient
    left = [row.words for row in left_for_later(visit) if row.words.strip() not in known and row.words not in topics]
    return Prepared(tuple(topics), tuple(dict.fromkeys(left)), step, step_by_family, family)


def _said(value: object) -> list[str]:
    rows = value if isinstance(value, list | tuple) else [value]
    return [words for row in rows if isinstance(row, str) and (words := row.strip())]
