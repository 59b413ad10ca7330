"""Goal: a target from another record.  Never the patient's words on our pages, never a task."""

from __future__ import annotations

from teamlet.bridges.fhir.placing import Place, label_of_any
from teamlet.bridges.fhir.shapes import Concept, Meta, Quantity, Reference, Shape, cut, words_of


class Target(Shape):
    """What is aimed at."""

    measure: Concept | None = None
    detailQuantity: Quantity | None = None
    detailString: str | None = None
    detailCodeableConcept: Concept | None = None
    dueDate: str | None = None


class Goal(Shape):
    """The elements of a Goal that we read."""

    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    lifecycleStatus: str | None = None
    description: Concept | None = None
    expressedBy: Reference | None = None
    addresses: list[Reference] = []
    category: list[Concept] = []
    target: list[Target] = []


def _aim(target: Target) -> str:
    quantity = target.detailQuantity
    if quantity is not None and quantity.value is not None:
        number = f"{quantity.value:.6f}".rstrip("0").rstrip(".")
        amount = " ".join(filter(None, (quantity.comparator, number, quantity.unit or quantity.code)))
    else:
        amount = target.detailString or words_of(target.detailCodeableConcept)
    return cut(": ".join(filter(None, (words_of(target.measure), amount))), 240)


def store(goal: Goal, place: Place) -> bool:
    """Add the target to the batch; False when it says nothing."""
    text = words_of(goal.description, 20_000)
    if not text:
        place.note("fhir.no_text")
        return False
    first = goal.target[0] if goal.target else Target()
    concepts = [concept for concept in (goal.description, *goal.category) if concept is not None]
    expressed_by = ""
    if place.is_subject(goal.expressedBy):
        expressed_by = "patient"
    place.batch.targets.append(
        (
            *place.front(label_of_any(concepts), is_error=goal.lifecycleStatus == "entered-in-error"),
            text, (goal.lifecycleStatus or "")[:20], _aim(first), place.day(first.dueDate), expressed_by,
        )
    )  # fmt: skip
    return True
