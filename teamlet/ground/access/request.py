"""The request as a view gets it behind the gate: somebody is there, in a practice, and what was sent can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict

if TYPE_CHECKING:
    from teamlet.ground.access.principal import Principal

#: No count on a page of ours has more digits.
_DIGITS = 9


class GoTo(Exception):
    """What the address names is to be found elsewhere now: the gate sends the browser to ``location``."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class StaffRequest(HttpRequest):
    """For annotations only: a request whose page asked for staff, after ``PageGate`` let it pass."""

    principal: Principal
    id: str


def count_in(text: str | None) -> int | None:
    """Return the count that a hidden field or an address carries, or None for what no page of ours sends there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def without_nul(sent: QueryDict) -> QueryDict:
    """Return what was sent without NUL: nobody types it, pasted text may hold it, PostgreSQL keeps none."""
    if not any("\x00" in text for name, texts in sent.lists() for text in (name, *texts)):
        return sent
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for name, texts in sent.lists():
        kept.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in texts])
    return kept
