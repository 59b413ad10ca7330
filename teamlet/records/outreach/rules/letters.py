"""Addresses on envelopes: which lines a postal address has, and whether the post can deliver to it."""

from __future__ import annotations

import re
import unicodedata

#: Lines of an address under the name; with the name four fit the window of an envelope.
MOST_LINES = 3
_ZIP = re.compile(r"(?<!\d)\d{5}(?:-\d{4})?$")
_COUNTRY = frozenset({"usa", "us", "u.s.a.", "u.s.", "united states", "united states of america", "estados unidos"})
#: A state and a ZIP code without their city.
_STATE_AND_ZIP = re.compile(r"[A-Za-z]{2}\.?\s+\d{5}(?:-\d{4})?")


def address_lines(value: str) -> tuple[str, ...]:
    """Return the lines of a postal address in the United States as they stand on an envelope; () when it lacks a part.

    A line ends at a line break; without one, at a comma.  The last line has city, state and ZIP code
    (USPS Publication 28, section 213), the lines before it the street or box, at most ``MOST_LINES`` together.  What
    has no ZIP code, or nothing but a city, cannot be delivered.
    """
    text = unicodedata.normalize("NFC", value).replace("\r", "\n")
    parts = [" ".join(part.split()) for part in text.split("\n" if "\n" in text.strip() else ",")]
    parts = [part.strip(" ,") for part in parts]
    parts = [part for part in parts if part]
    if parts and parts[-1].casefold() in _COUNTRY:
        parts.pop()
    if len(parts) > 1 and re.fullmatch(r"\d{5}(?:-\d{4})?", parts[-1]):
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    if not parts or not _ZIP.search(parts[-1]):
        return ()
    if len(parts) > 1 and _STATE_AND_ZIP.fullmatch(parts[-1]):
        parts[-2:] = [f"{parts[-2]}, {parts[-1]}"]
    street = parts[:-1]
    if not street or not any(sign.isalnum() for sign in "".join(street)):
        return ()
    if len(street) >= MOST_LINES:
        street = [*street[: MOST_LINES - 2], ", ".join(street[MOST_LINES - 2 :])]
    return (*street, parts[-1])


def is_complete(value: str) -> bool:
    """Say whether a letter to this postal address can be delivered."""
    return bool(address_lines(value))
