"""The words of letters on paper: batches, envelopes, why a letter was taken out; and of drafts changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class Envelope(StrEnum):
    """Which envelope a batch of letters is set for."""

    LEFT_WINDOW = "left_window"
    DOUBLE_WINDOW = "double_window"
    PLAIN = "plain"


class BatchState(StrEnum):
    """Where a batch of letters stands."""

    OPEN = "open"
    POSTED = "posted"
    GIVEN_BACK = "given_back"


class LetterState(StrEnum):
    """Where a letter stands in its batch."""

    IN = "in"
    POSTED = "posted"
    TAKEN_OUT = "taken_out"
    #: Somebody decided about it elsewhere while it was in the batch.
    MOVED = "moved"


class TakeOut(StrEnum):
    """Why a letter is taken out of its batch."""

    BAD_ADDRESS = "bad_address"
    LATER = "later"
    NOT_WANTED = "not_wanted"


BATCH_TRANSITIONS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.OPEN: frozenset({BatchState.POSTED, BatchState.GIVEN_BACK}),
    BatchState.POSTED: frozenset(),
    BatchState.GIVEN_BACK: frozenset(),
}

ENVELOPE_LABELS: dict[Envelope, str] = {
    Envelope.LEFT_WINDOW: N_("#10 with one window on the left"),
    Envelope.DOUBLE_WINDOW: N_("#10 with two windows"),
    Envelope.PLAIN: N_("Without a window"),
}

BATCH_STATE_LABELS: dict[BatchState, str] = {
    BatchState.OPEN: N_("To print"),
    BatchState.POSTED: N_("Posted"),
    BatchState.GIVEN_BACK: N_("Given back"),
}

LETTER_STATE_LABELS: dict[LetterState, str] = {
    LetterState.IN: N_("In the batch"),
    LetterState.POSTED: N_("Posted"),
    LetterState.TAKEN_OUT: N_("Taken out"),
    LetterState.MOVED: N_("Decided elsewhere"),
}

TAKE_OUT_LABELS: dict[TakeOut, str] = {
    TakeOut.BAD_ADDRESS: N_("The address is wrong"),
    TakeOut.LATER: N_("Print it with the next batch"),
    TakeOut.NOT_WANTED: N_("Do not send it"),
}

REASONS: dict[str, str] = {
    "outreach.address_not_complete": N_(
        "The postal address is not complete: street, city, state and ZIP code are needed."
    ),
    "outreach.batch_closed": N_("This batch is {state}; nothing in it can be changed."),
    "outreach.batch_empty": N_("No letter is left in this batch."),
    "outreach.batch_not_printed": N_("This batch was not printed yet."),
    "outreach.letter_not_in_batch": N_("This letter is not in the batch any more."),
    "outreach.written_by_hand": N_("Written by a person of the practice."),
    "outreach.contact_letter": N_("The patient was not reached yet; the letter says that we are here."),
    "outreach.nothing_chosen": N_("Choose at least one message."),
    "outreach.stopped_now": N_("This number or address said stop."),
    "outreach.asked_not_this_way": N_("The patient asked not to be reached this way."),
}

EVENTS: dict[str, str] = {
    "outreach.make_batch": N_("Made a batch of letters to print."),
    "outreach.print_batch": N_("Printed a batch of letters."),
    "outreach.post_batch": N_("Said that a batch of letters was printed and posted."),
    "outreach.give_back_batch": N_("Gave a batch of letters back without posting it."),
    "outreach.take_out_letter": N_("Took a letter out of its batch."),
    "outreach.edit_draft": N_("Changed the words of a draft."),
    "outreach.release_messages": N_("Released several messages."),
    "outreach.record_consents": N_("Recorded what the patient said about messages."),
    "outreach.read_message": N_("Opened a message."),
    "outreach.read_reach": N_("Opened how the patient may be reached."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {"outreach.batch_closed": {"state": BATCH_STATE_LABELS}}
