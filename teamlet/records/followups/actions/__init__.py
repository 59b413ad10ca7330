"""Every write about follow-up contacts."""

from __future__ import annotations

from teamlet.records.followups.actions.agree import (
    ContactSaid,
    agree_contact,
    agree_support,
    bring_back_contact,
    enter_contact_in_error,
    undo_plan,
    withdraw_contact,
)
from teamlet.records.followups.actions.report import (
    ContactTold,
    close_contact,
    record_attempt,
    report_contact,
    reschedule_contact,
    undo_attempt,
    undo_close,
    undo_contact,
    undo_reschedule,
)
from teamlet.records.followups.actions.worries import Worry, close_red_flag, raise_red_flag

__all__ = [
    "ContactSaid",
    "ContactTold",
    "Worry",
    "agree_contact",
    "agree_support",
    "bring_back_contact",
    "close_contact",
    "close_red_flag",
    "enter_contact_in_error",
    "raise_red_flag",
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
