"""Numbers and addresses in the one form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

from teamlet.records.outreach.words import Channel

_DIGITS = re.compile(r"\D+")
_US = "1"
_TEN = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")
#: How people, records and other programs write a number of the United States.
_WRITTEN = (
    "{0}{1}{2}", "({0}) {1}-{2}", "({0}){1}-{2}", "({0}) {1} {2}", "{0}-{1}-{2}", "{0}.{1}.{2}", "{0} {1} {2}",
    "{0} {1}-{2}", "{0}/{1}-{2}", "+1{0}{1}{2}", "+1 {0}{1}{2}", "+1 ({0}) {1}-{2}", "+1 {0}-{1}-{2}", "+1 {0} {1} {2}",
    "+1 {0} {1}-{2}", "+1-{0}-{1}-{2}", "+1.{0}.{1}.{2}", "1{0}{1}{2}", "1 ({0}) {1}-{2}", "1-{0}-{1}-{2}",
    "1 {0} {1} {2}", "1.{0}.{1}.{2}",
)  # fmt: skip


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


def spellings(channel: Channel, value: str) -> frozenset[str]:
    """Return the usual ways of writing the number or address of ``value``, its own among them.

    For a look-up by index.  All are the same by ``address_key``; a rare way of writing is not among them.
    """
    found = {value}
    if channel is Channel.TEXT:
        ten = _TEN.fullmatch(address_key(channel, value))
        found |= {written.format(*ten.groups()) for written in _WRITTEN} if ten is not None else set()
    elif channel is Channel.EMAIL:
        key = address_key(channel, value)
        ways = (key, value.lower(), value.upper(), value.capitalize())
        found |= {way for way in ways if address_key(channel, way) == key}
    return frozenset(found)
