"""A fake provider of text messages, in a process of its own: slow, forgetful of its manners, never of what it took.

python -m tests.faults.provider PORT SEED [well-behaved]

It counts every message that it accepts by the sender's reference and never hides a second one.  Of a hundred calls a
few are slow, a few longer than anybody waits, a few are cut after it accepted, answered with 200 and nothing, refused
with 429, or with 500 before or after it accepted.  Asked by reference it says what it got; for a few references it
says that it cannot be asked.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
import time
import zlib
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

#: What happens to a call, and how often.
MANNERS = {
    "accept": 78,
    "slow": 8,
    "longer than anybody waits": 2,
    "cut after accepting": 4,
    "200 without state": 2,
    "200 without state or message": 1,
    "429": 2,
    "500 before": 1,
    "500 after": 2,
}
#: Seconds of a call that takes longer than the caller waits, and that is over before the caller asks.
TOO_LONG = 0.5


def is_mute(reference: str) -> bool:
    """Whether this provider does not say what became of the message."""
    return zlib.crc32(reference.encode()) % 40 == 0


class Provider(ThreadingHTTPServer):
    """What was accepted, by reference."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, seed: int, well_behaved: bool) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.accepted: Counter[str] = Counter()
        #: Monotonic seconds at which each came last.
        self.when: dict[str, float] = {}
        self.manners: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.chance = random.Random(seed)
        self.well_behaved = well_behaved

    def drawn(self) -> tuple[str, float]:
        """Return how the next call goes, and its seconds."""
        with self.lock:
            manner = "accept"
            if not self.well_behaved:
                manner = self.chance.choices(list(MANNERS), list(MANNERS.values()))[0]
            self.manners[manner] += 1
            return manner, self.chance.uniform(0.001, 0.012)

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that was killed is no error of ours."""


class Handler(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    server: Provider

    def log_message(self, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        came = time.monotonic()
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        manner, seconds = self.server.drawn()
        time.sleep({"slow": 0.08, "longer than anybody waits": TOO_LONG}.get(manner, seconds))
        if manner not in {"429", "500 before", "200 without state or message"}:
            with self.server.lock:
                self.server.accepted[said["reference"]] += 1
                self.server.when[said["reference"]] = came
        time.sleep(seconds / 4)
        if manner == "cut after accepting":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif manner == "429":
            self.answer(429, {}, {"Retry-After": "0.05"})
        elif manner.startswith("500"):
            self.answer(500, {})
        elif manner.startswith("200"):
            self.answer(200, {})
        else:
            self.answer(201, {"id": f"SM{said['reference']}"})

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        if where.path == "/log":
            with self.server.lock:
                server = self.server
                self.answer(200, {"accepted": server.accepted, "when": server.when, "manners": server.manners})
            return
        reference = parse_qs(where.query)["reference"][0]
        if is_mute(reference):
            self.answer(501, {})
            return
        with self.server.lock:
            many = self.server.accepted[reference]
        self.answer(200, {"messages": [{"id": f"SM{reference}", "state": "accepted"}] * many})

    def answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


if __name__ == "__main__":
    Provider(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["well-behaved"]).serve_forever()
