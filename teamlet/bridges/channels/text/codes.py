"""What Twilio's numbers and words mean: https://www.twilio.com/docs/api/errors and its list of message statuses."""

from __future__ import annotations

from teamlet.records.outreach.words.receipts import Receipt

#: Whoever has the number replied STOP to Twilio.
TOLD_TO_STOP = frozenset({21610})
#: There is no such number, or it takes no texts.
NO_SUCH_NUMBER = frozenset({21211, 21214, 21217, 21421, 21614})
#: The same, found out on the way: an unknown number, a landline.
NO_SUCH_NUMBER_LATER = NO_SUCH_NUMBER | {30005, 30006}
#: The number may be right, and this message never goes there as it is: too long, empty, a region that is switched off.
UNFIT = frozenset({21408, 21602, 21612, 21617, 21619, 21635})
#: The account or our own number, not this message: everything waits until somebody looks.
OUR_SIDE = frozenset({20003, 20005, 20404, 20429, 21603, 21606, 21611, 21659, 21660, 63038})

_ON_ITS_WAY = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
_THERE = frozenset({"delivered", "read"})
_NOT_THERE = frozenset({"undelivered", "failed"})


def receipt_of(status: str, code: str) -> Receipt | None:
    """Return what a status and its error code say about a message; None for a status that says nothing of it."""
    word = status.strip().casefold()
    if word in _ON_ITS_WAY:
        return Receipt.ON_ITS_WAY
    if word in _THERE:
        return Receipt.DELIVERED
    if word not in _NOT_THERE:
        return None
    number = int(code) if code.isdecimal() and len(code) < 10 else 0
    if number in TOLD_TO_STOP:
        return Receipt.COMPLAINT
    return Receipt.NEVER if number in NO_SUCH_NUMBER_LATER else Receipt.UNDELIVERED
