"""Patients who answer as fast as they are asked, by link or on a tablet, and remember what they were promised.

Each does what a browser without JavaScript does: follows the address or gives the tablet's number, gives the birth
date, says who is answering, then opens a question, answers it and sends it; what got no answer is sent again first.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.faults.driver import Browser, fields_of
from tests.installations import ROOT, Installation

#: Where the server sends on after it kept an answer; anything else is no promise.
_KEPT = re.compile(r"/form/questions/\d+/|/form/end/")
#: Words of which every fourth means danger, in a text by link.
ALARMING = "I want to end my life, I wrote it down"
CALM = "I worry about the stairs"


def hand_out(installation: Installation, mode: str, many: int) -> list[dict[str, Any]]:
    """Give out so many forms of the demo practice."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.hand_out", mode, str(many)],
        env=installation.environment | {"DJANGO_SETTINGS_MODULE": "teamlet.settings"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


@dataclass
class Sent:
    """One answer: its question, value and place among the saves; where the server sent on to, "" without a promise."""

    form: str
    number: int
    item: str
    value: str
    sequence: int
    is_risk: bool
    body: str
    address: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What tells one answer from every other."""
        return self.form, self.item, self.sequence, self.value


@dataclass
class Patient(Browser):
    """Answers the questions of one form over and over, each time otherwise than before."""

    given_out: dict[str, Any] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def promised(self) -> list[Sent]:
        return [each for each in self.sent if each.address]

    @property
    def risks(self) -> int:
        return sum(each.is_risk for each in self.promised)

    def goes_in(self) -> None:
        """Come to the first question, by the address or by the tablet's number."""
        way_in = self.given_out["way_in"]
        if way_in.isdigit() and len(way_in) == 6:
            self._sends("/tablet/cedar/", pin=way_in)
        else:
            assert self.ask(f"/f/{way_in}/")[1] == "/form/"
            self._sends("/form/")
        year, month, day = self.given_out["born"].split("-")
        self._sends("/form/birth-date/", born_year=year, born_month=str(int(month)), born_day=str(int(day)))
        assert self._sends("/form/who/", who="patient") == "/form/questions/"

    def _sends(self, address: str, **said: str) -> str:
        page = self.ask(address)[2]
        status, where, page = self.ask(address, urlencode(fields_of(page, address) | said))
        assert status == 302, (address, status, page[:2000])
        return where

    def opens(self, number: int) -> dict[str, str]:
        """Return what the form of a question would send."""
        address = f"/form/questions/{number}/"
        status, where, page = self.ask(address)
        if status == 503:
            raise OSError("busy")
        if status != 200:
            raise AssertionError(f"question {number} answered {status} {where}")
        return fields_of(page, address)

    def fills(self, number: int, value: str) -> Sent:
        """Open a question and choose an answer; not yet sent."""
        asked = self.given_out["questions"][number - 1]
        fields = self.opens(number)
        return Sent(
            form=self.given_out["form"],
            number=number,
            item=asked["item"],
            value=value,
            sequence=int(fields[f"s{number}"]),
            is_risk=value in asked["risk"] or value.startswith(ALARMING),
            body=urlencode(fields | {f"a{number}": value}),
        )

    def sends(self, sent: Sent) -> None:
        """Send an answer, for the first time or again; remember the promise.

        Raises ``OSError`` or ``HTTPException`` without an answer.
        """
        status, where, _ = self.ask(f"/form/questions/{sent.number}/", sent.body)
        if status == 503:
            raise OSError("busy")
        if status != 302 or not _KEPT.fullmatch(where):
            self.wrong.append(f"{sent.key}: {status} {where}")
        elif sent.address and sent.address != where:
            self.wrong.append(f"{sent.key}: sent on to {sent.address} and to {where}")
        else:
            sent.address = where

    def next_answer(self) -> Sent:
        """Return the next answer: two of three on the nine mood questions are to the last one.

        Never the one that stands already: that is kept as it is and would leave nothing to look for.
        """
        turn = len(self.sent)
        questions = self.given_out["questions"]
        risky = next((number for number, each in enumerate(questions, 1) if each["risk"]), 0)
        if risky and turn % 3:
            return self.fills(risky, questions[risky - 1]["risk"][turn % len(questions[risky - 1]["risk"])])
        if risky:
            number = 1 + turn // 3 % (risky - 1)
            codes = questions[number - 1]["codes"]
            return self.fills(number, codes[turn // 24 % len(codes)])
        texts = [number for number, each in enumerate(questions, 1) if each["kind"] == "text" and each["always"]]
        number = texts[turn % len(texts)]
        return self.fills(number, f"{CALM if turn % 4 else ALARMING} {self.given_out['form']} {turn}")

    def run(self) -> None:
        """Answer until stopped; what was cut off is sent again before anything else."""
        while not self.stop.is_set() and not self.wrong:
            try:
                self.catches_up()
                self.sent.append(self.next_answer())
                self.sends(self.sent[-1])
            except (OSError, http.client.HTTPException):
                if self.stop.wait(0.05):
                    return
            except AssertionError as error:
                self.wrong.append(str(error))

    def catches_up(self) -> None:
        """Send again what got no answer."""
        if self.sent and not self.sent[-1].address:
            self.sends(self.sent[-1])

    def hands_in(self) -> str:
        """Send the form back; return where the server sends on to."""
        return self._sends("/form/end/")
