"""kill -9 of workers that send: no message goes out twice, none is lost without anybody knowing.

The provider is a process of its own with bad manners, and counts what it accepted.  Workers are killed at random moments
and at four named points; four of them at once are stopped for longer than their lease and go on.  Ten rounds here,
``TEAMLET_FAULT_ROUNDS`` for more; with ``TEAMLET_PROOF=1`` 3,000 messages, 200 kills, each named point 25 times.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.provider import is_mute
from tests.faults.scene import ROUNDS, assert_whole
from tests.faults.texting import LEASE, POINTS
from tests.installations import ROOT, Installation, free_port, get

pytestmark = pytest.mark.fault
PROOF = os.environ.get("TEAMLET_PROOF") == "1"
MESSAGES = 3_000 if PROOF else 30 * ROUNDS
KILLS = 200 if PROOF else ROUNDS
#: Noon in the practice: nobody's quiet hours.
NOON = "2026-11-23T12:00"


class Sending:
    """The fake provider, and workers that send to it from one installation."""

    def __init__(self, installation: Installation, *, manners: str = "", seed: int = 1) -> None:
        self.installation = installation
        self.port = free_port()
        installation.json("practice", "create", "cedar", "--name", "Cedar")
        self.provider = self.process("tests.faults.provider", self.port, seed, *([manners] if manners else []))
        self.workers = self.process("tests.faults.texting", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        deadline = time.monotonic() + 20
        while get(f"http://127.0.0.1:{self.port}/log")[0] != 200:
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.05)

    def process(self, module: str, *arguments: object, **pipes: Any) -> subprocess.Popen[bytes]:
        environment = self.installation.environment | {
            "DJANGO_SETTINGS_MODULE": "teamlet.settings",
            "TEAMLET_NOW": NOON,
        }
        code = f"import teamlet, runpy; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.Popen(command, env=environment, cwd=ROOT, **pipes)

    def command(self, **said: Any) -> int:
        assert self.workers.stdin
        assert self.workers.stdout
        self.workers.stdin.write(json.dumps(said).encode() + b"\n")
        self.workers.stdin.flush()
        return int(json.loads(self.workers.stdout.readline()))

    def seed(self, many: int) -> None:
        assert self.command(do="seed", many=many) == 0

    def start(self, style: str = "", batch: int = 5, **point: Any) -> int:
        return self.command(do="start", port=self.port, style=style, batch=batch, **point)

    def ended(self, pid: int, seconds: float) -> int:
        """Return by which signal a worker ended within the time, 0 when it still lives; else it broke."""
        how = self.command(do="wait", pid=pid, seconds=seconds)
        assert how < 1000, "a worker broke"
        return how

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        assert self.ended(pid, 10) == signal.SIGKILL

    def states(self) -> Counter[str]:
        return Counter(dict(self.installation.query("SELECT state, count(*) FROM outreach_message GROUP BY state")))

    def wait_until_idle(self, seconds: float = 120) -> None:
        """Wait until nothing waits, is on its way or may still be asked about."""
        open_ones = (
            "SELECT count(*) FROM outreach_message WHERE state IN ('queued', 'sending')"
            " OR (state = 'unknown' AND ask_after IS NOT NULL)"
        )
        deadline = time.monotonic() + seconds
        while self.installation.query(open_ones)[0][0]:
            assert time.monotonic() < deadline, self.states()
            time.sleep(0.2)

    def truth(self) -> dict[str, Any]:
        """Compare what the provider accepted with what is marked."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/log", timeout=10) as answer:
            log = json.loads(answer.read())
        rows = self.installation.query("SELECT reference, state FROM outreach_message")
        accepted = log["accepted"]
        return {
            "messages": len(rows),
            "twice": sorted(reference for reference, many in accepted.items() if many > 1),
            "lost": sorted(
                reference
                for reference, state in rows
                if state not in {"sent", "unknown", "held", "queued", "sending", "rejected"}
                or (state == "sent" and not accepted.get(reference))
            ),
            "sent again": sorted(
                reference for reference, state in rows if state in {"queued", "rejected"} and accepted.get(reference)
            ),
            "unknown": sorted(reference for reference, state in rows if state == "unknown"),
            "states": Counter(state for _, state in rows),
            "manners": log["manners"],
        }

    def close(self) -> None:
        assert self.workers.stdin
        assert self.workers.stdout
        self.workers.stdin.close()
        self.workers.stdout.close()
        for process in (self.workers, self.provider):
            process.kill()
            process.wait()


@pytest.fixture
def opened() -> Iterator[list[Sending]]:
    found: list[Sending] = []
    yield found
    for sending in found:
        sending.close()


@pytest.fixture
def sending(installation: Installation, opened: list[Sending]) -> Sending:
    opened.append(Sending(installation))
    return opened[-1]


@pytest.fixture
def well_behaved(installation: Installation, opened: list[Sending]) -> Sending:
    """The same with a provider that does everything right: what goes wrong then is the worker's."""
    opened.append(Sending(installation, manners="well-behaved"))
    return opened[-1]


def assert_each_once(sending: Sending, said: str) -> None:
    truth = sending.truth()
    print(
        f"{said}: {truth['messages']} messages, {len(truth['twice'])} sent twice, {len(truth['lost'])} lost,"
        f" {len(truth['unknown'])} unknown and listed; {dict(truth['states'])}; provider: {truth['manners']}"
    )
    assert truth["twice"] == []
    assert truth["lost"] == []
    assert truth["sent again"] == []
    # Only what the provider will not be asked about is left to a person.
    assert [reference for reference in truth["unknown"] if not is_mute(reference)] == []
    assert truth["states"].keys() <= {"sent", "unknown"}
    assert_whole(sending.installation)


def test_killed_at_any_point_each_message_goes_out_once(sending):
    chance = random.Random(20261122)
    sending.seed(MESSAGES)
    hits: Counter[str] = Counter()
    kills = 0
    for number in range(KILLS):
        # Every second round dies at a named point, the others at any moment.
        point = POINTS[number // 2 % len(POINTS)] if number % 2 else ""
        pid = sending.start(point=point, nth=chance.randint(1, 3)) if point else sending.start()
        if point:
            if sending.ended(pid, 3):
                hits[point] += 1
            else:
                sending.kill(pid)
        else:
            # Now and then one lives long enough to find what the others left.
            time.sleep(2.6 * LEASE if number % 20 == 10 else chance.uniform(0.05, 0.35))
            sending.kill(pid)
        kills += 1
    before = sending.states()
    pid = sending.start(batch=50)
    sending.wait_until_idle()
    sending.kill(pid)
    assert_each_once(sending, f"{kills} kills, at named points {dict(hits)}; then {dict(before)}")
    assert sum(hits.values()) >= KILLS // 2 * 9 // 10, "the workers hardly came to the named points"


def test_four_workers_stopped_past_their_lease(sending):
    chance = random.Random(4)
    rounds = max(4, KILLS // 10)
    sending.seed(MESSAGES // 4)
    # Two of them stop themselves between claim and sending, where it matters most.
    pids = [
        sending.start(point="claimed, not sent", nth=2, signal="SIGSTOP"),
        sending.start(point="accepted, not marked", nth=3, signal="SIGSTOP"),
        sending.start(),
        sending.start(),
    ]
    time.sleep(2.6 * LEASE)
    for pid in pids[:2]:
        os.kill(pid, signal.SIGCONT)
    for number in range(rounds):
        # There is always something to send.
        sending.seed(MESSAGES // 2 // rounds)
        victim = chance.randrange(4)
        time.sleep(chance.uniform(0.02, 0.2))
        os.kill(pids[victim], signal.SIGSTOP)
        time.sleep(2.4 * LEASE if number % 2 else chance.uniform(0.1, LEASE))
        if number % 3 == 2:
            sending.kill(pids[victim])
            pids[victim] = sending.start()
        else:
            os.kill(pids[victim], signal.SIGCONT)
    sending.wait_until_idle()
    for pid in pids:
        sending.kill(pid)
    assert_each_once(sending, f"4 workers, {rounds + 2} stopped")


@pytest.mark.parametrize(
    ("style", "wrong"),
    [("send, then mark", "twice"), ("mark, then send", "lost"), ("queue again without asking", "twice")],
)
def test_negative_control_the_usual_ways_go_red(well_behaved, style, wrong):
    """The same provider, well behaved, and kills only: each of the ways that skip a step must be noticed."""
    chance = random.Random(3)
    well_behaved.seed(400)
    for number in range(40):
        pid = well_behaved.start(style=style)
        time.sleep(2.6 * LEASE if "queue" in style and number % 4 == 3 else chance.uniform(0.1, 0.3))
        well_behaved.kill(pid)
        if well_behaved.truth()[wrong]:
            print(f"{style}: noticed after {number + 1} kills")
            return
    pytest.fail(f"{style}: nothing went wrong in 40 kills: the test would see nothing")
