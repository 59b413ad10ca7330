"""A stand-in for Twilio's message API on a loopback port: the shapes that its documentation names, in our words.

``Api(*manners)`` answers one request after the other in the manner named, then takes everything.  What it took, it has.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from base64 import b64decode
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "AC" + "a" * 32
TOKEN = "t0ken"
CUT, CUT_AFTER, HANG, DRIP, GARBLED, NO_SID, ANOTHER_SHAPE = (
    "cut",
    "cut after taking it",
    "hang after taking it",
    "drip",
    "garbled",
    "201 without a number",
    "201 with a list",
)
ERRORS = {20003: 401, 20404: 404, 20429: 429}


def message(number: int, *, account: str = ACCOUNT, **fields: Any) -> dict[str, Any]:
    """A message as the API shows it."""
    sid = f"SM{number:032x}"
    now = format_datetime(datetime.now(UTC))
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": "",
        "date_created": now,
        "date_sent": None,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": "",
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{account}/Messages/{sid}/Media.json"},
        "to": "",
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{sid}.json",
    } | fields


class Api:
    """What was asked (``posts``, ``gets``) and what it has (``messages``, newest first)."""

    def __init__(self, *manners: Any, page: int = 50) -> None:
        self.manners = list(manners)
        self.page = page
        self.posts: list[dict[str, str]] = []
        self.gets: list[dict[str, str]] = []
        self.messages: list[dict[str, Any]] = []
        self.connections = 0
        self.port = 0
        self.numbers = itertools.count(1)

    def has(self, **fields: Any) -> dict[str, Any]:
        made = message(next(self.numbers), **fields)
        self.messages.insert(0, made)
        return made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: Api

    def setup(self) -> None:
        super().setup()
        self.api.connections += 1

    def log_message(self, *args: object) -> None:
        pass

    def say(self, status: int, body: Any, **headers: str) -> None:
        text = json.dumps(body).encode() if not isinstance(body, bytes) else body
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)

    def refuse(self, status: int, code: int | None, **headers: str) -> None:
        more = {"code": code} if code else {}
        self.say(status, {"status": status, "message": "words", "more_info": "https://example.test", **more}, **headers)

    def is_ours(self) -> bool:
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        if b64decode(given).decode() == f"{ACCOUNT}:{TOKEN}":
            return True
        self.refuse(401, 20003)
        return False

    def hang_up(self) -> None:
        self.close_connection = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self.is_ours():
            return
        assert self.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        self.api.posts.append(fields)
        manner = self.api.manners.pop(0) if self.api.manners else 201
        match manner:
            case "cut":
                self.hang_up()
                return
            case int(code) if code >= 20000:
                self.refuse(ERRORS.get(code, 400), code)
                return
            case (int(status), dict(headers)):
                self.refuse(status, None, **headers)
                return
            case int(status) if status != 201:
                self.refuse(status, None)
                return
        made = self.api.has(to=fields["To"], body=fields["Body"], **{"from": fields["From"]})
        match manner:
            case "cut after taking it":
                self.hang_up()
            case "hang after taking it":
                time.sleep(1.5)
                self.hang_up()
            case "drip":
                for sign in b"HTTP/1.1 201 Created\r\nX-Slow: " + b"x" * 40:
                    self.wfile.write(bytes([sign]))
                    self.wfile.flush()
                    time.sleep(0.05)
                self.hang_up()
            case "garbled":
                self.say(201, b"<html>")
            case "201 without a number":
                self.say(201, made | {"sid": None})
            case "201 with a list":
                self.say(201, [made])
            case _:
                self.say(201, made)

    def do_GET(self) -> None:
        if not self.is_ours():
            return
        parts = urlsplit(self.path)
        assert parts.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.api.gets.append(asked)
        manner = self.api.manners.pop(0) if self.api.manners else 200
        if manner == "cut":
            self.hang_up()
            return
        if manner == "garbled":
            self.say(200, b"<html>")
            return
        if isinstance(manner, int) and manner != 200:
            self.refuse(manner, None)
            return
        found = [each for each in self.api.messages if (each["to"], each["from"]) == (asked["To"], asked["From"])]
        size = min(int(asked.get("PageSize", self.api.page)), self.api.page)
        start = int(asked.get("Page", 0)) * size
        more = start + size < len(found)
        path = f"{parts.path}?To=%2B{asked['To'][1:]}&From=%2B{asked['From'][1:]}&PageSize={size}"
        self.say(
            200,
            {
                "messages": found[start : start + size],
                "page": start // size,
                "page_size": size,
                "start": start,
                "end": start + size - 1,
                "uri": self.path,
                "first_page_uri": f"{path}&Page=0",
                "previous_page_uri": None,
                "next_page_uri": f"{path}&Page={start // size + 1}" if more else None,
            },
        )


@contextmanager
def running(api: Api):
    """Run it; its port is ``api.port``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": api}))
    server.daemon_threads = True
    api.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def texts(port: int, **more: str) -> dict[str, str]:
    """What the settings hold for it."""
    return {
        "KIND": "twilio", "HOST": "127.0.0.1", "PORT": str(port), "USER": ACCOUNT, "PASSWORD": TOKEN,
        "NEXT_PASSWORD": "", "SECURITY": "none", "CA": "", "TYPE": "", "LONG": "parts",
    } | more  # fmt: skip
