"""Letters on paper: not a provider on the network but a printer and the mail.

So there is no ``Channel`` here and no line in ``settings.CHANNELS``: people make batches
(``outreach.actions.letters``), and this package sets a batch as one tagged PDF, each letter on sheets of its own, its
address where the window of the envelope is.  The same letters give the same bytes, so that a batch can be printed
again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from teamlet.bridges.channels.letter.envelopes import FROM, SHEET, TO, Area, Window
from teamlet.records.documents.rendering.fonts.coverage import coverage
from teamlet.records.documents.rendering.paper import clean, is_invisible
from teamlet.records.documents.rendering.typesetting import PageNotSet, Rendered, typeset
from teamlet.records.outreach.words.letters import Envelope

__all__ = ["Letter", "PageNotSet", "Rendered", "Sender", "render_letters", "unshown"]

_TEMPLATE = Path(__file__).with_name("letters.typ")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
#: What a patient reads on paper: points, and in large print.
_BODY, _LARGE = 12, 16
#: More sheets than a batch can have: letters are not squeezed.
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Sender:
    """The practice as it stands on a letter; ``lines`` are those of its address."""

    name: str
    lines: tuple[str, ...]
    phone: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; ``lines`` of the address as the post wants them, under the ``name``.  ``dated``: its day in words."""

    name: str
    lines: tuple[str, ...]
    language: str
    subject: str
    body: str
    dated: str
    large_print: bool = False


def render_letters(
    letters: Sequence[Letter],
    sender: Sender,
    envelope: Envelope,
    *,
    title: str,
    printed_on: date,
    two_sided: bool = False,
    frames: bool = False,
) -> Rendered:
    """Set ``letters`` for ``envelope`` as one PDF/UA-1 document.

    ``two_sided``: every letter begins on a front side, so that no sheet has the letters of two people.  ``frames``
    draws where the windows are: for a test sheet.  Raises ``ValueError`` without letters, ``PageNotSet`` as
    ``typeset`` does.
    """
    if not letters:
        raise ValueError("nothing to print")
    window = FROM.get(envelope)
    page = {
        "title": clean(title),
        "language": letters[0].language,
        "sender": {
            "name": clean(sender.name),
            "lines": [clean(line) for line in sender.lines],
            "phone": clean(sender.phone),
        },
        "letters": [_composed(each) for each in letters],
        "to": asdict(TO[envelope].always()),
        "from": asdict(window.always()) if window is not None else None,
        "frames": [asdict(each) for each in _frames(envelope)] if frames else [],
        "fold": SHEET[1],
        "two_sided": two_sided,
    }
    return typeset(_TEMPLATE, page, [{}], printed_on=printed_on, most_pages=_MOST_PAGES)


def _frames(envelope: Envelope) -> list[Area]:
    windows: list[Window | None] = [TO[envelope] if envelope is not Envelope.PLAIN else None, FROM.get(envelope)]
    return [area for each in windows if each is not None for area in (each.always(), each.ever())]


def _composed(letter: Letter) -> dict[str, Any]:
    paragraphs = [part for part in _BLANK_LINE.split(letter.body.replace("\r\n", "\n")) if part.strip()]
    return {
        "language": letter.language[:2] or "en",
        "to": [clean(letter.name), *(clean(line) for line in letter.lines)],
        "subject": clean(letter.subject),
        "dated": clean(letter.dated),
        "paragraphs": [[clean(line) for line in part.split("\n") if line.strip()] for part in paragraphs],
        "body": _LARGE if letter.large_print else _BODY,
    }


def unshown(letters: Sequence[Letter]) -> list[str]:
    """Return the names of those whose name or address has signs that no font here can print: □ stands for them."""
    known = coverage()
    found = []
    for each in letters:
        signs = {sign for sign in clean("".join((each.name, *each.lines))) if ord(sign) > 0x24F}
        if known and any(sign not in known and not is_invisible(sign) for sign in signs):
            found.append(each.name)
    return found
