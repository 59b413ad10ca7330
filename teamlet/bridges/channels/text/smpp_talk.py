"""The talk with a message center over SMPP 3.4: bind, send, hear.  Every step has an end in time.

``smpplib`` writes and reads what is said; its own client gives half of what it read away when a time-out comes, and
waits for as long as the other side likes to drip.
"""

from __future__ import annotations

import socket
import ssl
import struct
import time
from collections import deque
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from smpplib import consts, exceptions, smpp

from teamlet.bridges.channels.wire import Lost, connect, left_until, private

#: Octets of one thing said; nothing of SMPP 3.4 that we take is near it.
LONGEST = 65_536
#: Seconds of silence after which the center is asked whether it is there.
ENQUIRE = 30.0

_HEAD = struct.Struct(">LLLL")
_NOT_READABLE = (
    exceptions.PDUError,
    exceptions.UnknownCommandError,
    struct.error,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
)


class NotBound(Lost):
    """The center does not let us in: ``status`` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"bind {status:#04x}")
        self.status = status


class Talk:
    """One bound connection.  ``heard`` collects what the center said by itself and nobody answered yet."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.heard: deque[Any] = deque(maxlen=1000)
        self._sock: socket.socket | None = None
        self._read = bytearray()
        self._spoke_at = 0.0
        self._sequence = 0

    # --- what smpplib asks of a client --------------------------------------------------------------------------------

    @property
    def sequence(self) -> int:
        """The number of what was said last."""
        return self._sequence

    def next_sequence(self) -> int:
        """Return the number of what is said next."""
        self._sequence = self._sequence % 0x7FFFFFFF + 1
        return self._sequence

    # --- opening and closing ------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether the connection stood when it was used last."""
        return self._sock is not None

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.texts["CA"] or None)

    def open(self, until: float) -> None:
        """Connect and bind, to send and to hear.  Raises ``Lost``; nothing stays open then."""
        self.close()
        host = self.texts["HOST"]
        sock = connect(host, int(self.texts["PORT"]), until)
        if self.texts["SECURITY"] == "tls":
            sock = private(sock, self._tls, host, until)
        self._sock = sock
        answer = self.ask(
            "bind_transceiver",
            until,
            system_id=self.texts["USER"],
            password=self.texts["PASSWORD"],
            system_type=self.texts["TYPE"],
            interface_version=consts.SMPP_VERSION_34,
            addr_ton=0,
            addr_npi=0,
            address_range="",
        )
        if answer.status:
            self.close()
            raise NotBound(answer.status)

    def close(self) -> None:
        """Give the connection up; what was heard and not answered is said again by the center."""
        if self._sock is not None:
            self._sock.close()
            self._sock = None
        self._read.clear()
        self.heard.clear()

    def leave(self, until: float) -> None:
        """Say that we go, and go."""
        try:
            if self.is_open:
                self.ask("unbind", until)
        except Lost:
            pass
        self.close()

    # --- talking ------------------------------------------------------------------------------------------------------

    def ask(self, command: str, until: float, **fields: Any) -> Any:
        """Say something and return the answer to it; what else comes meanwhile is kept.  Raises ``Lost``."""
        said = smpp.make_pdu(command, client=self, **fields)
        self.say(said, until)
        while True:
            answer = self._next(until)
            if answer.sequence == said.sequence and answer.command in {f"{command}_resp", "generic_nack"}:
                return answer
            self._hear(answer, until)

    def say(self, pdu: Any, until: float) -> None:
        """Say something.  Raises ``Lost``."""
        if self._sock is None:
            raise Lost("cut off")
        try:
            self._sock.settimeout(left_until(until))
            self._sock.sendall(pdu.generate())
        except TimeoutError:
            self.close()
            raise Lost("timed out") from None
        except OSError:
            self.close()
            raise Lost("cut off") from None

    def answer(self, pdu: Any, status: int, until: float) -> None:
        """Answer what the center said by itself.  Raises ``Lost``."""
        answer = smpp.make_pdu(f"{pdu.command}_resp", client=self, status=status)
        answer.sequence = pdu.sequence
        self.say(answer, until)

    def listen(self, until: float) -> None:
        """Read until something was heard or the time is over.  Raises ``Lost``."""
        while not self.heard:
            raw = self._take(until)
            if raw is None:
                return
            self._hear(self._parsed(raw), time.monotonic() + 5.0)

    def is_there(self, until: float) -> bool:
        """Whether the connection still stands: at once when it spoke lately, else it is asked."""
        try:
            if not self.is_open:
                return False
            self._drink()
            if time.monotonic() - self._spoke_at < ENQUIRE:
                return True
            self.ask("enquire_link", until)
        except Lost:
            self.close()
            return False
        return True

    # --- reading ------------------------------------------------------------------------------------------------------

    def _hear(self, pdu: Any, until: float) -> None:
        match pdu.command:
            case "enquire_link":
                self.answer(pdu, consts.SMPP_ESME_ROK, until)
            case "unbind":
                self.answer(pdu, consts.SMPP_ESME_ROK, until)
                self.close()
                raise Lost("sent away")
            case "deliver_sm":
                self.heard.append(pdu)

    def _next(self, until: float) -> Any:
        raw = self._take(until)
        if raw is None:
            self.close()
            raise Lost("timed out")
        return self._parsed(raw)

    def _parsed(self, raw: bytes) -> Any:
        try:
            pdu = smpp.parse_pdu(raw, client=self, allow_unknown_opt_params=True)
        except _NOT_READABLE:
            pdu = None
        if pdu is None:
            self.close()
            raise Lost("garbled")
        return pdu

    def _take(self, until: float) -> bytes | None:
        """Return one whole thing said, or None when the time is over; what came of it stays for later."""
        while True:
            raw = self._whole()
            if raw is not None:
                return raw
            if self._sock is None:
                raise Lost("cut off")
            left = until - time.monotonic()
            if left <= 0.0:
                return None
            try:
                self._sock.settimeout(left)
                got = self._sock.recv(16_384)
            except (TimeoutError, ssl.SSLWantReadError):
                return None
            except OSError:
                got = b""
            self._got(got)

    def _drink(self) -> None:
        """Take what is there without waiting.  Raises ``Lost``."""
        if self._sock is None:
            raise Lost("cut off")
        try:
            self._sock.settimeout(0.0)
            self._got(self._sock.recv(16_384))
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            self._got(b"")

    def _got(self, octets: bytes) -> None:
        if not octets:
            self.close()
            raise Lost("cut off")
        self._read += octets
        self._spoke_at = time.monotonic()

    def _whole(self) -> bytes | None:
        if len(self._read) < _HEAD.size:
            return None
        length = _HEAD.unpack_from(self._read)[0]
        if not _HEAD.size <= length <= LONGEST:
            self.close()
            raise Lost("garbled")
        if len(self._read) < length:
            return None
        raw = bytes(self._read[:length])
        del self._read[:length]
        return raw
