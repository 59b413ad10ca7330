"""Ways out of the house: each channel hands a message to one provider and can say what became of it.

Adding one = a package here with a class that is a ``Channel``, and a line in ``settings.CHANNELS``.  A channel neither
knows tables nor transactions; what it is given is all there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from teamlet.records.outreach.rules.outcomes import (
    Accepted,
    CannotAsk,
    NotBegun,
    NotThere,
    OptedOut,
    Rejected,
    Scope,
    Unfit,
    Unknown,
)
from teamlet.records.outreach.words import Channel as Way

__all__ = [
    "Accepted",
    "CannotAsk",
    "Channel",
    "Listener",
    "NotBegun",
    "NotThere",
    "OptedOut",
    "Outgoing",
    "Question",
    "Rejected",
    "Scope",
    "Unfit",
    "Unknown",
    "Way",
    "channels",
]

Sent = Accepted | Rejected | Unfit | OptedOut | Unknown | NotBegun
Asked = Accepted | Rejected | OptedOut | Unknown | NotThere | CannotAsk


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it goes out.  ``still_ours`` is asked in the last instant before anything leaves.

    ``practice``: the key of whose it is; ``sender``: its own number for text messages, "" without one.
    """

    address: str
    subject: str
    body: str
    language: str
    still_ours: Callable[[], bool] = lambda: True
    practice: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What became of a message that may have gone out: asked by our ``reference`` or, where a provider keeps none, by
    what it looks like.

    ``since``: it was not handed over before.  ``is_taken`` says of a number of the provider's own whether it stands
    beside another message already.
    """

    reference: str
    address: str = ""
    body: str = ""
    sender: str = ""
    since: datetime | None = None
    is_taken: Callable[[str], bool] = lambda provider_reference: False


class Channel(Protocol):
    """One provider of one way.

    ``name`` of the provider as the history shows it.  ``can_ask``: whether it says, asked by our reference, what it
    got; without, each message is claimed and marked on its own, so that a crash leaves at most one in doubt.
    ``longest_call``: seconds after which a call of ours is certainly over.  ``quiet``: seconds to wait before the
    provider is asked about a call that had no end, longer than it may still work on it.  ``is_for_demos``: nothing
    leaves the house, so what real practices send is not given to it and goes on waiting.
    """

    name: str
    can_ask: bool
    longest_call: float
    quiet: float
    is_for_demos: bool

    def send(self, outgoing: Outgoing, reference: str) -> Sent:
        """Hand the message over once; ``reference`` is the same when it is handed over again.

        ``Unknown`` for everything that is not certainly one or the other.  ``NotBegun`` when ``outgoing.still_ours()``
        says no.  Never raises for what a network or a provider may do.
        """
        ...

    def ask(self, question: Question) -> Asked:
        """Say what became of the message."""
        ...


@runtime_checkable
class Listener(Protocol):
    """A channel whose provider speaks to us over the connection that the worker keeps: replies and receipts."""

    def listen(self, seconds: float) -> int:
        """Take what came in, for so long at most; return how much it was.  Never raises for what a network may do."""
        ...


def channels() -> dict[Way, Channel]:
    """Return the channels that are set up here, by way."""
    return {Way(way): import_string(path)() for way, path in settings.CHANNELS.items()}
