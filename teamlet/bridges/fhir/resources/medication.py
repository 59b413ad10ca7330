"""MedicationRequest: a medicine prescribed; Medication: the medicine it may point at."""

from __future__ import annotations

from teamlet.bridges.fhir.placing import Place, label_of
from teamlet.bridges.fhir.shapes import Concept, Meta, Reference, Shape, coding_of, cut, words_of

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


class Medication(Shape):
    """The elements of a Medication that we read."""

    id: str | None = None
    meta: Meta | None = None
    code: Concept | None = None


class Dosage(Shape):
    """How it is taken."""

    text: str | None = None
    patientInstruction: str | None = None


class MedicationRequest(Shape):
    """The elements of a MedicationRequest that we read."""

    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    encounter: Reference | None = None
    status: str | None = None
    authoredOn: str | None = None
    medicationCodeableConcept: Concept | None = None
    medicationReference: Reference | None = None
    dosageInstruction: list[Dosage] = []
    contained: list[Medication] = []


def medicine_of(code: Concept | None) -> tuple[str, str, str]:
    """Return code system, code and words of a medicine."""
    system, number = coding_of(code, RXNORM)
    return system, number, words_of(code, 300)


def store(request: MedicationRequest, place: Place) -> bool:
    """Add the medicine to the batch; False when it is named nowhere."""
    system, code, display = medicine_of(request.medicationCodeableConcept)
    pointer = request.medicationReference
    if not display and pointer is not None:
        inside = (pointer.reference or "").removeprefix("#")
        own = next((held for held in request.contained if held.id and held.id == inside), None)
        found = medicine_of(own.code) if own is not None else place.medicine(pointer)
        system, code, display = found or ("", "", cut(pointer.display or "", 300))
    if not display and not code:
        place.note("fhir.no_text")
        return False
    doses = [dose.text or dose.patientInstruction or "" for dose in request.dosageInstruction]
    place.batch.medicines.append(
        (
            *place.front(label_of(system, code, display), is_error=request.status == "entered-in-error"),
            system, code, display or code, (request.status or "")[:20], place.moment(request.authoredOn)[1],
            cut("; ".join(dose for dose in doses if dose), 2_000), place.encounter_id(request.encounter),
        )
    )  # fmt: skip
    return True
