"""The words of replies where they meet contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.ground.reasons import N_

REASONS: dict[str, str] = {
    "followups.reply_lands": N_("It answers the question that was asked about an open contact."),
    "followups.reply_no_contact": N_("No contact that asked how it went is open, so a person reads it."),
    "followups.reply_start_is_late": N_("A later reply asked for no more messages; that one holds."),
    "followups.answer_absent": N_("No answer by text or email waits for this contact."),
}

EVENTS: dict[str, str] = {
    "followups.take_reply": N_("Took in a reply and did what follows from it."),
    "followups.read_reply": N_("Opened a reply."),
    "followups.say_whose": N_("Said whose a reply is and did what follows from it."),
    "followups.take_reply_as": N_("Said what a reply means."),
    "followups.stop_by_hand": N_("Stopped messages because of a reply."),
    "followups.handle_reply": N_("Looked after a reply and its task."),
    "followups.accept_answer": N_("Took an answer by text or email as how the contact went."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
