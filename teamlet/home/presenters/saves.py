"""Sentences about what somebody just saved."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext as _

from teamlet.ground.reasons import N_
from teamlet.ground.ui.formats import time_words
from teamlet.records.practice.models import Save

SAVED = {
    "visits.agenda": N_("Agenda saved at {time}."),
    "visits.shared": N_("Saved at {time}."),
    "visits.feelings": N_("Saved at {time}."),
    "visits.guest": N_("Saved at {time}."),
    "plans.goal": N_("Goal saved at {time}."),
    "plans.plan": N_("Plan saved at {time}."),
    "plans.decline": N_("“Not today” saved at {time}."),
    "followups.contact": N_("Contact saved at {time}."),
    "followups.attempt": N_("Try saved at {time}."),
    "followups.close": N_("End of follow-up saved at {time}."),
    "followups.booking": N_("Answer about a booking saved at {time}."),
    "followups.reschedule": N_("New day of the contact saved at {time}."),
    "followups.level": N_("Level of need saved at {time}."),
    "followups.slip": N_("Answer saved at {time}."),
    "patients.target": N_("Target saved at {time}."),
    "tasks.move": N_("Task moved at {time}."),
    "visits.arrived": N_("Arrival saved at {time}."),
    "visits.item": N_("Preparation saved at {time}."),
}


def save_sentence(save: Save, zone: str) -> str:
    """Return what was saved and when, on the practice's clock."""
    local = save.at.astimezone(ZoneInfo(zone)).time()
    words = SAVED.get(save.kind, N_("Saved at {time}."))
    return _(words).format(time=time_words(local, get_language() or "en"))
