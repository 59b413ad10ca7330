"""Every table of follow-up."""

from __future__ import annotations

from teamlet.records.followups.models.bookings import Booking, BookingChange
from teamlet.records.followups.models.contacts import (
    Attempt,
    Contact,
    ContactChange,
    ContactReport,
    RedFlag,
)
from teamlet.records.followups.models.replies import ContactAnswer
from teamlet.records.followups.models.rhythm import RhythmVersion
from teamlet.records.followups.models.specialists import SpecialistVisit
from teamlet.records.followups.models.own_page import OwnPageKey, OwnPageLink, OwnPageSaid, Pulse

__all__ = [
    "Attempt",
    "Booking",
    "BookingChange",
    "Contact",
    "ContactAnswer",
    "ContactChange",
    "ContactReport",
    "RedFlag",
    "RhythmVersion",
    "SpecialistVisit",
]
