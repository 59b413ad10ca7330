"""kill -9 of workers that send: no message goes out twice, none is lost without anybody knowing.

The provider is a process of its own with bad manners, and counts what it accepted.  Workers are killed at random moments
and at four named points; four of them at once are stopped for longer than their lease and go on.  Ten rounds here,
``TEAMLET_FAULT_ROUNDS`` for more; with ``TEAMLET_PROOF=1`` 3,000 messages, 200 kills, each named point 25 times.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter

import pytest

from tests.faults.scene import ROUNDS
from tests.faults.sending import MESSAGES, PROOF, assert_each_once
from tests.faults.texting import LEASE, POINTS

pytestmark = pytest.mark.fault
KILLS = 200 if PROOF else ROUNDS


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
