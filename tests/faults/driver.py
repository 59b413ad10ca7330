"""A driver that takes the two-minute path as fast as it is answered and remembers what it was promised.

It does what a browser without JavaScript does: signs in, starts a visit, opens the strip, fills the form that stands
there and sends it.
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

PRACTICE = "/practice/cedar/"
#: What is typed into the path.  The goal's words, how sure and the number to call are each save's own: an answer that
#: stands already, and a contact that nothing changes, are kept as they are and would leave nothing to look for.
PATH = {"step": "walk", "amount": "10 min", "when": "3", "days": "3", "follow_up": "change"}
SURE = ("7", "8", "9", "10")


class _Form(HTMLParser):
    """Gathers the fields of one form as a browser would send them; ``name`` is its id or its action."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.inside = False
        self.area = self.select = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = self.name in {found.get("id"), found.get("action")}
        if not self.inside:
            return
        name = found.get("name", "")
        if tag == "textarea":
            self.area = name
            self.fields.setdefault(name, "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            self.fields[self.select] = found.get("value", "")
        elif tag == "input" and name and (found.get("type") not in {"radio", "checkbox"} or "checked" in found):
            self.fields[name] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False


def fields_of(page: bytes, form: str) -> dict[str, str]:
    """Return what the form with this id or action would send.  Raises ``AssertionError`` when it is not there."""
    reader = _Form(form)
    reader.feed(page.decode())
    assert "csrfmiddlewaretoken" in reader.fields, f"the page has no form {form}"
    return reader.fields


@dataclass
class Save:
    """One form: the goal's words, its whole body, and the address to which the server sent on, "" without a promise."""

    words: str
    body: str = ""
    address: str = ""

    @property
    def promised(self) -> bool:
        return bool(self.address)


@dataclass
class Browser:
    """What fetches pages and sends forms, and keeps cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, address: str, body: str = "") -> tuple[int, str, bytes]:
        """Return status, address to go on to, and page.  Raises ``OSError`` or ``HTTPException`` when cut off."""
        connection = self.connect()
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST" if body else "GET", address, body or None, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return answer.status, answer.getheader("Location") or "", answer.read()
        finally:
            self.hang_up(connection)

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection for one request."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def hang_up(self, connection: http.client.HTTPConnection) -> None:
        """End the connection of one request."""
        connection.close()


@dataclass
class Driver(Browser):
    """Saves in one visit, one form after the other, until told to stop.  ``pause`` = seconds after each save."""

    pause: float = 0
    strip: str = ""
    saves: list[Save] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    stop: threading.Event = field(default_factory=threading.Event)
    wrong: list[str] = field(default_factory=list)

    @property
    def visit(self) -> str:
        """The visit's oid."""
        return self.strip.rstrip("/").rpartition("/")[2]

    @property
    def promised(self) -> list[Save]:
        return [save for save in self.saves if save.promised]

    def sign_in(self, email: str, password: str) -> None:
        """Sign in on the real page."""
        page = self.ask("/sign-in/")[2]
        fields = fields_of(page, "/sign-in/") | {"login": email, "password": password}
        status, where, page = self.ask("/sign-in/", urlencode(fields))
        assert status == 302, (status, where, page[:2000])

    def start_visit(self, patient: str) -> None:
        """Start a visit from the patient's chart."""
        start = f"{PRACTICE}patients/{patient}/visits/"
        page = self.ask(f"{PRACTICE}patients/{patient}/")[2]
        status, self.strip, page = self.ask(start, urlencode(fields_of(page, start)))
        assert status == 302, (status, page[:2000])

    def prepare(self, words: str) -> str:
        """Open the strip and return the body of its filled form, not yet sent."""
        status, _, page = self.ask(f"{self.strip}?change=1&view=path")
        if status == 503:
            raise OSError("busy")
        if status != 200:
            raise AssertionError(f"the strip answered {status}: {page[:200]!r}")
        number = next(self.numbers)
        own = {"goal": words, "confidence": SURE[number % len(SURE)], "phone": f"(555) 010-{1000 + number}"}
        return urlencode(fields_of(page, "path") | PATH | own)

    def save_once(self, words: str) -> None:
        """Open the form and send it; remember the promise."""
        save = Save(words, self.prepare(words))
        self.saves.append(save)
        status, where, _ = self.ask(self.strip, save.body)
        if status == 302:
            save.address = where
        elif status != 503:
            self.wrong.append(f"{words}: {status}")

    def send_again(self, save: Save, seconds: float = 30) -> int:
        """Send the same form once more, as a person does who saw no answer; return the status.

        Nobody home is tried again for ``seconds``: a server whose child was killed may refuse for a moment.
        A 302 is a promise too, and must be the same as an earlier one.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                status, where, _ = self.ask(self.strip, save.body)
                break
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        if status == 302:
            if save.promised and save.address != where:
                self.wrong.append(f"{save.words}: sent on to {save.address} and to {where}")
            save.address = where
        return status

    def run(self, label: str) -> None:
        """Save until stopped or cut off."""
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self.save_once(f"I want to dance with Mateo {self.visit}-{label}-{number}")
            except (OSError, http.client.HTTPException):
                if self.stop.wait(0.02):
                    return
            except AssertionError as error:
                self.wrong.append(str(error))
                return
            if self.pause and self.stop.wait(self.pause):
                return

    def wait_for_promises(self, more: int, seconds: float = 30) -> bool:
        """Wait until this many promises more than now were made; return whether they were."""
        goal = len(self.promised) + more
        deadline = time.monotonic() + seconds
        while len(self.promised) < goal and time.monotonic() < deadline:
            time.sleep(0.005)
        return len(self.promised) >= goal
