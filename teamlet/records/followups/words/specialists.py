"""The words of visits to a specialist: where one was told, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class ToldBy(StrEnum):
    """From where the practice knows of the visit."""

    STAFF = "staff"
    FORM = "form"
    FILE = "file"


class SpecialistState(StrEnum):
    """Where a visit to a specialist stands for us."""

    OPEN = "open"
    TALKED = "talked"
    DID_NOT_HAPPEN = "did_not_happen"
    ENTERED_IN_ERROR = "entered_in_error"


TOLD_BY_LABELS: dict[ToldBy, str] = {
    ToldBy.STAFF: N_("Told to us"),
    ToldBy.FORM: N_("From a form"),
    ToldBy.FILE: N_("From a file"),
}

SPECIALIST_STATE_LABELS: dict[SpecialistState, str] = {
    SpecialistState.OPEN: N_("Not talked about yet"),
    SpecialistState.TALKED: N_("Talked about"),
    SpecialistState.DID_NOT_HAPPEN: N_("Did not take place"),
    SpecialistState.ENTERED_IN_ERROR: N_("Entered in error"),
}

REASONS: dict[str, str] = {
    "followups.specialist_day": N_("Choose a day from {first} to {last}."),
    "followups.specialist_over": N_("Somebody has settled this visit already."),
}

EVENTS: dict[str, str] = {
    "followups.note_specialist_visit": N_("Noted a visit to a specialist."),
    "followups.settle_specialist_visit": N_("Settled a visit to a specialist."),
    "followups.read_specialists": N_("Opened the visits to specialists."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
