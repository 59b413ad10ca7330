"""What a message center says by itself: replies, and receipts of messages that it took (SMPP 3.4, appendix B)."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from teamlet.bridges.channels.text import number_of
from teamlet.bridges.channels.text.parts import Joined, decode, take_header
from teamlet.records.outreach.words.receipts import Receipt

#: ``esm_class``: which kind of message it is (bits 2 to 5), and whether a header stands before the words.
_KIND, _RECEIPT, _ON_THE_WAY, _HAS_HEADER = 0x3C, 0x04, 0x20, 0x40
#: ``message_state`` and the word for it in a receipt's text.
_STATES = {
    1: Receipt.ON_ITS_WAY,
    2: Receipt.DELIVERED,
    3: Receipt.UNDELIVERED,
    4: Receipt.UNDELIVERED,
    5: Receipt.UNDELIVERED,
    6: Receipt.ON_ITS_WAY,
    8: Receipt.UNDELIVERED,
}
_STATE_WORDS = {
    "ENROUTE": 1, "DELIVRD": 2, "EXPIRED": 3, "DELETED": 4, "UNDELIV": 5, "ACCEPTD": 6, "UNKNOWN": 7, "REJECTD": 8
}  # fmt: skip
#: What a GSM network (3) says of a number for good: unknown, not allowed, takes no texts (3GPP TS 29.002).
_GSM, _NEVER = 3, frozenset({1, 9, 11})
_FIELD = re.compile(r"\b(id|stat|err):\s*([^\s:]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """A reply, or a part of one (``joined``)."""

    sender: str
    to: str
    text: str
    joined: Joined | None


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt.  ``number`` is the center's own; ``ours`` what ``reference_number`` made of our reference, or None."""

    sender: str
    to: str
    result: Receipt | None
    number: str
    ours: int | None
    code: str


def reference_number(reference: str) -> int:
    """Return our reference in the two octets that SMPP has for it: not unique, but among messages to one number."""
    return zlib.crc32(reference.encode()) & 0xFFFF


def read(pdu: Any) -> Words | Told:
    """Return what a ``deliver_sm`` says.  Never raises for anything in it."""
    sender, to = (_address(pdu, end) for end in ("source", "dest"))
    octets = bytes(getattr(pdu, "message_payload", None) or pdu.short_message or b"")
    kind = int(pdu.esm_class or 0)
    if kind & _KIND in {_RECEIPT, _ON_THE_WAY}:
        return _told(pdu, sender, to, octets)
    joined = None
    if kind & _HAS_HEADER:
        joined, octets = take_header(octets)
    elif getattr(pdu, "sar_total_segments", None):
        joined = _by_fields(pdu)
    return Words(sender, to, decode(octets, int(pdu.data_coding or 0)), joined)


def _by_fields(pdu: Any) -> Joined | None:
    number, of, which = (
        int(getattr(pdu, name, None) or 0) for name in ("sar_msg_ref_num", "sar_total_segments", "sar_segment_seqnum")
    )
    return Joined(number, of, which) if 1 <= which <= of and of > 1 else None


def _told(pdu: Any, sender: str, to: str, octets: bytes) -> Told:
    said = {name.lower(): value for name, value in _FIELD.findall(octets.decode("latin-1"))}
    state = getattr(pdu, "message_state", None)
    if state is None:
        state = _STATE_WORDS.get(said.get("stat", "").upper()[:7])
    result = _STATES.get(int(state)) if state is not None else None
    network = bytes(getattr(pdu, "network_error_code", None) or b"")
    if result is Receipt.UNDELIVERED and len(network) == 3 and network[0] == _GSM:
        result = Receipt.NEVER if int.from_bytes(network[1:]) in _NEVER else result
    given = getattr(pdu, "receipted_message_id", None)
    number = given.decode("latin-1") if isinstance(given, bytes) else said.get("id", "")
    ours = getattr(pdu, "user_message_reference", None)
    code = said.get("err", "") or (network.hex() if network else "")
    return Told(sender, to, result, number, int(ours) if ours is not None else None, code)


def _address(pdu: Any, end: str) -> str:
    """Return a number as we write it; "" for a name."""
    raw = pdu.source_addr if end == "source" else pdu.destination_addr
    ton = int((pdu.source_addr_ton if end == "source" else pdu.dest_addr_ton) or 0)
    digits = (raw or b"").decode("latin-1").strip()
    if ton == 1 and not digits.startswith("+"):
        digits = f"+{digits}"
    return number_of(digits)
