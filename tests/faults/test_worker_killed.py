"""kill -9 of ``teamlet worker`` itself, with its real leases of two minutes: only in ``make proof``, it takes about ten minutes."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.faults.sending import PROOF, Sending, assert_each_once
from tests.installations import Installation

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not PROOF, reason="takes about ten minutes: runs with TEAMLET_PROOF=1"),
]
KILLS = 25
#: The real worker refuses a moved clock for a real practice, so that the practice is where it is day now.
ZONES = ("America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland")


@pytest.fixture
def sending(installation: Installation) -> Iterator[Sending]:
    def from_noon(zone: str) -> float:
        there = datetime.now(UTC).astimezone(ZoneInfo(zone))
        return abs(there.hour + there.minute / 60 - 13)

    made = Sending(installation, zone=min(ZONES, key=from_noon))
    yield made
    made.close()


def test_the_real_worker_killed_sends_each_message_once(sending):
    chance = random.Random(8)
    sending.seed(1_000)
    environment = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "FAKE_TEXT_PORT": str(sending.port)}
    for _ in range(KILLS):
        worker = sending.installation.start("worker", **environment)
        time.sleep(chance.uniform(1.5, 4))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    before = dict(sending.states())
    worker = sending.installation.start("worker", **environment)
    sending.wait_until_idle(900)
    worker.terminate()
    assert worker.wait(30) == 0
    assert_each_once(sending, f"teamlet worker killed {KILLS} times; then {before}")
