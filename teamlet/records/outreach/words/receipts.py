"""The words of receipts: what a provider says by itself, later, about a message that it took."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_
from teamlet.records.outreach.words.messages import Outcome


class Receipt(StrEnum):
    """What a provider said later about a message."""

    #: It has it and is busy with it: all that counts is that it has it.
    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    #: Not for now: nobody is there, the mailbox is full, a carrier did not want it.
    UNDELIVERED = "undelivered"
    #: Never: there is no such number or address, or it takes no messages of this kind.
    NEVER = "never"
    #: Whoever has the address complained, or told the provider to stop.
    COMPLAINT = "complaint"


#: The line of a message's history that each of them leaves.
OUTCOME_OF: dict[Receipt, Outcome] = {
    Receipt.ON_ITS_WAY: Outcome.ON_ITS_WAY,
    Receipt.DELIVERED: Outcome.DELIVERED,
    Receipt.UNDELIVERED: Outcome.UNDELIVERED,
    Receipt.NEVER: Outcome.NEVER,
    Receipt.COMPLAINT: Outcome.COMPLAINT,
}

#: How far a receipt is: one that is not further than what is known already moves nothing.
#: Delivered and never are ends; whichever of them came first stays.
HOW_FAR: dict[Outcome, int] = {
    Outcome.ON_ITS_WAY: 1,
    Outcome.UNDELIVERED: 2,
    Outcome.DELIVERED: 3,
    Outcome.NEVER: 3,
}

REASONS: dict[str, str] = {
    "outreach.delivered": N_("The provider says that it arrived."),
    "outreach.on_its_way": N_("The provider says that it has it."),
    "outreach.undelivered": N_("The provider took it and could not deliver it ({code})."),
    "outreach.never_delivered": N_("The provider took it and cannot deliver to this address ({code})."),
}

EVENTS: dict[str, str] = {
    "outreach.record_receipt": N_("Wrote down what a provider said about a message it took."),
}
