"""Text messages over SMPP 3.4: a connection to a carrier's message center that sends and hears.

What is certain: before the first octet of a message leaves, nothing was sent; the center's answer says whether it took
it.  A cut between the two leaves it unknown, and so does a long message of which only some parts were taken.

A center cannot be asked by our reference: its query wants its own number, which is just what is missing then.  But a
receipt names the two octets that SMPP has for our reference, and settles what nobody knew when only one message to
that number fits.  Receipts and replies come over the same connection; they are answered when they are safely kept, so
that the center says again what was not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import DatabaseError

from teamlet.bridges.channels import (
    Accepted,
    Asked,
    CannotAsk,
    NotBegun,
    Outgoing,
    Question,
    Rejected,
    Scope,
    Sent,
    Unfit,
    Unknown,
)
from teamlet.bridges.channels.text import number_of
from teamlet.bridges.channels.text.parts import Joined, Part, split
from teamlet.bridges.channels.wire import Lost
from teamlet.ground import clock
from teamlet.ground.access.principal import system

if TYPE_CHECKING:
    from teamlet.bridges.channels.text.heard import Told, Words
    from teamlet.bridges.channels.text.smpp_talk import Talk

log = structlog.get_logger("teamlet.outreach")

#: Seconds for a whole message with all its parts; and for opening a connection only to hear.
PATIENCE = 20.0
OPENING = 5.0
#: Seconds until a connection that could not be opened is tried again, only to hear.
AGAIN = (5.0, 15.0, 60.0, 300.0)
#: Seconds for which the other parts of a long reply are waited for.
ALL_PARTS = 3.0
#: A receipt that names no number of the center's is looked for among messages so old.
_LATELY = timedelta(days=7)

#: Answers to a message (SMPP 3.4, 5.1.3).
_TOOK = 0x00
_NO_SUCH_NUMBER = frozenset({0x0B})
_UNFIT = frozenset({0x01, 0x50, 0x51})
_ABOUT_THIS_ONE = frozenset({0x45, 0x65, 0x66, 0x67})
#: Answers of ours to what was heard: kept; not now, say it again.
_KEPT, _NOT_NOW = 0x00, 0x64


class Smpp:
    """One connection to one message center, kept.  Not for several threads."""

    name = "smpp"
    can_ask = False
    quiet = 0.0
    is_for_demos = False

    def __init__(self, texts: dict[str, str] | None = None, *, patience: float = PATIENCE) -> None:
        """Use ``texts`` or the settings'; ``ValueError`` when they name another provider."""
        self.texts = settings.TEXTS if texts is None else texts
        if self.texts.get("KIND") != "smpp":
            raise ValueError("TEAMLET_TEXT_URL names no message center.")
        self.patience = patience
        self.longest_call = patience + 1.0
        self._known: Talk | None = None
        self._again_at = 0.0
        self._away = 0
        self._parts: dict[tuple[str, str, int, int], dict[int, tuple[Any, str]]] = {}
        self._since: dict[tuple[str, str, int, int], float] = {}

    # --- sending ------------------------------------------------------------------------------------------------------

    def send(self, outgoing: Outgoing, reference: str) -> Sent:
        """Hand the message over, in as many parts as it needs."""
        from teamlet.bridges.channels.text.heard import reference_number

        sender, number = number_of(outgoing.sender), number_of(outgoing.address)
        if not number:
            return Rejected("not a number", is_permanent=True)
        if not sender:
            return Rejected("no number of ours", is_permanent=False, scope=Scope.MESSAGE)
        until = time.monotonic() + self.patience
        try:
            talk = self._opened(until)
        except Lost as lost:
            log.warning("text provider", provider=self.name, code=lost.why)
            return Rejected(lost.why, is_permanent=False)
        if not outgoing.still_ours():
            return NotBegun()
        mark = reference_number(reference)
        parts = split(outgoing.body, mark & 0xFF)
        if self.texts["LONG"] == "payload" and len(parts) > 1:
            whole = b"".join(part.octets[6:] for part in parts)
            parts = [Part(parts[0].data_coding, has_header=False, octets=whole)]
        if len(parts) > 255:
            return Unfit("too long")
        first = ""
        for which, part in enumerate(parts):
            said = self._submit(talk, part, sender, number, mark, until)
            if not isinstance(said, Accepted):
                # A part that is not taken after one that was: nobody can take the first one back.
                return said if which == 0 else Unknown(f"part {which + 1} of {len(parts)}")
            first = first or said.provider_reference
        self._take_in(talk)
        return Accepted(first)

    def ask(self, question: Question) -> Asked:
        """A message center cannot be asked by our reference; a receipt may tell."""
        return CannotAsk()

    def close(self) -> None:
        """Say that we go, and go."""
        if self._known is not None:
            self._known.leave(time.monotonic() + 1.0)

    def _opened(self, until: float) -> Talk:
        """Return a connection that stands.  Raises ``Lost``."""
        if self._known is None:
            from teamlet.bridges.channels.text.smpp_talk import Talk

            self._known = Talk(self.texts)
        if not self._known.is_there(until):
            self._forget_parts()
            self._known.open(until)
            self._away = 0
        return self._known

    def _submit(self, talk: Talk, part: Part, sender: str, number: str, mark: int, until: float) -> Sent:
        words = {"short_message": part.octets}
        if len(part.octets) > 254:
            words = {"short_message": b"", "message_payload": part.octets}
        try:
            answer = talk.ask(
                "submit_sm",
                until,
                source_addr_ton=1,
                source_addr_npi=1,
                source_addr=sender.removeprefix("+"),
                dest_addr_ton=1,
                dest_addr_npi=1,
                destination_addr=number.removeprefix("+"),
                esm_class=0x40 if part.has_header else 0x00,
                registered_delivery=1,
                data_coding=part.data_coding,
                user_message_reference=mark,
                **words,
            )
        except Lost as lost:
            log.warning("text provider", provider=self.name, code=lost.why, sent="unknown")
            return Unknown(lost.why)
        if answer.status == _TOOK:
            return Accepted((getattr(answer, "message_id", None) or b"").decode("latin-1"))
        code = f"SMPP {answer.status:#04x}"
        if answer.status in _NO_SUCH_NUMBER:
            return Rejected(code, is_permanent=True, scope=Scope.MESSAGE)
        if answer.status in _UNFIT:
            return Unfit(code)
        is_about_this = answer.status in _ABOUT_THIS_ONE or answer.status >= 0x400
        log.warning("text provider", provider=self.name, code=code)
        return Rejected(code, is_permanent=False, scope=Scope.MESSAGE if is_about_this else Scope.PROVIDER)

    # --- hearing ------------------------------------------------------------------------------------------------------

    def listen(self, seconds: float) -> int:
        """Take what came in, for so long at most; the connection is opened for it, and kept."""
        until = time.monotonic() + seconds
        taken = 0
        try:
            if self._known is None or not self._known.is_open:
                if time.monotonic() < self._again_at:
                    time.sleep(max(0.0, min(until, self._again_at) - time.monotonic()))
                    return 0
                self._opened(time.monotonic() + min(OPENING, self.patience))
            talk = self._opened(time.monotonic() + min(OPENING, self.patience))
            while True:
                taken += self._take_in(talk)
                if time.monotonic() >= until and not talk.heard:
                    break
                talk.listen(min(until, time.monotonic() + 0.5))
        except Lost as lost:
            self._again_at = time.monotonic() + AGAIN[min(self._away, len(AGAIN) - 1)]
            self._away += 1
            self._forget_parts()
            log.warning("text provider", provider=self.name, code=lost.why)
        return taken

    def _take_in(self, talk: Talk) -> int:
        """Keep what was heard, then answer it; what could not be kept is said again."""
        taken = 0
        try:
            while talk.heard:
                pdu = talk.heard.popleft()
                taken += self._take(talk, pdu)
            taken += self._take_incomplete(talk)
        except Lost as lost:
            log.warning("text provider", provider=self.name, code=lost.why)
        return taken

    def _take(self, talk: Talk, pdu: Any) -> int:
        from teamlet.bridges.channels.text.heard import Words, read

        said = read(pdu)
        if not isinstance(said, Words):
            return self._kept(talk, [pdu], lambda: keep_receipt(said))
        if said.joined is None:
            return self._kept(talk, [pdu], lambda: keep_reply(said.sender, said.to, said.text))
        return self._join(talk, pdu, said, said.joined)

    def _join(self, talk: Talk, pdu: Any, said: Words, joined: Joined) -> int:
        """Put a part to its others; when all are there they are one reply."""
        key = (said.sender, said.to, joined.number, joined.of)
        self._since.setdefault(key, time.monotonic())
        parts = self._parts.setdefault(key, {})
        parts[joined.which] = (pdu, said.text)
        return self._take_joined(talk, key) if len(parts) == joined.of else 0

    def _take_incomplete(self, talk: Talk) -> int:
        """Keep what is there of replies whose other parts do not come: a center may wait for our answer first."""
        late = [key for key, since in self._since.items() if time.monotonic() - since > ALL_PARTS]
        return sum(self._take_joined(talk, key) for key in late)

    def _take_joined(self, talk: Talk, key: tuple[str, str, int, int]) -> int:
        parts = self._parts.pop(key)
        del self._since[key]
        sender, to, _, _ = key
        words = "".join(text for _, (_, text) in sorted(parts.items()))
        return self._kept(talk, [pdu for pdu, _ in parts.values()], lambda: keep_reply(sender, to, words))

    def _kept(self, talk: Talk, pdus: list[Any], keep: Callable[[], None]) -> int:
        status = _KEPT
        try:
            keep()
        except DatabaseError as error:
            log.error("heard and not kept", provider=self.name, error=type(error).__name__)
            status = _NOT_NOW
        for pdu in pdus:
            talk.answer(pdu, status, time.monotonic() + 5.0)
        return int(status == _KEPT)

    def _forget_parts(self) -> None:
        """What was not answered on a connection that is gone is said again on the next."""
        self._parts.clear()
        self._since.clear()


def keep_reply(sender: str, to: str, words: str) -> None:
    """Keep what somebody wrote to a number of ours; a number that no practice has is only counted in the log."""
    from teamlet.records.followups.actions import take_reply
    from teamlet.records.outreach.words import Channel
    from teamlet.records.practice.queries import practice_by_text_number

    practice = practice_by_text_number(to)
    if practice is None or not sender:
        log.warning("text for nobody", provider=Smpp.name)
        return
    at = clock.now()
    # The center gives replies no number.  One that it says again, because our answer was lost, comes within minutes.
    again = f"{sender} {to} {at:%Y-%m-%dT%H}:{at.minute // 10} {words}"
    take_reply(
        practice=practice,
        channel=Channel.TEXT,
        provider=Smpp.name,
        provider_reference=again,
        address=sender,
        words=words,
        at=at,
        by=system(practice, "text"),
    )


def keep_receipt(told: Told) -> None:
    """Keep what became of a message."""
    from teamlet.records.outreach.actions import record_receipt
    from teamlet.records.practice.queries import practice_by_text_number

    practice = practice_by_text_number(told.to)
    if practice is None or told.result is None:
        log.warning("receipt for nobody", provider=Smpp.name)
        return
    at = clock.now()
    record_receipt(
        practice=practice,
        provider=Smpp.name,
        result=told.result,
        provider_reference=_as_known(practice, told),
        reference=_reference(practice, told, since=at - _LATELY),
        code=told.code[:80],
        at=at,
        by=system(practice, "text"),
    )


def _as_known(practice: Any, told: Told) -> str:
    """Return the center's number as its answer had it: some write it in another base in a receipt; "" for none."""
    from teamlet.records.outreach.queries.receipts import is_taken

    for way in _ways_of(told.number):
        if is_taken(practice, provider=Smpp.name, provider_reference=way, address_key=told.sender):
            return way
    return ""


def _ways_of(number: str) -> list[str]:
    values = []
    for base in (10, 16):
        with suppress(ValueError):
            values.append(int(number[:40], base))
    ways = [number, *(way for value in values for way in _written(value))]
    return [way for way in dict.fromkeys(ways) if way and len(way) <= 64]


def _written(value: int) -> list[str]:
    return [str(value), f"{value:010}", f"{value:x}", f"{value:X}", f"{value:08x}", f"{value:08X}"]


def _reference(practice: Any, told: Told, *, since: Any) -> str:
    """Return our reference by its two octets, when one message to this number fits and no other; else ""."""
    from teamlet.bridges.channels.text.heard import reference_number
    from teamlet.records.outreach.queries.receipts import references_to
    from teamlet.records.outreach.words import Channel

    if told.ours is None:
        return ""
    sent = references_to(practice, Channel.TEXT, told.sender, since=since)
    fitting = [reference for reference in sent if reference_number(reference) == told.ours]
    return fitting[0] if len(fitting) == 1 else ""
