"""How Twilio's client talks: one request at a time on a kept connection, with an end in time and a last look.

The client takes any ``HttpClient``; its own leaves open how long a call may last and whether a request that found no
answer had left at all.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from twilio.http import HttpClient
from twilio.http.response import Response

from teamlet.bridges.channels.wire import Bounded, Lost, connect, left_until, private

#: Bytes of an answer that are read; a list of 200 messages has far fewer.
LONGEST_ANSWER = 4_000_000
#: The host of all addresses that Twilio's client asks for here.
HOST = "api.twilio.com"


class NotOurs(Exception):
    """The message was no longer ours in the last instant before anything of it left."""


class Cut(Lost):
    """The talk ended after the request began to leave: nobody knows what became of it."""


class _Socket:
    """What ``http.client`` reads an answer from."""

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        self._sock, self._left = sock, left

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return a file that ends in time."""
        return io.BufferedReader(Bounded(self._sock, self._left))


class Talk(HttpClient):
    """Says requests to one host.  ``gate`` is asked when the connection stands and nothing was said yet."""

    def __init__(self, host: str, port: int, *, tls: bool, patience: float, idle: float) -> None:
        super().__init__(_Silent(), is_async=False, timeout=patience)
        self.host, self.port, self.is_private = host, port, tls
        self.patience, self.idle = patience, idle
        self.gate: Callable[[], bool] = lambda: True
        self.retry_after: float | None = None
        self._sock: socket.socket | None = None
        self._used_at = 0.0
        self._until = 0.0

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Say one request.  Raises ``NotOurs``; ``Cut`` when nobody knows whether it arrived, else ``Lost``."""
        self._until = time.monotonic() + self.patience
        self.retry_after = None
        parts = urlsplit(url)
        if parts.hostname != HOST:
            raise Lost("another host")
        asked = "&".join(filter(None, [parts.query, urlencode(_plain(params))]))
        body = urlencode(_plain(data)).encode() if data is not None else b""
        said = _request(method, f"{parts.path}?{asked}" if asked else parts.path, headers or {}, auth, body)
        sock = self._connected()
        if not self.gate():
            raise NotOurs
        try:
            sock.settimeout(left_until(self._until))
            sock.sendall(said)
            return self._answer(sock, method)
        except (Lost, OSError, http.client.HTTPException) as error:
            self.close()
            raise Cut(_why(error)) from None

    def close(self) -> None:
        """Give the connection up."""
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _connected(self) -> socket.socket:
        """Return a connection on which nothing was said and to which nobody spoke.  Raises ``Lost``."""
        if self._sock is not None and time.monotonic() - self._used_at < self.idle and _is_quiet(self._sock):
            return self._sock
        self.close()
        sock = connect(self.host, self.port, self._until)
        if self.is_private:
            sock = private(sock, self._tls, self.host, self._until)
        self._sock = sock
        return sock

    def _answer(self, sock: socket.socket, method: str) -> Response:
        answer = http.client.HTTPResponse(
            _Socket(sock, lambda: left_until(self._until)),  # type: ignore[arg-type]  # makefile is all it calls
            method=method,
        )
        answer.begin()
        text = answer.read(LONGEST_ANSWER)
        if answer.will_close or not answer.isclosed():
            self.close()
        self._used_at = time.monotonic()
        self.retry_after = seconds_of(answer.getheader("Retry-After"))
        return Response(answer.status, text.decode("utf-8", "replace"), dict(answer.getheaders()))


class _Silent:
    """A logger that says nothing: requests hold patients' numbers and words."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


def _plain(fields: Mapping[str, object] | None) -> list[tuple[str, str]]:
    return [
        (name, str(value)) for name, value in (fields or {}).items() if value is not None and repr(value) != "unset"
    ]


def _request(method: str, path: str, headers: Mapping[str, str], auth: tuple[str, str] | None, body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if auth is not None:
        from base64 import b64encode

        lines.append(f"Authorization: Basic {b64encode(':'.join(auth).encode()).decode()}")
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _is_quiet(sock: socket.socket) -> bool:
    """Whether the other side neither went away nor said anything unasked."""
    try:
        sock.settimeout(0.0)
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False
    return False


def _why(error: Exception) -> str:
    if isinstance(error, Lost):
        return error.why
    if isinstance(error, TimeoutError):
        return "timed out"
    return "garbled" if isinstance(error, http.client.HTTPException) else "cut off"


def seconds_of(value: str | None) -> float | None:
    """Return the seconds of a ``Retry-After`` (RFC 9110: a number, or a date); None for anything else."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        until: Any = parsedate_to_datetime(value)
        return max(0.0, until.timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
