"""Every table of outreach."""

from __future__ import annotations

from teamlet.records.outreach.models.helping import HelperConsent
from teamlet.records.outreach.models.letters import BatchLetter, LetterBatch
from teamlet.records.outreach.models.messages import (
    Consent,
    Delivery,
    Hold,
    Message,
    OptOut,
    Reach,
    StandingApproval,
)
from teamlet.records.outreach.models.replies import Reply, ReplyStep

__all__ = [
    "BatchLetter",
    "Consent",
    "Delivery",
    "HelperConsent",
    "Hold",
    "LetterBatch",
    "Message",
    "OptOut",
    "Reach",
    "Reply",
    "ReplyStep",
    "StandingApproval",
]
