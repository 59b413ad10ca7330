"""The mailbox into which replies and returned mail come, read by IMAP; ``TEAMLET_IMAP_URL`` names it.

A mail is marked as seen (or deleted, where the address says so) after what follows from it is committed: a crash in
between gives the same mail once more, which changes nothing.
"""

from __future__ import annotations

import imaplib
import re
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import DatabaseError

from teamlet.bridges.channels.email.incoming import MOST_BYTES
from teamlet.bridges.channels.email.receiving import Took, take_mail
from teamlet.ground import clock

log = structlog.get_logger("teamlet.outreach")

#: Mails read in one go, and seconds after which the rest waits for the next.
BATCH, TURN = 50, 10.0
#: Seconds for each answer of the server.
PATIENCE = 10.0
#: Seconds without trying a mailbox that is away.
PAUSE = 300.0

_UID = re.compile(rb"\d+")


class MailboxAway(Exception):
    """The mailbox could not be read; the text is a short code without name or password."""


@dataclass(frozen=True)
class Mailbox:
    """A mailbox.  ``security``: "tls", "starttls" or "none"; ``deletes``: what was taken in is deleted."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    security: str = "tls"
    authority: str = ""
    deletes: bool = False

    @classmethod
    def of(cls, mailbox: Mapping[str, str]) -> Mailbox:
        """Return the mailbox of ``settings.MAILBOX``.  Raises ``ValueError`` when none is set up."""
        if not mailbox:
            raise ValueError("TEAMLET_IMAP_URL names no mailbox.")
        return cls(
            host=mailbox["HOST"],
            port=int(mailbox["PORT"]),
            user=mailbox["USER"],
            password=mailbox["PASSWORD"],
            folder=mailbox["FOLDER"],
            security=mailbox["SECURITY"],
            authority=mailbox["CA"],
            deletes=mailbox["AFTER"] == "delete",
        )

    def read(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Take in what is new, at most ``BATCH``; return how many.

        Raises ``MailboxAway``, and ``DatabaseError`` when ours is: what was not taken in stays as it is.
        """
        connection = self._open()
        try:
            return self._take_all(connection, stopping)
        except (imaplib.IMAP4.error, OSError, EOFError) as error:
            raise MailboxAway(type(error).__name__) from error
        finally:
            with suppress(imaplib.IMAP4.error, OSError, EOFError):
                connection.logout()
            with suppress(OSError):
                connection.shutdown()

    def _open(self) -> imaplib.IMAP4:
        try:
            tls = ssl.create_default_context(cafile=self.authority or None)
            if self.security == "tls":
                connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=tls, timeout=PATIENCE)
            else:
                connection = imaplib.IMAP4(self.host, self.port, timeout=PATIENCE)
                if self.security == "starttls":
                    connection.starttls(tls)
        except (imaplib.IMAP4.error, OSError, EOFError) as error:
            raise MailboxAway(type(error).__name__) from error
        try:
            connection.login(_quoted(self.user), self.password)
            answer, _data = connection.select(_quoted(self.folder))
        except (imaplib.IMAP4.error, OSError, EOFError) as error:
            with suppress(imaplib.IMAP4.error, OSError, EOFError):
                connection.shutdown()
            raise MailboxAway("sign-in") from error
        if answer != "OK":
            connection.shutdown()
            raise MailboxAway("folder")
        return connection

    def _take_all(self, connection: imaplib.IMAP4, stopping: Callable[[], bool]) -> int:
        answer, data = connection.uid("SEARCH", "UNSEEN", "UNDELETED")
        if answer != "OK":
            raise MailboxAway("search")
        numbers = _UID.findall(data[0] or b"") if data else []
        until = time.monotonic() + TURN
        taken = 0
        for number in numbers[:BATCH]:
            if stopping() or time.monotonic() > until:
                break
            taken += self._take_one(connection, number.decode())
        if taken and self.deletes:
            connection.expunge()
        return taken

    def _take_one(self, connection: imaplib.IMAP4, number: str) -> int:
        answer, data = connection.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        raw = next((bytes(part[1]) for part in data if isinstance(part, tuple)), None)
        if answer != "OK" or raw is None:
            return 0
        flags = "\\Seen"
        try:
            took = take_mail(raw, at=clock.now())
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  (one mail must not hold up all others)
            # A mail that cannot be taken in must not hold up the others; it stays there, flagged for a person.
            log.error("mail was not taken in", error=type(error).__name__)
            flags = "\\Seen \\Flagged"
        else:
            if took is Took.NOBODYS:
                flags = "\\Seen \\Flagged"
            elif self.deletes:
                flags = "\\Seen \\Deleted"
        connection.uid("STORE", number, "+FLAGS", f"({flags})")
        return 1


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_away_until = 0.0


def read_mailbox() -> None:
    """Read the mailbox of the settings, for the worker; one that is away is left alone for a while."""
    global _away_until  # noqa: PLW0603  (how the server was lately is this process's own knowledge)
    if not settings.MAILBOX or time.monotonic() < _away_until:
        return
    try:
        taken = Mailbox.of(settings.MAILBOX).read()
    except MailboxAway as away:
        log.warning("the mailbox is away", code=str(away))
        _away_until = time.monotonic() + PAUSE
        return
    if taken:
        log.info("mail taken in", mails=taken)
