"""What the card of three questions shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from teamlet.content import library, schema
from teamlet.records.patients.queries import patient_name
from teamlet.records.visits.models import CardAnswer, Visit

_ASKED = ("card_1", "card_2", "card_3")


def questions(visit: Visit) -> dict[str, str]:
    """Return the card's words in the patient's language, in ours where the card does not exist in it."""
    return _texts().in_language(_language(visit))


def _texts() -> schema.DocumentTexts:
    return library.load_as(schema.DocumentTexts, "paper_forms")


def _language(visit: Visit) -> str:
    spoken = visit.patient.language
    return spoken if spoken in dict(settings.LANGUAGES) else "en"


def initial(standing: CardAnswer | None) -> dict[str, str]:
    """Return the lines in force as the form's fields hold them."""
    if standing is None:
        return {}
    lines = {f"answer_{place}": line for place, line in enumerate(standing.answers, start=1)}
    return lines | {"own_question": standing.own_question, "own_answer": standing.own_answer}


def lines(visit: Visit, standing: CardAnswer | None) -> list[tuple[str, str]]:
    """Return question and line of what stands now, for a comparison."""
    if standing is None:
        return []
    words = questions(visit)
    pairs = [(words[code], line) for code, line in zip(_ASKED, standing.answers, strict=True)]
    return [pair for pair in [*pairs, (standing.own_question, standing.own_answer)] if pair[1]]


def context(visit: Visit, standing: CardAnswer | None) -> dict[str, Any]:
    """Return what stands around the form."""
    return {
        "visit": visit,
        "patient": visit.patient,
        "name": patient_name(visit.patient),
        "language": _language(visit),
        "standing": standing,
    }
