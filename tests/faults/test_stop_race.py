"""STOP while a batch goes out: after its commit nothing is claimed for that address, and within a second nothing leaves.

A batch of 400 messages here, 5,000 with ``TEAMLET_PROOF=1``; three workers send it while every tenth address says stop at
a random moment.  Clocks are one: all processes read the machine's monotonic clock.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.faults.sending import PROOF, Sending

pytestmark = pytest.mark.fault
BATCH = 5_000 if PROOF else 400
#: Seconds after the commit of a stop within which a message may still leave: it was claimed before.
EFFECTIVE = 1.0


def race(sending: Sending, folder: Path, style: str = "") -> tuple[list[str], list[str], int]:
    """Send the batch and stop every tenth address meanwhile.

    Return what was claimed after the commit of its stop, what left later than ``EFFECTIVE`` after it, and how many
    stops came in time.
    """
    sending.seed(BATCH)
    addresses = [row[0] for row in sending.installation.query("SELECT address FROM outreach_message ORDER BY id")]
    chosen = random.Random(11).sample(addresses, BATCH // 10)
    claims, stops = folder / "claims", folder / "stops"
    pids = [sending.start(style, batch=20, claims=str(claims)) for _ in range(3)]
    stopper = sending.command(do="stop", addresses=chosen, stops=str(stops), style=style)
    deadline = time.monotonic() + 120
    while sending.command(do="wait", pid=stopper, seconds=0.5) == 0:
        assert time.monotonic() < deadline, "the stops take too long"
        if stops.exists() and len(stops.read_text().splitlines()) == len(chosen):
            break
    sending.wait_until_idle()
    for pid in pids:
        sending.kill(pid)
    stopped = {address: float(at) for at, address in (line.split() for line in stops.read_text().splitlines())}
    assert len(stopped) == len(chosen)
    claimed = [
        address
        for file in folder.glob("claims.*")
        for began, address in (line.split() for line in file.read_text().splitlines())
        if address in stopped and float(began) > stopped[address]
    ]
    when = sending.log()["when"]
    rows = sending.installation.query("SELECT reference, address, state FROM outreach_message")
    late = [
        address
        for reference, address, _ in rows
        if address in stopped and when.get(reference, 0) > stopped[address] + EFFECTIVE
    ]
    in_time = [reference for reference, address, state in rows if address in stopped and state == "cancelled"]
    assert not [reference for reference in in_time if reference in when], "cancelled, and sent all the same"
    return claimed, late, len(in_time)


def test_nothing_is_claimed_after_a_stop(well_behaved, tmp_path):
    claimed, late, in_time = race(well_behaved, tmp_path)
    truth = well_behaved.truth()
    print(
        f"{BATCH} messages, {BATCH // 10} stops, {in_time} of them before their message:"
        f" {len(claimed)} claimed after the commit, {len(late)} left later than {EFFECTIVE} s; {dict(truth['states'])}"
    )
    assert claimed == []
    assert late == []
    assert in_time > BATCH // 100, "hardly any stop came before its message: nothing was raced"
    assert truth["twice"] == []
    assert truth["states"].keys() == {"sent", "cancelled"}
    assert truth["states"]["cancelled"] == in_time


def test_negative_control_stops_that_nobody_looks_at(well_behaved, tmp_path):
    claimed, _, _ = race(well_behaved, tmp_path, "stops are not looked at")
    assert claimed, "nothing was claimed after a stop that nobody looked at: the test would see nothing"
