"""The words of outreach: what a message is for, by which way it goes, where it stands; reasons and events."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class Purpose(StrEnum):
    """What a message is for; consent is asked for each on its own."""

    VISIT_PREPARATION = "visit_preparation"
    PLAN_COPY = "plan_copy"
    CHECK_IN = "check_in"
    CONTACT_LETTER = "contact_letter"
    REMINDER = "reminder"
    CLASS = "class"


class Channel(StrEnum):
    """The way by which a message goes."""

    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"


class ConsentState(StrEnum):
    """What the patient said about messages for one purpose by one way."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class ConsentHow(StrEnum):
    """How the patient said it."""

    IN_PERSON = "in_person"
    ON_PAPER = "on_paper"
    BY_PHONE = "by_phone"
    BY_FORM = "by_form"
    BY_REPLY = "by_reply"


class MessageState(StrEnum):
    """Where a message stands."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REJECTED = "rejected"
    #: May have gone out: the provider is asked, or a person decides.
    UNKNOWN = "unknown"
    #: Waits for a person.
    HELD = "held"
    CANCELLED = "cancelled"


class MaySend(StrEnum):
    """Whether a message may go out now."""

    YES = "yes"
    #: Not now, but by itself at a later time.
    LATER = "later"
    #: Not before a person looked at it.
    HOLD = "hold"
    #: Not any more.
    NO = "no"


class Outcome(StrEnum):
    """What came of one try to send, or of asking the provider about it."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PUT_OFF = "put_off"
    UNKNOWN = "unknown"
    NOT_THERE = "not_there"
    #: A person decided that it counts as sent, or that it goes out once more.
    TREATED_AS_SENT = "treated_as_sent"
    SENT_AGAIN = "sent_again"
    #: The provider said later: it has it, it arrived, it did not arrive (for now; never), somebody complained of it.
    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    NEVER = "never"
    COMPLAINT = "complaint"


class StopSource(StrEnum):
    """How somebody said that an address is to get nothing more, or something again."""

    REPLY = "reply"
    STAFF = "staff"
    OWN_PAGE = "own_page"
    COMPLAINT = "complaint"
    SUPPRESSION_FILE = "suppression_file"


#: What may follow on what.
MESSAGE_TRANSITIONS: dict[MessageState, frozenset[MessageState]] = {
    MessageState.DRAFT: frozenset({MessageState.QUEUED, MessageState.CANCELLED}),
    MessageState.QUEUED: frozenset(
        {
            MessageState.SENDING,
            MessageState.HELD,
            MessageState.CANCELLED,
            MessageState.SENT,  # the provider says by itself that it has it
            MessageState.REJECTED,
        }
    ),
    MessageState.SENDING: frozenset(
        {
            MessageState.SENT,
            MessageState.REJECTED,
            MessageState.UNKNOWN,
            MessageState.QUEUED,
            MessageState.HELD,
            MessageState.CANCELLED,  # stopped between claim and sending
        }
    ),
    MessageState.UNKNOWN: frozenset(
        {
            MessageState.SENT,
            MessageState.REJECTED,
            MessageState.QUEUED,
            MessageState.HELD,
            MessageState.CANCELLED,  # the provider, asked, says that the address told it to stop
        }
    ),
    MessageState.HELD: frozenset(
        {
            MessageState.QUEUED,
            MessageState.UNKNOWN,
            MessageState.CANCELLED,
            MessageState.SENT,  # the provider says by itself that it has it
            MessageState.REJECTED,
        }
    ),
    # The provider took it, and says later that it cannot deliver it.
    MessageState.SENT: frozenset({MessageState.REJECTED}),
    # It arrived after all.
    MessageState.REJECTED: frozenset({MessageState.SENT}),
    # Only by undo: what it was about stands again.
    MessageState.CANCELLED: frozenset({MessageState.DRAFT}),
}

#: Messages that count for how often somebody is written to: they went out, or may have.
WENT_OUT = frozenset({MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN})
#: Messages that are not finished: none of them may be forgotten.
OPEN_STATES = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.HELD})

PURPOSE_LABELS: dict[Purpose, str] = {
    Purpose.VISIT_PREPARATION: N_("Preparation of a visit"),
    Purpose.PLAN_COPY: N_("Copy of the plan"),
    Purpose.CHECK_IN: N_("Check-in"),
    Purpose.CONTACT_LETTER: N_("Letter to get in touch"),
    Purpose.REMINDER: N_("Reminder"),
    Purpose.CLASS: N_("Class or group"),
}

CHANNEL_LABELS: dict[Channel, str] = {
    Channel.TEXT: N_("Text message"),
    Channel.EMAIL: N_("Email"),
    Channel.LETTER: N_("Letter"),
}

CONSENT_STATE_LABELS: dict[ConsentState, str] = {
    ConsentState.GIVEN: N_("Given"),
    ConsentState.WITHDRAWN: N_("Withdrawn"),
}

CONSENT_HOW_LABELS: dict[ConsentHow, str] = {
    ConsentHow.IN_PERSON: N_("In person"),
    ConsentHow.ON_PAPER: N_("On paper"),
    ConsentHow.BY_PHONE: N_("By phone"),
    ConsentHow.BY_FORM: N_("In a form"),
    ConsentHow.BY_REPLY: N_("By reply to a message"),
}

MESSAGE_STATE_LABELS: dict[MessageState, str] = {
    MessageState.DRAFT: N_("Draft"),
    MessageState.QUEUED: N_("Waits to be sent"),
    MessageState.SENDING: N_("On its way"),
    MessageState.SENT: N_("Sent"),
    MessageState.REJECTED: N_("Not accepted"),
    MessageState.UNKNOWN: N_("Not known whether it was sent"),
    MessageState.HELD: N_("Held"),
    MessageState.CANCELLED: N_("Cancelled"),
}

OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.ACCEPTED: N_("Accepted"),
    Outcome.REJECTED: N_("Not accepted"),
    Outcome.PUT_OFF: N_("Put off"),
    Outcome.UNKNOWN: N_("No clear answer"),
    Outcome.NOT_THERE: N_("Asked: never arrived"),
    Outcome.TREATED_AS_SENT: N_("Treated as sent"),
    Outcome.SENT_AGAIN: N_("Sent again"),
    Outcome.ON_ITS_WAY: N_("The provider has it"),
    Outcome.DELIVERED: N_("Delivered"),
    Outcome.UNDELIVERED: N_("Not delivered yet"),
    Outcome.NEVER: N_("Cannot be delivered"),
    Outcome.COMPLAINT: N_("Complaint"),
}

STOP_SOURCE_LABELS: dict[StopSource, str] = {
    StopSource.REPLY: N_("Reply to a message"),
    StopSource.STAFF: N_("Said to the practice"),
    StopSource.OWN_PAGE: N_("Patient's own page"),
    StopSource.COMPLAINT: N_("Complaint"),
    StopSource.SUPPRESSION_FILE: N_("List kept beside the backups"),
}

REASONS: dict[str, str] = {
    # what came of sending
    "outreach.accepted": N_("The provider accepted it."),
    "outreach.put_off": N_("The provider is busy or away ({code}); it is tried again."),
    "outreach.given_up": N_("Tried {tries} times; the provider did not take it ({code})."),
    "outreach.not_accepted": N_("The provider does not deliver to this address ({code})."),
    "outreach.not_as_it_is": N_("The provider does not take this message as it is ({code}); please look."),
    "outreach.opted_out_at_provider": N_("The number or address told the provider to stop ({code})."),
    "outreach.no_clear_answer": N_("There was no clear answer ({code}); it may have been sent."),
    "outreach.worker_gone": N_("Sending was cut off; it may have been sent."),
    "outreach.never_arrived": N_("The provider was asked and never got it; it is sent again."),
    "outreach.cannot_be_asked": N_("The provider cannot be asked; please decide."),
    "outreach.no_channel": N_("No provider is set up for this way."),
    # what a person decides
    "outreach.treated_as_sent": N_("A person decided that it counts as sent."),
    "outreach.sent_again": N_("A person decided to send it again."),
    "outreach.released": N_("A person released it."),
    "outreach.approved": N_("A standing approval released it."),
    "outreach.cancelled_by_hand": N_("Cancelled by hand."),
    "outreach.restored": N_("A backup was restored; a person looks first."),
    # what may not be
    "outreach.may_not_move": N_("A message that is {from_state} cannot become {to_state}."),
    "outreach.no_address": N_("No current address for this way."),
    "outreach.empty": N_("The message is empty."),
    "outreach.not_approved": N_("No standing approval covers this message."),
    "outreach.address_unreadable": N_("This is not a phone number or an address that can be used."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "outreach.give_consent": N_("Recorded that the patient agrees to messages."),
    "outreach.withdraw_consent": N_("Recorded that the patient wants no more of these messages."),
    "outreach.set_reach": N_("Said how the patient may be reached."),
    "outreach.draft_message": N_("Drafted a message."),
    "outreach.release_message": N_("Released a message."),
    "outreach.release_approved": N_("Released drafts that a standing approval covers."),
    "outreach.approve_purpose": N_("Approved messages of one kind until further notice."),
    "outreach.end_approval": N_("Ended a standing approval of messages."),
    "outreach.cancel_message": N_("Cancelled a message."),
    "outreach.say_helper_consent": N_("Recorded what patient and helper said about prompts to the helper."),
    "outreach.suit_messages": N_("Let messages follow what they are about."),
    "outreach.hand_messages_on": N_("Let messages go on with another contact."),
    "outreach.claim_messages": N_("Took messages to send them."),
    "outreach.record_outcomes": N_("Wrote down what came of sending messages."),
    "outreach.find_cut_off": N_("Found messages whose sending was cut off."),
    "outreach.settle_unknown": N_("Wrote down what the provider said about a message."),
    "outreach.send_again": N_("Decided to send a message again."),
    "outreach.treat_as_sent": N_("Decided that a message counts as sent."),
    "outreach.stop_address": N_("Stopped messages to an address."),
    "outreach.read_stops_again": N_("Stopped the addresses that the list beside the backups names."),
    "outreach.start_address": N_("Let messages to an address begin again."),
    "outreach.hold_everything": N_("Held all messages."),
    "outreach.release_everything": N_("Let held messages go on."),
    "outreach.release_held": N_("Let a held message go on."),
    "outreach.hold_restored": N_("Held the messages that a backup brought back."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "outreach.may_not_move": {"from_state": MESSAGE_STATE_LABELS, "to_state": MESSAGE_STATE_LABELS},
}
