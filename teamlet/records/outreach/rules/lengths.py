"""How long a text message is on its way: its alphabet, its units, its parts.

3GPP TS 23.038: the 7-bit default alphabet with its extension table (two units each), otherwise UCS-2
(16-bit units, two for a sign outside the basic plane).  One part holds 160 or 70 units; of several
parts each gives six octets to the header that joins them: 153 or 67 units are left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")


class Encoding(StrEnum):
    """The alphabet a text goes out in."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


@dataclass(frozen=True, slots=True)
class Length:
    """``units`` of ``encoding``, in ``parts`` that the carrier counts one by one (0 for an empty text)."""

    encoding: Encoding
    units: int
    parts: int


def measure(text: str) -> Length:
    """Return how long ``text`` is as a text message.  Á, í, ó and ú are not in the 7-bit alphabet."""
    if all(sign in _BASIC or sign in _EXTENSION for sign in text):
        costs = [2 if sign in _EXTENSION else 1 for sign in text]
        return Length(Encoding.GSM_7, sum(costs), _parts(costs, 160, 153))
    costs = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return Length(Encoding.UCS_2, sum(costs), _parts(costs, 70, 67))


def _parts(costs: Iterable[int], alone: int, joined: int) -> int:
    """Count parts; a sign of two units is never cut in two."""
    costs = list(costs)
    if sum(costs) <= alone:
        return 1 if costs else 0
    parts, room = 1, joined
    for cost in costs:
        if cost > room:
            parts, room = parts + 1, joined
        room -= cost
    return parts
