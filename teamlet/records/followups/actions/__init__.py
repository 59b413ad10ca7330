"""Every write about follow-up contacts."""

from __future__ import annotations

from teamlet.records.followups.actions.agree import (
    ContactSaid,
    agree_contact,
    agree_support,
    bring_back_contact,
    undo_plan,
    withdraw_contact,
)
from teamlet.records.followups.actions.report import (
    ContactTold,
    Worry,
    close_contact,
    close_red_flag,
    record_attempt,
    report_contact,
    reschedule_contact,
    undo_attempt,
    undo_close,
    undo_contact,
    undo_reschedule,
)

__all__ = [
    "ContactSaid",
    "ContactTold",
    "Worry",
    "agree_contact",
    "agree_support",
    "bring_back_contact",
    "close_contact",
    "close_red_flag",
    "record_attempt",
    "report_contact",
    "reschedule_contact",
    "undo_attempt",
    "undo_close",
    "undo_contact",
    "undo_plan",
    "undo_reschedule",
    "withdraw_contact",
]
