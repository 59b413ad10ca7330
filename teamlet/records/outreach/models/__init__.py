"""Every table of outreach."""

from __future__ import annotations

from teamlet.records.outreach.models.messages import (
    Consent,
    Delivery,
    Hold,
    Message,
    OptOut,
    Reach,
    Reply,
    StandingApproval,
)

__all__ = [
    "Consent",
    "Delivery",
    "Hold",
    "Message",
    "OptOut",
    "Reach",
    "Reply",
    "StandingApproval",
]
