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

__all__ = [
    "Attempt",
    "Booking",
    "BookingChange",
    "Contact",
    "ContactChange",
    "ContactReport",
    "RedFlag",
]
