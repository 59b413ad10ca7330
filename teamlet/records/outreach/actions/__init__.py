from __future__ import annotations

from teamlet.records.outreach.actions.consents import give_consent, set_reach, withdraw_consent
from teamlet.records.outreach.actions.deciding import (
    hold_everything,
    hold_restored,
    release_everything,
    release_held,
    send_again,
    treat_as_sent,
)
from teamlet.records.outreach.actions.following import hand_messages_on, has_messages, suit_messages
from teamlet.records.outreach.actions.helping import say_helper_consent
from teamlet.records.outreach.actions.messages import (
    approve_purpose,
    cancel_message,
    draft_message,
    end_approval,
    release_approved,
    release_message,
)
from teamlet.records.outreach.actions.receipts import record_receipt
from teamlet.records.outreach.actions.sending import (
    Claimed,
    Recorded,
    Said,
    claim_messages,
    find_cut_off,
    record_outcomes,
    settle_unknown,
)
from teamlet.records.outreach.actions.stops import read_stops_again, start_address, stop_address

__all__ = [
    "Claimed",
    "Recorded",
    "Said",
    "approve_purpose",
    "cancel_message",
    "claim_messages",
    "draft_message",
    "end_approval",
    "find_cut_off",
    "give_consent",
    "hand_messages_on",
    "has_messages",
    "hold_everything",
    "hold_restored",
    "read_stops_again",
    "record_outcomes",
    "record_receipt",
    "release_approved",
    "release_everything",
    "release_held",
    "release_message",
    "say_helper_consent",
    "send_again",
    "set_reach",
    "settle_unknown",
    "start_address",
    "stop_address",
    "suit_messages",
    "treat_as_sent",
    "withdraw_consent",
]
