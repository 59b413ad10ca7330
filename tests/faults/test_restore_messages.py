"""Yesterday's backup comes back: nothing goes out before a person lets it, nothing goes out twice, who stopped stays stopped."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from tests.faults.sending import Sending, assert_each_once

pytestmark = pytest.mark.fault
MANY = 40
#: Seconds in which a worker that may send would have sent.
LONG = 2.0


def works_for(sending: Sending, seconds: float) -> None:
    """Let a worker live so long."""
    pid = sending.start()
    time.sleep(seconds)
    sending.kill(pid)


def test_a_restore_sends_nothing_twice_and_forgets_no_stop(well_behaved, tmp_path):
    sending, backup = well_behaved, tmp_path / "yesterday.backup"
    sending.seed(MANY)
    sending.installation.json("backup", backup)
    pid = sending.start()
    sending.wait_until_idle()
    sending.kill(pid)
    # After the backup: more was written, everything went out, and five people said stop.
    sending.seed(MANY)
    pid = sending.start()
    sending.wait_until_idle()
    sending.kill(pid)
    stopped = [row[0] for row in sending.installation.query("SELECT address FROM outreach_message ORDER BY id LIMIT 5")]
    sending.command(do="stop", addresses=stopped, stops=str(tmp_path / "stops"), style="")
    stops = "SELECT count(*) FROM outreach_optout WHERE ended_at IS NULL"
    deadline = time.monotonic() + 20
    while sending.installation.query(stops) != [(len(stopped),)]:
        assert time.monotonic() < deadline, "the stops were not written down"
        time.sleep(0.1)
    before = sending.log()["accepted"]
    assert len(before) == 2 * MANY
    sending.end_workers()

    assert sending.installation.json("restore", backup)["worker"] == "held"
    sending.workers = sending.start_workers()
    assert sending.states() == {"queued": MANY}
    assert sending.installation.query(stops) == [(0,)]

    works_for(sending, LONG)
    assert sending.log()["accepted"] == before, "a held worker sent"
    assert sending.installation.json("worker", "release")["messages_wait"] == ["cedar"]
    # What was written after the backup is written once more, with a new reference that the provider does not know.
    sending.seed(MANY)
    works_for(sending, LONG)
    assert sending.log()["accepted"] == before, "sent before a person of the practice let it go on"
    # The stops of after the backup are back, from the list that no backup holds; the rest waits for a person.
    assert sending.installation.query(stops) == [(len(stopped),)]
    assert sending.states() == {"held": MANY - len(stopped), "cancelled": len(stopped), "queued": MANY}

    # A person looks, takes back what went out already, and lets the rest go on.
    sending.installation.query("DELETE FROM outreach_message WHERE state IN ('queued', 'cancelled')")
    assert sending.command(do="release") == 0
    pid = sending.start()
    sending.wait_until_idle()
    sending.kill(pid)
    assert sending.log()["accepted"] == before, "sent a second time"
    mute = sending.states()["unknown"]
    assert sending.states() == Counter(sent=MANY - len(stopped) - mute, unknown=mute)
    assert_each_once(sending, "restored")
