"""kill -9 of the web server while patients answer: every acknowledged answer is there, no alert is missed.

Patients answer by link (texts, some of which name danger) and on tablets (the nine mood questions, mostly the last).
Each round kills something else: the server's parent, one of its children, the whole group.  After the start that
follows, everybody goes on, sending first what got no answer.  ``TEAMLET_FAULT_ROUNDS`` says how many rounds; with
``TEAMLET_PROOF=1`` at least 1,000 answers mean danger.
"""

from __future__ import annotations

import os
import random
import threading
import time

import pytest

from tests.faults.answered import answers_there, lost_half_and_twice
from tests.faults.answering import Patient, hand_out
from tests.faults.scene import ROUNDS, Served, assert_whole, gone
from tests.installations import POSTGRES, Installation

pytestmark = pytest.mark.fault
PROOF = os.environ.get("TEAMLET_PROOF") == "1"
#: Answers that mean danger, in each round: 20 in 50 rounds are 1,000.
RISKS = 20 if PROOF else 4
TARGETS = ("parent", "child", "group")


class WaitingRoom(Served):
    """The served demo practice, and patients at phones and tablets."""

    def __init__(self, demo: Installation, *, phones: int = 3, tablets: int = 3, fault: str = "") -> None:
        given_out = [*hand_out(demo, "link", phones), *hand_out(demo, "tablet", tablets)]
        super().__init__(demo, fault)
        self.patients = [Patient(self.port, given_out=each) for each in given_out]
        self.threads: list[threading.Thread] = []
        for patient in self.patients:
            patient.goes_in()

    def answer(self) -> None:
        """Let all patients answer in the background."""
        for patient in self.patients:
            patient.stop.clear()
        self.threads = [threading.Thread(target=patient.run) for patient in self.patients]
        for thread in self.threads:
            thread.start()

    def stop_answering(self) -> None:
        for patient in self.patients:
            patient.stop.set()
        for thread in self.threads:
            thread.join()

    def wait_for_risks(self, more: int, seconds: float = 60) -> bool:
        """Wait until so many more answers that mean danger were acknowledged; return whether they were."""
        goal = self.risks() + more
        deadline = time.monotonic() + seconds
        while self.risks() < goal and time.monotonic() < deadline and not self.wrong():
            time.sleep(0.005)
        return self.risks() >= goal

    def send_unanswered_again(self) -> None:
        """Send what got no answer, and everybody's last answer once more: the same answer comes back."""
        for patient in self.patients:
            patient.catches_up()
            patient.sends(patient.sent[-1])

    def risks(self) -> int:
        return sum(patient.risks for patient in self.patients)

    def promised(self) -> int:
        return sum(len(patient.promised) for patient in self.patients)

    def wrong(self) -> list[str]:
        return [words for patient in self.patients for words in patient.wrong]

    def forms(self) -> list[str]:
        return [patient.given_out["form"] for patient in self.patients]

    def lost_half_and_twice(self) -> tuple[list[str], list[str], list[str]]:
        promised = [sent for patient in self.patients for sent in patient.promised]
        return lost_half_and_twice(self.installation, self.forms(), promised)


def test_killed_while_patients_answer_nothing_acknowledged_is_lost(demo):
    chance = random.Random(20261122)
    room = WaitingRoom(demo)
    cut = 0
    for number in range(ROUNDS):
        target = TARGETS[number % len(TARGETS)]
        room.answer()
        assert room.wait_for_risks(RISKS), f"round {number}: nobody answers; {room.wrong()}"
        time.sleep(chance.uniform(0, 0.3))
        before = room.kill(target)
        if target == "child":
            time.sleep(0.2)
        else:
            assert gone(before, room.port), f"round {number}: an old process still listens"
        room.stop_answering()
        cut += sum(not patient.sent[-1].address for patient in room.patients)
        room.start_again(target)
        room.send_unanswered_again()
        assert room.wrong() == [], f"round {number}, {target}"
        assert room.lost_half_and_twice() == ([], [], []), f"round {number}, {target}"
    print(
        f"{ROUNDS} rounds, {room.promised()} acknowledged answers, {room.risks()} of them mean danger,"
        f" {cut} answers cut off and sent again"
    )
    assert room.risks() >= ROUNDS * RISKS
    # Nothing is there that nobody was promised; each form is then sent back, once.
    there = answers_there(demo, room.forms())
    assert len(there) == room.promised() == sum(pieces["answer"] for pieces in there.values())
    assert sum(pieces["alert"] for pieces in there.values()) == room.risks()
    for patient in room.patients:
        assert patient.hands_in() == "/form/thanks/"
    named = ", ".join(f"'{form}'" for form in room.forms())
    assert demo.query(
        "SELECT f.state, count(*), count(t.id) FROM instruments_form f LEFT JOIN tasks_task t"
        f" ON t.about_oid = f.oid AND t.kind = 'returned_form' WHERE f.oid IN ({named}) GROUP BY f.state"
    ) == [("submitted", len(room.patients), len(room.patients))]
    assert_whole(demo)


def becomes_whole(room: WaitingRoom, which: int, seconds: float = 20) -> bool:
    """Whether nothing is missing any more, within ``seconds``."""
    deadline = time.monotonic() + seconds
    while room.lost_half_and_twice()[which] and time.monotonic() < deadline:
        time.sleep(0.2)
    return room.lost_half_and_twice()[which] == []


@pytest.mark.skipif(POSTGRES, reason="what the test sees does not hang on the database")
@pytest.mark.parametrize(
    ("fault", "which"), [("answer first", 0), ("alert later", 1)], ids=["answers before it saves", "alerts afterward"]
)
def test_negative_control_a_careless_server_is_caught(demo, fault, which):
    """A server that says "kept" before it keeps, or raises alerts in a commit of their own, must be seen, and only then."""
    room = WaitingRoom(demo, phones=1, tablets=1, fault=fault)
    for number in range(5):
        # Without a kill everything is there a moment later.
        room.answer()
        assert room.wait_for_risks(2)
        if number == 0:
            room.stop_answering()
            assert becomes_whole(room, which)
            continue
        room.kill("group")
        room.stop_answering()
        room.start_again("group")
        if room.lost_half_and_twice()[which]:
            return
    pytest.fail("nothing was missed although the server is careless: the test would see nothing")
