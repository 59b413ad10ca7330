"""Every table of follow-up."""

from __future__ import annotations

from teamlet.records.followups.models.batches import BatchMember, MessageBatch
from teamlet.records.followups.models.bookings import Booking, BookingChange
from teamlet.records.followups.models.contacts import (
    Attempt,
    Contact,
    ContactChange,
    ContactReport,
    RedFlag,
)
from teamlet.records.followups.models.hospital import HospitalVisit
from teamlet.records.followups.models.needs import NeedLevel
from teamlet.records.followups.models.own_page import OwnPageKey, OwnPageLink, OwnPageSaid, Pulse
from teamlet.records.followups.models.registry import RegistryMark, RegistryPopulation, RegistryRow, SavedList
from teamlet.records.followups.models.replies import ContactAnswer
from teamlet.records.followups.models.rhythm import RhythmVersion
from teamlet.records.followups.models.slips import Slip
from teamlet.records.followups.models.specialists import SpecialistVisit

__all__ = [
    "Attempt",
    "BatchMember",
    "Booking",
    "BookingChange",
    "Contact",
    "ContactAnswer",
    "ContactChange",
    "ContactReport",
    "HospitalVisit",
    "MessageBatch",
    "NeedLevel",
    "OwnPageKey",
    "OwnPageLink",
    "OwnPageSaid",
    "Pulse",
    "RedFlag",
    "RegistryMark",
    "RegistryPopulation",
    "RegistryRow",
    "RhythmVersion",
    "SavedList",
    "Slip",
    "SpecialistVisit",
]
