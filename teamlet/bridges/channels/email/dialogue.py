"""The talk with a mail server: every step has an end in time, and an answer that is none counts as none.

``smtplib`` knows extensions, signing in and STARTTLS.  It does not bound a whole step (a server that drips one byte at
a time keeps it for ever) and reports what it could not read as a refusal; reading and sending are therefore our own.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable

from teamlet.bridges.channels.email.server import Server
from teamlet.bridges.channels.wire import Lost, connect, left_until

__all__ = ["Dialogue", "Lost", "Refusal"]

#: Bytes of one reply, all its lines together.
LONGEST_REPLY = 65_536

_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)


class Refusal(Exception):
    """The server said no at ``stage``, a command or "the final dot"."""

    def __init__(self, stage: str, code: int, text: str) -> None:
        super().__init__(stage, code)
        self.stage = stage
        self.code = code
        self.text = text

    @property
    def is_about_the_message(self) -> bool:
        """Whether the recipient was named already; before, it is between the server and us."""
        return self.stage in {"RCPT", "DATA", "the final dot"}


class Lines:
    """Reads replies from a socket; ``left`` gives the seconds that are left."""

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        self.sock = sock
        self.left = left
        self._read = bytearray()

    def reply(self) -> tuple[int, bytes]:
        """Return code and text of the next reply.  Raises ``Lost``."""
        code, texts, size = 0, [], 0
        while True:
            line = self._line()
            size += len(line)
            found = _LINE.fullmatch(line)
            if found is None or size > LONGEST_REPLY or code not in {0, int(found[1])}:
                raise Lost("garbled")
            code = int(found[1])
            texts.append(found[3] or b"")
            if found[2] != b"-":
                return code, b"\n".join(texts)

    def has_spoken(self) -> bool:
        """Say, without waiting, whether the server said something by itself.  Raises ``Lost`` when it is gone."""
        self.sock.settimeout(0.0)
        try:
            self._take()
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        except OSError:
            raise Lost("cut off") from None
        return bool(self._read)

    def close(self) -> None:
        """Nothing to close: the socket is not ours."""

    def _line(self) -> bytes:
        while (end := self._read.find(b"\n")) < 0:
            if len(self._read) > LONGEST_REPLY:
                raise Lost("garbled")
            try:
                self.sock.settimeout(self.left())
                self._take()
            except TimeoutError:
                raise Lost("timed out") from None
            except OSError:
                raise Lost("cut off") from None
        line = bytes(self._read[:end])
        del self._read[: end + 1]
        return line.removesuffix(b"\r")

    def _take(self) -> None:
        got = self.sock.recv(4096)
        if not got:
            raise Lost("cut off")
        self._read += got


class Dialogue(smtplib.SMTP):
    """One connection.  ``until`` (monotonic seconds): when the present step must be over."""

    def __init__(self, server: Server) -> None:
        super().__init__(local_hostname=server.domain)
        self.server = server
        self.until = 0.0
        self._host = server.host  # the name that STARTTLS verifies

    def open(self, until: float) -> None:
        """Connect, make it private, sign in.  Raises ``Lost`` or ``Refusal``; nothing stays open then."""
        self.until = until
        try:
            self._open()
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise Refusal("AUTH", error.smtp_code, _text(error.smtp_error)) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise Refusal("EHLO", error.smtp_code, _text(error.smtp_error)) from None
        except ssl.SSLCertVerificationError:
            self.close()
            raise Lost("certificate") from None
        except ssl.SSLError:
            self.close()
            raise Lost("TLS") from None
        except Lost:
            self.close()
            raise
        except (smtplib.SMTPException, ValueError):
            # No way to sign in that both know, or a challenge that is none.
            self.close()
            raise Lost("no sign-in") from None
        except TimeoutError:
            self.close()
            raise Lost("timed out") from None
        except OSError:
            self.close()
            raise Lost("cut off") from None

    def _open(self) -> None:
        try:
            tls = self.server.tls
        except OSError:
            raise Lost("no CA file") from None
        self.sock = connect(self.server.host, self.server.port, self.until)
        if self.server.security == "tls":
            self.sock.settimeout(self._left())
            self.sock = tls.wrap_socket(self.sock, server_hostname=self.server.host)
        _expect("the greeting", self.getreply(), 2)
        self._greet()
        if self.server.security == "starttls":
            if not self.has_extn("starttls"):
                raise Lost("no STARTTLS")
            self.starttls(context=tls)
            self._greet()
        if self.server.user:
            self.login(self.server.user, self.server.password)

    def _greet(self) -> None:
        _expect("EHLO", self.ehlo(), 2)

    def ask(self, command: str, expected: int) -> str:
        """Say ``command``; return the text of a reply whose first figure is ``expected``.  Raises ``Refusal``/``Lost``.

        Whatever refuses nothing and is not expected either (354 to RSET) counts as garbled.
        """
        self.send(f"{command}\r\n".encode())
        return _expect(command.split(" ", 1)[0], self.getreply(), expected)

    def look(self) -> None:
        """Raise ``Lost`` when the server is gone, or said something that nobody asked for."""
        lines = self._lines()
        if lines.has_spoken():
            code, _ = self.getreply()
            self.close()
            raise Lost(str(code))

    def end(self, until: float) -> tuple[int, str]:
        """Send the final dot, return the reply.  From the first byte of it ``Lost`` means that nobody knows."""
        self.until = until
        self._put(b".\r\n")
        code, text = self.getreply()
        return code, _text(text)

    # --- what smtplib calls -------------------------------------------------------------------------------------------

    def send(self, s: object) -> None:
        """Send all of it, if the server waits for it."""
        self.look()
        self._put(s.encode("ascii") if isinstance(s, str) else bytes(s))  # type: ignore[call-overload]

    def getreply(self) -> tuple[int, bytes]:
        """Return the next reply in time."""
        try:
            reply = self._lines().reply()
            if self.sock is not None:
                self.sock.settimeout(self._left())  # for the handshake that may follow
        except Lost:
            self.close()
            raise
        return reply

    def _put(self, data: bytes) -> None:
        if self.sock is None:
            raise Lost("cut off")
        try:
            self.sock.settimeout(self._left())
            self.sock.sendall(data)
        except TimeoutError:
            self.close()
            raise Lost("timed out") from None
        except OSError:
            self.close()
            raise Lost("cut off") from None

    def _lines(self) -> Lines:
        if self.sock is None:
            raise Lost("cut off")
        if not isinstance(self.file, Lines) or self.file.sock is not self.sock:
            # After STARTTLS a new one: what was said in the open before does not count.
            self.file = Lines(self.sock, self._left)
        return self.file

    def _left(self) -> float:
        return left_until(self.until)


def _expect(stage: str, reply: tuple[int, bytes], expected: int) -> str:
    code, text = reply
    if code // 100 == expected:
        return _text(text)
    if code >= 400:
        raise Refusal(stage, code, _text(text))
    raise Lost("garbled")


def _text(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "replace")
