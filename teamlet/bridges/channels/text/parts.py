"""Words as they travel in SMPP: alphabets, parts of a long message, and the way back.

3GPP TS 23.038 (the 7-bit default alphabet, here one sign to an octet, and UCS-2) and TS 23.040 9.2.3.24.1 (the header
that joins parts).  How many parts there are is what ``rules.lengths.measure`` counts.
"""

from __future__ import annotations

from dataclasses import dataclass

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_ESCAPE = 0x1B
_CODES = {sign: bytes([code]) for code, sign in enumerate(_BASIC) if code != _ESCAPE} | {
    sign: bytes([_ESCAPE, code]) for sign, code in _EXTENSION.items()
}
_EXTENDED = {code: sign for sign, code in _EXTENSION.items()}

#: ``data_coding`` of SMPP 3.4, 5.2.19.
DEFAULT, ASCII, LATIN_1, UCS_2 = 0x00, 0x01, 0x03, 0x08
#: The header that joins parts: its length, what it is, how long that is; then reference, how many, which.
_JOINS = b"\x05\x00\x03"
_JOINS_WIDE = b"\x06\x08\x04"


@dataclass(frozen=True, slots=True)
class Part:
    """One part on its way: with a header when there are several."""

    data_coding: int
    has_header: bool
    octets: bytes


def encode(text: str) -> tuple[int, list[bytes]]:
    """Return the coding and the octets of each sign, which no part may cut in two."""
    try:
        return DEFAULT, [_CODES[sign] for sign in text]
    except KeyError:
        return UCS_2, [sign.encode("utf-16-be", "replace") for sign in text]


def split(text: str, number: int) -> list[Part]:
    """Return the parts of a message; ``number`` (0 to 255) joins them again."""
    coding, signs = encode(text)
    whole = b"".join(signs)
    alone, joined = (160, 153) if coding == DEFAULT else (140, 134)
    if len(whole) <= alone:
        return [Part(coding, has_header=False, octets=whole)]
    bodies = [b""]
    for sign in signs:
        if len(bodies[-1]) + len(sign) > joined:
            bodies.append(b"")
        bodies[-1] += sign
    head = _JOINS + bytes([number, len(bodies)])
    return [Part(coding, has_header=True, octets=head + bytes([n]) + body) for n, body in enumerate(bodies, 1)]


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a part belongs: ``number`` is the same for all ``of`` parts, ``which`` counts from 1."""

    number: int
    of: int
    which: int


def take_header(octets: bytes) -> tuple[Joined | None, bytes]:
    """Return where a part belongs, by its header, and what follows the header."""
    size = octets[0] + 1 if octets else 0
    if not 1 < size <= len(octets):
        return None, octets
    head, rest = octets[:size], octets[size:]
    if head.startswith(_JOINS) and size == 6:
        return _joined(head[3], head[4], head[5]), rest
    if head.startswith(_JOINS_WIDE) and size == 7:
        return _joined(int.from_bytes(head[3:5]), head[5], head[6]), rest
    return None, rest


def _joined(number: int, of: int, which: int) -> Joined | None:
    return Joined(number, of, which) if 1 <= which <= of and of > 1 else None


def decode(octets: bytes, data_coding: int) -> str:
    """Return the words; what cannot be read becomes U+FFFD, and nothing is ever raised."""
    if data_coding == UCS_2:
        return octets.decode("utf-16-be", "replace")
    if data_coding == LATIN_1:
        return octets.decode("latin-1")
    if data_coding not in {DEFAULT, ASCII}:
        return octets.decode("utf-8", "replace")
    if data_coding == ASCII:
        return octets.decode("ascii", "replace")
    said, escaped = [], False
    for code in octets:
        if escaped:
            said.append(_EXTENDED.get(code, "\ufffd"))
            escaped = False
        elif code == _ESCAPE:
            escaped = True
        else:
            said.append(_BASIC[code] if code < 0x80 else "\ufffd")
    return "".join(said)
