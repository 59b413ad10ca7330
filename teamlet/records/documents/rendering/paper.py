"""Words made safe for paper and plain text: cleaned, and broken where no line could hold them."""

from __future__ import annotations

import re
import unicodedata

from teamlet.records.documents.rules import JOINERS, is_regional, joins

_SPACES = re.compile(r"\s+")
#: Marks that change the direction of what follows: a name must not be able to turn our own words around.
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Invisible marks without a use on paper.
_INVISIBLE = frozenset("\u00ad\u034f\u180e\u2060\u2061\u2062\u2063\u2064\ufeff")
#: What stands for a character that no font can show.
PLACEHOLDER = "\u25a1"

_PHONE = re.compile(r"(\(?\d{3}\)?) (?=\d{3}[.-]\d{4})")
_HOURS = re.compile(r"(?<=\d)–(?=\d)")
_LONG_RUN = 20
_PIECE = 10


def clean(text: str) -> str:
    """Return ``text`` as one line of printable characters.

    Control characters, direction marks and invisible marks go; every run of white space becomes one space.
    Lone surrogates, private-use and unassigned characters become ``PLACEHOLDER``.  Composed form (NFC).
    """
    kept = []
    for character in unicodedata.normalize("NFC", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")):
        category = unicodedata.category(character)
        if character.isspace() or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category == "Cc" or character in _DIRECTION or character in _INVISIBLE:
            continue
        elif category in {"Co", "Cn", "Cs"} or character == "\ufffd":
            kept.append(PLACEHOLDER)
        else:
            kept.append(character)
    return _SPACES.sub(" ", "".join(kept)).strip()


def is_invisible(character: str) -> bool:
    """Tell whether ``character`` only shapes its neighbors and shows nothing itself (selectors, joiners, tags)."""
    return (
        "\ufe00" <= character <= "\ufe0f"
        or character in JOINERS
        or character == "\u200b"
        or "\U000e0020" <= character <= "\U000e01ef"
    )


def visible_characters(text: str) -> list[str]:
    """Split ``text`` into what a reader counts as one character each: accents, joined and flag emoji stay whole."""
    pieces: list[str] = []
    for character in text:
        if pieces and (
            joins(pieces[-1][-1], character)
            or (is_regional(character) and len(pieces[-1]) == 1 and is_regional(pieces[-1]))
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def set_lines(text: str) -> str:
    """Say where a line may break: inside a word too long for any column, never inside a phone number or hours.

    Adds only marks that show nothing (``U+200B``, ``U+2060``) and turns the space of a phone number into ``U+00A0``.
    """
    kept = _HOURS.sub("–\u2060", _PHONE.sub("\\1\u00a0", text))
    return " ".join(_break_word(word) for word in kept.split(" "))


def _break_word(word: str) -> str:
    if len(word) <= _LONG_RUN:
        return word
    pieces = visible_characters(word)
    return "\u200b".join("".join(pieces[at : at + _PIECE]) for at in range(0, len(pieces), _PIECE))
