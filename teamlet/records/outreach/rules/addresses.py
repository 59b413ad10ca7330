"""Numbers and addresses in the one form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

from teamlet.records.outreach.words import Channel

_DIGITS = re.compile(r"\D+")
_US = "1"


def address_key(channel: Channel, value: str) -> str:
    """Return the form of a number or address in which two of them are compared; "" when there is nothing to compare.

    Phone numbers are digits with the country's code (ten digits are taken for a number of the United States); emails
    are folded as a whole, because no provider tells capital letters apart; postal addresses are words in small letters.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    if channel is Channel.TEXT:
        digits = _DIGITS.sub("", text)
        if text.startswith("00"):
            digits = digits[2:]
        elif not text.startswith("+") and len(digits) == 10:
            digits = _US + digits
        return f"+{digits}" if digits else ""
    if channel is Channel.EMAIL:
        return text.casefold()[:240]
    return " ".join(text.casefold().split())[:240]
