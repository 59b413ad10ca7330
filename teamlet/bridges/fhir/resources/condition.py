"""Condition: a diagnosis or problem."""

from __future__ import annotations

from teamlet.bridges.fhir.placing import Place, label_of
from teamlet.bridges.fhir.shapes import Concept, Meta, Period, Reference, Shape, code_in, coding_of, words_of

#: ICD-10-CM first: our condition rules are written in it.
SYSTEMS = ("http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct")


class Condition(Shape):
    """The elements of a Condition that we read."""

    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    encounter: Reference | None = None
    category: list[Concept] = []
    code: Concept | None = None
    clinicalStatus: Concept | None = None
    verificationStatus: Concept | None = None
    onsetDateTime: str | None = None
    onsetPeriod: Period | None = None
    abatementDateTime: str | None = None
    abatementPeriod: Period | None = None


def store(condition: Condition, place: Place) -> bool:
    """Add the condition to the batch; False when it says nothing."""
    system, code = coding_of(condition.code, *SYSTEMS)
    display = words_of(condition.code)
    if not display and not code:
        place.note("fhir.no_text")
        return False
    verification = code_in(condition.verificationStatus)
    began = place.moment(condition.onsetDateTime)[1] or place.period(condition.onsetPeriod)[0]
    ended = place.moment(condition.abatementDateTime)[1] or place.period(condition.abatementPeriod)[1]
    place.batch.conditions.append(
        (
            *place.front(label_of(system, code, display), is_error=verification == "entered-in-error"),
            system, code, display, code_in(condition.clinicalStatus), verification, began, ended,
            place.encounter_id(condition.encounter), _category(condition),
        )
    )  # fmt: skip
    return True


def _category(condition: Condition) -> str:
    """Return "problem-list-item" where the source says so at all, else its first category, else nothing."""
    codes = [code for concept in condition.category if (code := code_in(concept))]
    return ("problem-list-item" if "problem-list-item" in codes else codes[0] if codes else "")[:30]
