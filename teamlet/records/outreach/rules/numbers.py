"""Numbers to which no text goes, whatever the patient said: foreign, premium, short, or not a whole number.

Fees for them are how text messages are abused, and the health-care exemption covers numbers of the United
States only.  The North American plan shares country code 1 with Canada and much of the Caribbean, which cost
like other countries.  Area codes as of 2026; one that is too new here counts as the United States.
"""

from __future__ import annotations

import re

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.rules.words import NotForTexts, Usable

_NORTH_AMERICAN = re.compile(r"\+1(\d{3})(\d{3})\d{4}")
_ANY = re.compile(r"\+[1-9]\d{7,14}")
_SHORT = re.compile(r"\+?\d{3,6}")

_CANADA = (
    "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 "
    "514 519 548 568 579 581 584 587 600 604 613 622 633 639 644 647 655 672 677 683 688 705 709 742 753 778 780 782 "
    "807 819 825 867 873 879 902 905 942"
)
_CARIBBEAN = "242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876"
_ABROAD = frozenset(f"{_CANADA} {_CARIBBEAN}".split())
_PREMIUM_AREAS = frozenset({"700", "900"})
_PREMIUM_EXCHANGES = frozenset({"976"})
#: Kept for made-up numbers; the rest of such a number need not look like a real one.
_FICTION = "555"


def why_no_text(key: str) -> NotForTexts | None:
    """Return why no text goes to this number (as ``address_key`` writes it, ``+15550102233``); ``None`` if one may."""
    ours = _NORTH_AMERICAN.fullmatch(key)
    if ours is None:
        if key.startswith("+1") or not _ANY.fullmatch(key):
            return NotForTexts.SHORT_CODE if _SHORT.fullmatch(key) else NotForTexts.UNREADABLE
        return NotForTexts.FOREIGN
    area, exchange = ours.groups()
    if area in _PREMIUM_AREAS or (exchange in _PREMIUM_EXCHANGES and area != _FICTION):
        return NotForTexts.PREMIUM
    if area in _ABROAD:
        return NotForTexts.FOREIGN
    if area[0] in "01" or area[1:] == "11" or (exchange[0] in "01" and area != _FICTION):
        return NotForTexts.UNREADABLE
    return None


def may_get_texts(key: str) -> Decision[Usable]:
    """Say whether texts may go to this number, and why not."""
    why = why_no_text(key)
    if why is None:
        return Decision(Usable.YES, (Reason("outreach.number_usable"),))
    return Decision(Usable.NO, (Reason("outreach.address_not_allowed", {"why": why.value}),))
