"""The words of hospital stays and emergency visits that follow-up answers: where, who told of it, how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class HospitalPlace(StrEnum):
    """Where somebody was."""

    EMERGENCY = "emergency"
    HOSPITAL = "hospital"


class HospitalToldBy(StrEnum):
    """From where the practice knows of it."""

    STAFF = "staff"
    FORM = "form"
    RECORD = "record"


class HospitalState(StrEnum):
    """How it stands for us.  What a contact answers stays open: the contact says how that went."""

    OPEN = "open"
    TALKED = "talked"
    ENTERED_IN_ERROR = "entered_in_error"


HOSPITAL_PLACE_LABELS: dict[HospitalPlace, str] = {
    HospitalPlace.EMERGENCY: N_("Emergency room"),
    HospitalPlace.HOSPITAL: N_("Hospital stay"),
}

HOSPITAL_TOLD_BY_LABELS: dict[HospitalToldBy, str] = {
    HospitalToldBy.STAFF: N_("Told to us"),
    HospitalToldBy.FORM: N_("From a form"),
    HospitalToldBy.RECORD: N_("From the record"),
}

HOSPITAL_STATE_LABELS: dict[HospitalState, str] = {
    HospitalState.OPEN: N_("Not talked about yet"),
    HospitalState.TALKED: N_("Talked about"),
    HospitalState.ENTERED_IN_ERROR: N_("Entered in error"),
}

REASONS: dict[str, str] = {
    "followups.hospital_day": N_("Choose a day from {first} to {last}."),
    "followups.hospital_over": N_("Somebody has settled this already."),
    "followups.hospital_contact": N_("Due within two working days of this: {place}, {day}."),
    "followups.hospital_form": N_("Due within two working days of this: {place}, told on a form on {day}."),
}

EVENTS: dict[str, str] = {
    "followups.note_hospital_visit": N_("Noted a hospital stay or an emergency visit."),
    "followups.settle_hospital_visit": N_("Settled a hospital stay or an emergency visit."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "followups.hospital_contact": {"place": HOSPITAL_PLACE_LABELS},
    "followups.hospital_form": {"place": HOSPITAL_PLACE_LABELS},
}
