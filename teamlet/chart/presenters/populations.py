"""A patient's populations: why they are in each, those they left, and what they asked help with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.chart.presenters.person import header
from teamlet.content.readings import WISH_TOPICS
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import N_
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import populations as queries
from teamlet.records.patients.words import View

LEFT_LABELS = {
    "data": N_("the record says otherwise now"),
    "definition": N_("the rule was changed"),
    "not_used": N_("the population is not used any more"),
    "excluded": N_("no longer on our lists"),
}


def populations(by: Principal, patient: Patient, today: date) -> dict[str, Any]:
    """Return everything the page shows, as far as the reader's roles go."""
    language = (get_language() or "en")[:2]
    return {
        "who": header(by, patient, today, "populations"),
        "declined_on": patient.lists_declined_on,
        "memberships": queries.memberships_of(by, [patient.pk], view=View.CHART)[patient.pk],
        "over": [
            {
                "title": row.title.get(language) or row.title.get("en", row.population),
                "entered_on": row.entered_on,
                "left_on": row.left_on,
                "why": _(LEFT_LABELS.get(row.left_reason, "")) if row.left_reason in LEFT_LABELS else "",
            }
            for row in queries.membership_history(by, patient.pk)
        ],
        "wishes": [
            {"topic": _(WISH_TOPICS.get(row.topic, row.topic)), "wants": row.wants, "said_on": row.said_on}
            for row in queries.wishes_of(by, patient.pk)
        ],
    }
