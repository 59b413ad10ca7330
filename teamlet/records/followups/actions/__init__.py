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
from teamlet.records.followups.actions.bookings import (
    ask_for_booking,
    ask_for_missing,
    settle_booking,
    undo_booking,
)
from teamlet.records.followups.actions.closing import close_contact, undo_close
from teamlet.records.followups.actions.hospital import note_hospital_visit, settle_hospital_visit
from teamlet.records.followups.actions.looking_after import ask_again, settle_deceased
from teamlet.records.followups.actions.moving import reschedule_contact, undo_reschedule
from teamlet.records.followups.actions.own_page import OwnSay, answer_own_said, keep_pulse, say_on_own_page
from teamlet.records.followups.actions.own_page_links import (
    end_own_pages,
    leave_own_page,
    open_own_page,
    send_own_link,
    text_new_link,
    verify_own_birth_date,
)
from teamlet.records.followups.actions.replies import (
    accept_answer,
    handle_reply,
    say_whose,
    stop_by_hand,
    take_reply,
    take_reply_as,
)
from teamlet.records.followups.actions.report import report_contact, undo_contact
from teamlet.records.followups.actions.rhythm import draft_due, restore_rhythm, save_rhythm
from teamlet.records.followups.actions.specialists import note_specialist_visit, settle_specialist_visit
from teamlet.records.followups.actions.told import ContactTold
from teamlet.records.followups.actions.tries import record_attempt, undo_attempt
from teamlet.records.followups.actions.worries import Worry, close_red_flag, raise_red_flag

__all__ = [
    "ContactSaid",
    "ContactTold",
    "OwnSay",
    "Worry",
    "accept_answer",
    "agree_contact",
    "agree_support",
    "answer_own_said",
    "ask_again",
    "ask_for_booking",
    "ask_for_missing",
    "bring_back_contact",
    "close_contact",
    "close_red_flag",
    "draft_due",
    "end_own_pages",
    "enter_contact_in_error",
    "handle_reply",
    "keep_pulse",
    "leave_own_page",
    "note_hospital_visit",
    "note_specialist_visit",
    "open_own_page",
    "raise_red_flag",
    "record_attempt",
    "report_contact",
    "reschedule_contact",
    "restore_rhythm",
    "save_rhythm",
    "say_on_own_page",
    "say_whose",
    "send_own_link",
    "settle_booking",
    "settle_deceased",
    "settle_hospital_visit",
    "settle_specialist_visit",
    "stop_by_hand",
    "take_reply",
    "take_reply_as",
    "text_new_link",
    "undo_attempt",
    "undo_booking",
    "undo_close",
    "undo_contact",
    "undo_plan",
    "undo_reschedule",
    "verify_own_birth_date",
    "withdraw_contact",
]
