"""A message center on a loopback port that speaks SMPP 3.4, written from the specification with no library of it.

``Center(*manners)`` answers one submit after the other in the manner named, then takes everything.
"""

from __future__ import annotations

import itertools
import queue
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

USER, PASSWORD = "cedar", "s3cret"
CUT, CUT_AFTER, HANG, GARBLED, NACK, SENT_AWAY, DRIP, TALKS = (
    "cut", "cut after taking it", "hang after taking it", "garbled", "nack", "unbind", "drip", "talks first",
)  # fmt: skip
NAMES = {
    0x04: "submit_sm", 0x05: "deliver_sm", 0x06: "unbind", 0x09: "bind_transceiver", 0x15: "enquire_link", 0x03: "query_sm"
}  # fmt: skip


@dataclass
class Submit:
    """What was submitted, by name."""

    source: str
    destination: str
    esm_class: int
    registered: int
    coding: int
    words: bytes
    fields: dict[int, bytes]


@dataclass
class Center:
    """What it was given (``submits``), what was answered to what it said (``answered``: sequence → status)."""

    manners: list[Any] = field(default_factory=list)
    submits: list[Submit] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    binds: int = 0
    bind_status: int = 0
    port: int = 0
    new_answer: queue.Queue[int] = field(default_factory=queue.Queue)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    sequences: Any = field(default_factory=lambda: itertools.count(7_000))
    conns: list[socket.socket] = field(default_factory=list)

    def deliver(
        self, source: str, to: str, words: bytes, *, esm_class: int = 0, coding: int = 0, ton: int = 1, **more: bytes
    ) -> int:
        """Say something by itself on the newest connection; return its sequence."""
        body = b"\0" + bytes([ton, 1]) + source.encode() + b"\0" + bytes([ton, 1]) + to.encode() + b"\0"
        body += bytes([esm_class, 0, 0]) + b"\0\0" + bytes([0, 0, coding, 0, len(words)]) + words
        for tag, value in more.items():
            body += struct.pack(">HH", int(tag.removeprefix("t"), 16), len(value)) + value
        sequence = next(self.sequences)
        self.conns[-1].sendall(pdu(0x05, 0, sequence, body))
        return sequence

    def receipt(self, source: str, to: str, number: str, stat: str = "DELIVRD", err: str = "000", **more: bytes) -> int:
        """Say what became of a message."""
        text = f"id:{number} sub:001 dlvrd:001 submit date:2611231200 done date:2611231201 stat:{stat} err:{err} text:"
        return self.deliver(source, to, text.encode(), esm_class=0x04, **more)


def pdu(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
    return struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body


def _strings(body: bytes, at: int) -> tuple[str, int]:
    end = body.index(b"\0", at)
    return body[at:end].decode(), end + 1


def _submit(body: bytes) -> Submit:
    _, at = _strings(body, 0)
    source, at = _strings(body, at + 2)
    destination, at = _strings(body, at + 2)
    esm_class = body[at]
    _, at = _strings(body, at + 3)
    _, at = _strings(body, at)
    registered, _, coding, _, length = body[at : at + 5]
    words = body[at + 5 : at + 5 + length]
    at += 5 + length
    fields = {}
    while at < len(body):
        tag, size = struct.unpack_from(">HH", body, at)
        fields[tag] = body[at + 4 : at + 4 + size]
        at += 4 + size
    return Submit(source, destination, esm_class, registered, coding, words, fields)


def _exactly(conn: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = conn.recv(size - len(got))
        if not more:
            raise ConnectionError
        got += more
    return got


def _talk(center: Center, conn: socket.socket) -> None:
    while True:
        length, command, status, sequence = struct.unpack(">LLLL", _exactly(conn, 16))
        body = _exactly(conn, length - 16)
        if command & 0x80000000:
            center.answered[sequence] = status
            center.new_answer.put(sequence)
            continue
        name = NAMES[command]
        center.asked.append(name)
        answer = command | 0x80000000
        if name == "bind_transceiver":
            user, at = _strings(body, 0)
            password, _ = _strings(body, at)
            center.binds += 1
            refused = center.bind_status or (0 if (user, password) == (USER, PASSWORD) else 0x0E)
            conn.sendall(pdu(answer, refused, sequence, b"" if refused else b"center\0" + b"\x02\x10\x00\x01\x34"))
            center.conns.append(conn)
        elif name == "submit_sm":
            if _took(center, conn, answer, sequence, _submit(body)):
                return
        else:
            conn.sendall(pdu(answer, 0, sequence))
            if name == "unbind":
                return


def _took(center: Center, conn: socket.socket, answer: int, sequence: int, submit: Submit) -> bool:
    """Answer a submit; return whether the talk is over."""
    manner = center.manners.pop(0) if center.manners else 0
    if manner == CUT:
        return True
    if manner == SENT_AWAY:
        conn.sendall(pdu(0x06, 0, 99))
        return False
    if manner == NACK:
        conn.sendall(pdu(0x80000000, 0x08, sequence))
        return False
    if isinstance(manner, int) and manner:
        conn.sendall(pdu(answer, manner, sequence))
        return False
    center.submits.append(submit)
    said = pdu(answer, 0, sequence, f"{next(center.numbers):08X}".encode() + b"\0")
    if manner == CUT_AFTER:
        return True
    if manner == HANG:
        time.sleep(1.2)
        return True
    if manner == GARBLED:
        conn.sendall(b"\xff\xff\xff\xff" + said[4:])
    elif manner == DRIP:
        for sign in said:
            conn.sendall(bytes([sign]))
            time.sleep(0.06)
    elif manner == TALKS:
        # It asks whether we are there, speaks of something else and answers an old question first.
        conn.sendall(pdu(0x15, 0, 55) + pdu(answer, 0, sequence - 1 or 9, b"0BAD\0"))
        center.deliver("15550103009", "15550102200", b"1")
        conn.sendall(said[:9])
        time.sleep(0.1)
        conn.sendall(said[9:])
    else:
        conn.sendall(said)
    return False


@contextmanager
def running(center: Center):
    """Run it; its port is ``center.port``."""
    server = socket.create_server(("127.0.0.1", 0))
    center.port = server.getsockname()[1]
    threads: list[threading.Thread] = []

    def serve(conn: socket.socket) -> None:
        with conn:
            conn.settimeout(20)
            with suppress(OSError):
                _talk(center, conn)

    def accept() -> None:
        while True:
            try:
                conn, _ = server.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(conn,)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield center
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        accepting.join()
        for conn in center.conns:
            with suppress(OSError):
                conn.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)


def texts(port: int, **more: str) -> dict[str, str]:
    """What the settings hold for it."""
    return {
        "KIND": "smpp", "HOST": "127.0.0.1", "PORT": str(port), "USER": USER, "PASSWORD": PASSWORD,
        "NEXT_PASSWORD": "", "SECURITY": "none", "CA": "", "TYPE": "", "LONG": "parts",
    } | more  # fmt: skip
