"""The power goes while messages are sent: what was handed over had been claimed on the disk first, so none goes out twice.

The provider keeps its power and remembers.  After each cut only what SQLite had synced is left; workers go on from it.
"""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from tests.faults import power
from tests.faults.scene import ROUNDS
from tests.faults.sending import Sending, assert_each_once
from tests.installations import POSTGRES

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(POSTGRES, reason="PostgreSQL's files are not ours to cut"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here to build the shim"),
]
CUTS = max(4, ROUNDS // 2)


def send_through_cuts(sending: Sending, shim: Path, *, until_twice: bool = False) -> int:
    """Send with one worker while the power goes ``CUTS`` times; return how many messages went out meanwhile."""
    chance = random.Random(5)
    home = sending.installation.home
    sending.seed(40 * CUTS)
    sending.environment |= power.environment(shim, home)
    for _ in range(CUTS):
        sending.end_workers()
        power.settle(home)
        sending.workers = sending.start_workers()
        sending.start(batch=5)
        time.sleep(chance.uniform(0.4, 1.2))
        sending.end_workers()
        power.lose_unsynced(home)
        assert sending.installation.query("PRAGMA integrity_check") == [("ok",)]
        if until_twice and sending.truth()["twice"]:
            break
    return sum(sending.log()["accepted"].values())


def finish(sending: Sending) -> None:
    """With the power on again, send what is left."""
    sending.end_workers()
    sending.environment.clear()
    sending.workers = sending.start_workers()
    pid = sending.start(batch=20)
    sending.wait_until_idle()
    sending.kill(pid)


@pytest.fixture(scope="module")
def shim(tmp_path_factory) -> Path:
    return power.build_shim(tmp_path_factory.mktemp("power"))


def test_a_power_cut_sends_nothing_twice_and_loses_nothing(well_behaved, shim):
    meanwhile = send_through_cuts(well_behaved, shim)
    assert meanwhile > 5 * CUTS, "hardly anything was sent between the cuts"
    finish(well_behaved)
    assert_each_once(well_behaved, f"{CUTS} power cuts while {meanwhile} messages went out")


def test_negative_control_claims_synced_at_checkpoints_only_send_twice(well_behaved, shim):
    well_behaved.environment["FAULT"] = "sync at checkpoints only"
    send_through_cuts(well_behaved, shim, until_twice=True)
    finish(well_behaved)
    assert well_behaved.truth()["twice"], "nothing went out twice although claims were not synced"
