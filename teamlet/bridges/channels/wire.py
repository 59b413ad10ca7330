"""Connections whose every step has an end in time: what a library's time-outs leave open is closed here."""

from __future__ import annotations

import io
import queue
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any


class Lost(smtplib.SMTPServerDisconnected):
    """The talk cannot go on.  ``why`` is a short code.  ``is_permanent``: it never will for this address."""

    def __init__(self, why: str, *, is_permanent: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_permanent = is_permanent


def left_until(until: float) -> float:
    """Return the seconds left.  Raises ``Lost`` when there are none."""
    left = until - time.monotonic()
    if left <= 0.0:
        raise Lost("timed out")
    return left


def connect(host: str, port: int, until: float) -> socket.socket:
    """Connect to the first address of ``host`` that answers.  Raises ``Lost``."""
    found = resolve(host, port, until)
    why = "unreachable"
    for number, (family, kind, protocol, _, address) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(left_until(until) / (len(found) - number))
            sock.connect(address)
            # The final dot must not wait for the acknowledgement of the text before it.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException as error:
            sock.close()
            match error:
                case Lost():
                    raise
                case TimeoutError():
                    why = "timed out"
                case ConnectionRefusedError():
                    why = "refused"
                case OSError():
                    why = "unreachable"
                case _:
                    raise
        else:
            return sock
    raise Lost(why)


def private(sock: socket.socket, tls: ssl.SSLContext, host: str, until: float) -> ssl.SSLSocket:
    """Return the open connection with TLS on it.  Raises ``Lost``; the connection is closed then."""
    try:
        sock.settimeout(left_until(until))
        return tls.wrap_socket(sock, server_hostname=host)
    except Lost:
        sock.close()
        raise
    except ssl.SSLCertVerificationError:
        sock.close()
        raise Lost("certificate") from None
    except TimeoutError:
        sock.close()
        raise Lost("timed out") from None
    except OSError:
        sock.close()
        raise Lost("TLS") from None


def resolve(host: str, port: int, until: float) -> list[tuple]:
    """Return the addresses of ``host``.  The machine's resolver has no time-out of ours: it runs in its own thread."""
    answers: queue.SimpleQueue[list[tuple] | None] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError):
            answers.put(None)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        found = answers.get(timeout=left_until(until))
    except queue.Empty:
        raise Lost("no such host") from None
    if not found:
        raise Lost("no such host")
    return found


class Bounded(io.RawIOBase):
    """Reads from a socket as a file until a given time: a peer that drips one byte at a time keeps nobody for ever.

    ``left`` gives the seconds that are left, or raises ``Lost``.
    """

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        super().__init__()
        self.sock = sock
        self.left = left

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there.  Raises ``Lost``."""
        try:
            self.sock.settimeout(self.left())
            return self.sock.recv_into(buffer)
        except TimeoutError:
            raise Lost("timed out") from None
        except OSError:
            raise Lost("cut off") from None
