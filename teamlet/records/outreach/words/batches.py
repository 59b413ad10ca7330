"""The words of the same message to many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.ground.reasons import N_

REASONS: dict[str, str] = {
    "outreach.sender_hidden": N_(
        "The patient wants messages that do not say from whom they are; write to them one by one."
    ),
}

EVENTS: dict[str, str] = {
    "outreach.draft_many": N_("Drafted a message to many."),
    "outreach.take_back_drafts": N_("Took drafts of messages back."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
