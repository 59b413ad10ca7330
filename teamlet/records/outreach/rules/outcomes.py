"""What a provider said about a message, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.words import MessageState, Outcome

#: Seconds to wait after the first, second … try that the provider put off; after the last one a person looks.
BACKOFF = (60, 120, 300, 900, 1800, 3600, 3600, 7200, 14400, 28800)
#: A provider that asks for more patience than this gets this much.
LONGEST_WAIT = 86_400.0
#: Seconds until the provider is asked again when asking had no clear answer.
ASK_AGAIN = (30, 60, 300, 900, 3600)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; ``provider_reference`` is its own number for it, if it gave one."""

    provider_reference: str = ""


class Scope(StrEnum):
    """What a refusal says something about."""

    #: The provider takes nothing just now: it is left alone for a while.
    PROVIDER = "provider"
    #: This message or its address; the next one may go at once.
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider certainly did not take it.

    ``is_permanent``: the address does not work.  Otherwise it is tried again, ``retry_after`` seconds later when so
    many were asked for; ``scope`` says whether the messages behind it have to wait too.
    """

    code: str
    is_permanent: bool
    retry_after: float | None = None
    scope: Scope = Scope.PROVIDER


@dataclass(frozen=True, slots=True)
class Unfit:
    """The provider certainly did not take it and never will as it is, though the address works: a person looks."""

    code: str


@dataclass(frozen=True, slots=True)
class OptedOut:
    """The provider certainly did not take it: whoever has the address told the provider to stop."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No clear answer: it may have gone out.  ``retry_after`` as for ``Rejected``."""

    code: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class NotThere:
    """Asked by our reference: the provider never got it."""


@dataclass(frozen=True, slots=True)
class CannotAsk:
    """This provider does not say what it got."""


@dataclass(frozen=True, slots=True)
class NotBegun:
    """Nothing was sent: the worker gives the message back."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing was sent: the address said stop after the message was claimed."""

    on: str


Answer = Accepted | Rejected | Unfit | OptedOut | Unknown | NotThere | CannotAsk | NotBegun | Stopped


@dataclass(frozen=True, slots=True)
class Following:
    """Where the message stands now and why; ``wait``: seconds until it is tried, or asked about, again.

    ``outcome`` None = nothing happened that would be worth a line in its history.
    """

    decision: Decision[MessageState]
    outcome: Outcome | None
    wait: float = 0.0
    #: Whether the provider is to be asked later.
    asks: bool = False

    @property
    def state(self) -> MessageState:
        """Where the message stands now."""
        return self.decision.status


def what_follows(answer: Answer, *, tries: int, can_ask: bool, quiet: float = 0.0) -> Following:
    """Say what follows from the answer to the ``tries``-th try (from 1).

    ``quiet`` = seconds that a call may still be under way at the provider: it is not asked before.
    """
    match answer:
        case Accepted():
            return _now(MessageState.SENT, Reason("outreach.accepted"), Outcome.ACCEPTED)
        case Rejected(code=code, is_permanent=True):
            return _now(MessageState.REJECTED, Reason("outreach.not_accepted", {"code": code}), Outcome.REJECTED)
        case Rejected(code=code, retry_after=asked_for):
            return _later(Reason("outreach.put_off", {"code": code}), Outcome.PUT_OFF, tries, code, asked_for)
        case Unfit(code=code):
            return _now(MessageState.HELD, Reason("outreach.not_as_it_is", {"code": code}), Outcome.REJECTED)
        case OptedOut(code=code):
            reason = Reason("outreach.opted_out_at_provider", {"code": code})
            return _now(MessageState.CANCELLED, reason, Outcome.REJECTED)
        case Unknown(code=code, retry_after=asked_for):
            reason = Reason("outreach.no_clear_answer", {"code": code})
            wait = max(quiet, _bounded(asked_for)) if can_ask else 0.0
            return Following(Decision(MessageState.UNKNOWN, (reason,)), Outcome.UNKNOWN, wait, asks=can_ask)
        case NotThere():
            return _later(Reason("outreach.never_arrived"), Outcome.NOT_THERE, tries, "not there", None, first=0.0)
        case CannotAsk():
            return _now(MessageState.UNKNOWN, Reason("outreach.cannot_be_asked"), None)
        case NotBegun():
            return _now(MessageState.QUEUED, Reason("outreach.released"), None)
        case Stopped(on=day):
            return _now(MessageState.CANCELLED, Reason("outreach.opted_out", {"date": day}), None)


def ask_again_after(asks: int) -> float:
    """Return the seconds until the provider is asked again after ``asks`` questions without a clear answer."""
    return float(ASK_AGAIN[min(max(asks, 1), len(ASK_AGAIN)) - 1])


def _now(state: MessageState, reason: Reason, outcome: Outcome | None) -> Following:
    return Following(Decision(state, (reason,)), outcome)


def _later(
    reason: Reason, outcome: Outcome, tries: int, code: str, asked_for: float | None, first: float | None = None
) -> Following:
    """Queue it again after a growing pause; after the last one a person looks."""
    if tries > len(BACKOFF):
        given_up = Reason("outreach.given_up", {"tries": tries, "code": code})
        return Following(Decision(MessageState.HELD, (given_up,)), outcome)
    pause = first if first is not None and tries <= 1 else float(BACKOFF[max(tries, 1) - 1])
    return Following(Decision(MessageState.QUEUED, (reason,)), outcome, max(pause, _bounded(asked_for)))


def _bounded(seconds: float | None) -> float:
    """Return what the provider asked for, within reason; odd numbers count as nothing."""
    if seconds is None or not seconds > 0.0:
        return 0.0
    return min(seconds, LONGEST_WAIT)
