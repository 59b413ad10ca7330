"""Reading what was answered to the three questions of a patient."""

from __future__ import annotations

from teamlet.records.visits.models import CardAnswer, Visit


def card_of(visit: Visit) -> CardAnswer | None:
    """Return the answers in force with who gave them, or None; asks nothing where none were given."""
    if not visit.card_number:
        return None
    return CardAnswer.objects.filter(visit=visit, number=visit.card_number).select_related("by").first()
