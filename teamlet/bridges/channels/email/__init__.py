"""E-mail by SMTP, through the mail server that ``TEAMLET_SMTP_URL`` names.

What is certain and what is not hangs on the line with the single dot that ends a message: before it nothing was sent,
whatever goes wrong; after it only the server's reply tells, and without one nobody knows.  So the dot travels alone,
after a last look whether the server is still there and the message still ours.

A refusal for good (5xx) counts against the address only where the server speaks about the address: not before it was
named, and not when the server says that it is about the sender, the system or a policy (RFC 3463).  A wrong password
must not switch off every patient's address; such messages are tried again, and in the end a person looks.

One message that is refused for a while keeps nobody else waiting; a server that is busy or in trouble is left alone.

A mail server cannot be asked later what it got.
"""

from __future__ import annotations

import re
import time

import structlog
from django.conf import settings

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
    Unknown,
)
from teamlet.bridges.channels.email.dialogue import Dialogue, Lost, Refusal
from teamlet.bridges.channels.email.letter import Letter, NotAnAddress, write_letter
from teamlet.bridges.channels.email.server import Server
from teamlet.ground import clock

__all__ = ["Email", "Server"]

log = structlog.get_logger("teamlet.outreach")

#: Seconds for everything up to the final dot, and the same again for the reply to it.
PATIENCE = 15.0
#: Seconds after which a connection that was not used is not trusted any more.
IDLE = 30.0

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_QUEUED_AS = re.compile(r"(?:queued as|id=)\s*<?([A-Za-z0-9.@_+-]{1,80})", re.IGNORECASE)
#: What the second figure of an enhanced status code is about: the address, the mailbox, or nothing said.
_ABOUT_THE_ADDRESS = {0, 1, 2}
#: … but these say that the sender's address is bad.
_ABOUT_THE_SENDER = {(1, 7), (1, 8)}
#: The same figure where the whole server has trouble: its system, the network, the talk itself.
_ABOUT_THE_SERVER = {3, 4, 5}
#: … but this says that the message is too big.
_TOO_BIG = (3, 4)
#: Without enhanced codes: this mailbox is busy, or the server wants to be asked again for this address (greylisting).
_THIS_ONE_ONLY = {450, 451}
#: Sign in first: said to us, not about the address.
_SIGN_IN_FIRST = {530, 534, 535, 538}


class Email:
    """One connection to one mail server, kept for the next message.  Not for several threads."""

    name = "smtp"
    can_ask = False
    quiet = 0.0
    is_for_demos = False

    def __init__(self, server: Server | None = None, *, patience: float = PATIENCE, idle: float = IDLE) -> None:
        """Use ``server`` or the one of the settings; ``ValueError`` when they name none."""
        self.server = server or Server.of(settings.MAIL)
        self.patience = patience
        self.idle = idle
        self.longest_call = 2 * patience + 1.0
        self._dialogue: Dialogue | None = None
        self._used_at = 0.0

    def send(self, outgoing: Outgoing, reference: str) -> Sent:
        """Hand the message over; ``reference`` is the part of its Message-ID before the @."""
        try:
            letter = write_letter(outgoing, reference, self.server, at=clock.now())
        except NotAnAddress:
            return Rejected("not an address", is_permanent=True)
        until = time.monotonic() + self.patience
        try:
            dialogue = self._begin(letter, until)
            dialogue.ask(f"RCPT TO:<{letter.to}>", 2)
            if not outgoing.still_ours():
                dialogue.ask("RSET", 2)
                return NotBegun()
            dialogue.ask("DATA", 3)
            dialogue.send(letter.content)
            if not outgoing.still_ours():
                self.close()
                return NotBegun()
            dialogue.look()
        except Refusal as refusal:
            return self._refused(refusal)
        except Lost as lost:
            log.warning("mail server", host=self.server.host, code=lost.why)
            self.close()
            return Rejected(lost.why, is_permanent=lost.is_permanent)
        return self._end(dialogue)

    def ask(self, question: Question) -> Asked:
        """A mail server does not say what it got."""
        return CannotAsk()

    def close(self) -> None:
        """Give the connection up, without a word: what was begun and has no final dot counts for nothing."""
        if self._dialogue is not None:
            self._dialogue.close()
            self._dialogue = None

    # --- steps --------------------------------------------------------------------------------------------------------

    def _begin(self, letter: Letter, until: float) -> Dialogue:
        """Name the sender on the kept connection or, when that is of no use any more, on a new one."""
        kept = self._dialogue
        if kept is not None and time.monotonic() - self._used_at < self.idle:
            kept.until = until
            try:
                self._name_sender(kept, letter)
            except Lost as lost:
                if lost.is_permanent or time.monotonic() >= until:
                    raise
            except Refusal as refusal:
                if refusal.code != 421:
                    raise
            else:
                return kept
        self.close()
        self._dialogue = Dialogue(self.server)
        self._dialogue.open(until)
        self._name_sender(self._dialogue, letter)
        return self._dialogue

    def _name_sender(self, dialogue: Dialogue, letter: Letter) -> None:
        options = ""
        if letter.needs_utf8:
            if not dialogue.has_extn("smtputf8"):
                raise Lost("no SMTPUTF8", is_permanent=True)
            options = " SMTPUTF8 BODY=8BITMIME"
        dialogue.ask(f"MAIL FROM:<{self.server.sender}>{options}", 2)

    def _end(self, dialogue: Dialogue) -> Sent:
        """Send the final dot and take the server's word for what follows from it."""
        try:
            code, text = dialogue.end(time.monotonic() + self.patience)
        except Lost as lost:
            log.warning("mail server", host=self.server.host, code=lost.why, after="the final dot")
            self.close()
            return Unknown(lost.why)
        self._used_at = time.monotonic()
        if 200 <= code <= 299:
            queued = _QUEUED_AS.search(text)
            return Accepted(queued[1] if queued else "")
        if 400 <= code <= 599:
            return self._refused(Refusal("the final dot", code, text))
        self.close()
        return Unknown(str(code))

    def _refused(self, refusal: Refusal) -> Rejected:
        """Say what the refusal means; the connection is made ready for the next message, or given up."""
        enhanced = _ENHANCED.match(refusal.text)
        code = str(refusal.code)
        scope = _scope(refusal, (int(enhanced[2]), int(enhanced[3])) if enhanced is not None else None)
        is_permanent = refusal.code >= 500 and refusal.is_about_the_message and refusal.code not in _SIGN_IN_FIRST
        if enhanced is not None and enhanced[1] == code[0]:
            code = f"{code} {enhanced[0]}"
            about, detail = int(enhanced[2]), int(enhanced[3])
            is_permanent &= about in _ABOUT_THE_ADDRESS and (about, detail) not in _ABOUT_THE_SENDER
        if not is_permanent:
            log.warning("mail server", host=self.server.host, code=code, after=refusal.stage)
        if not refusal.is_about_the_message or refusal.code == 421:
            self.close()
        elif refusal.stage != "the final dot" and self._dialogue is not None:
            try:
                self._dialogue.ask("RSET", 2)
                self._used_at = time.monotonic()
            except (Lost, Refusal):
                self.close()
        return Rejected(code, is_permanent=is_permanent, scope=scope)


def _scope(refusal: Refusal, said: tuple[int, int] | None) -> Scope:
    """Say whether the next message may go at once: only where the server speaks of this one and means this one."""
    if not refusal.is_about_the_message or refusal.code == 421 or refusal.code in _SIGN_IN_FIRST:
        return Scope.PROVIDER
    if said is not None:
        return Scope.PROVIDER if said[0] in _ABOUT_THE_SERVER and said != _TOO_BIG else Scope.MESSAGE
    return Scope.MESSAGE if refusal.code in _THIS_ONE_ONLY or refusal.code >= 500 else Scope.PROVIDER
