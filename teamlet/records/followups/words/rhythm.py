"""The words of the rhythm of messages: events and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.ground.reasons import N_

#: What messages of the rhythm are about (``Message.about``).
ABOUT_CONTACT = "followups.contact"
ABOUT_SPECIALIST = "followups.specialist_visit"

REASONS: dict[str, str] = {
    "followups.rhythm_problems": N_("Some days or times cannot be used; nothing was saved."),
}

EVENTS: dict[str, str] = {
    "followups.draft_due": N_("Drafted the messages that are due."),
    "followups.draft_preparations": N_("Drafted messages that ask for the forms of coming visits."),
    "followups.save_rhythm": N_("Changed the rhythm of messages."),
    "followups.restore_rhythm": N_("Brought back an earlier rhythm of messages."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
