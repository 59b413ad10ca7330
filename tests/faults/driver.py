"""A driver that saves as fast as it is answered and remembers what it was promised."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

#: Topics of one save: three rows in a second table, all or none.
TOPICS = 3


@dataclass
class Save:
    """One form: its words, its whole body, and whether the server promised that it is saved."""

    words: str
    body: str = ""
    promised: bool = False


@dataclass
class Driver:
    """Saves on one visit, one form after the other, until told to stop or nobody answers."""

    port: int
    cookies: dict[str, str]
    visit: str
    saves: list[Save] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    wrong: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"/practice/cedar/fault/{self.visit}/"

    def ask(self, method: str, body: str = "") -> tuple[int, bytes]:
        """Send one request on a connection of its own; raises ``OSError`` or ``HTTPException`` when cut off."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, self.address, body or None, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return answer.status, answer.read()
        finally:
            connection.close()

    def form(self) -> dict[str, Any]:
        """Open the page; return its stamp and token."""
        status, body = self.ask("GET")
        if status == 503:
            raise OSError("busy")
        if status != 200:
            raise AssertionError(f"the page answered {status}: {body[:200]!r}")
        found: dict[str, Any] = json.loads(body)
        return found

    def save_once(self, words: str) -> None:
        """Open the form and send it; remember the promise."""
        form = self.form()
        fields = [("stamp", form["stamp"]), ("csrfmiddlewaretoken", form["csrf"])]
        fields += [("topic", f"{words}.{number}") for number in range(TOPICS)]
        save = Save(words, urlencode(fields))
        self.saves.append(save)
        status, _ = self.ask("POST", save.body)
        if status == 302:
            save.promised = True
        elif status != 503:
            self.wrong.append(f"{words}: {status}")

    def send_again(self, save: Save) -> int:
        """Send the same form once more, as a person does who saw no answer."""
        status, _ = self.ask("POST", save.body)
        return status

    def run(self, label: str) -> None:
        """Save until stopped or cut off."""
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self.save_once(f"{self.visit}-{label}-{number}")
            except (OSError, http.client.HTTPException):
                if self.stop.wait(0.02):
                    return
