"""The words of suggestions: on which day a contact fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.ground.reasons import N_

REASONS: dict[str, str] = {
    "followups.day_in_window": N_("In the window agreed on."),
    "followups.day_away": N_("Whoever calls is away all through the window; somebody else takes it then."),
    "followups.day_room": N_("{planned} of {kept} minutes for calls are taken."),
    "followups.day_full": N_("The time for calls is full: {planned} of {kept} minutes."),
    "followups.day_no_block": N_("No time is kept for calls on this day."),
    "followups.day_fits": N_("Fits the patient’s time."),
    "followups.day_other_time": N_("The time for calls is not the patient’s time."),
}

EVENTS: dict[str, str] = {}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
