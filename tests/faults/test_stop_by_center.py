"""STOP over the connection that the real worker keeps: in force when it is acknowledged, and soon."""

from __future__ import annotations

import time

import pytest

from teamlet.bridges.channels.text.tests.center import PASSWORD, USER, Center, running
from tests.faults.scene import assert_whole
from tests.faults.sending import Sending

pytestmark = pytest.mark.fault
OURS = "15550102200"
STOPS = 6


def test_a_stop_holds_within_a_second_of_its_arrival(installation, opened):
    sending = Sending(installation)
    opened.append(sending)
    sending.seed(STOPS)
    installation.query(f"UPDATE practice_practice SET text_number = '+{OURS}'")
    # Nothing is sent here, it is about what comes in: everything is put off.
    installation.query("UPDATE outreach_message SET state = 'held'")
    addresses = [address for (address,) in installation.query("SELECT address FROM outreach_message ORDER BY id")]
    waited = []
    with running(Center()) as center:
        worker = installation.start(
            "worker", TEAMLET_TEXT_URL=f"smpp://{USER}:{PASSWORD}@127.0.0.1:{center.port}?tls=none"
        )
        deadline = time.monotonic() + 60
        while not center.conns:
            assert time.monotonic() < deadline
            assert worker.poll() is None
            time.sleep(0.1)
        for address in addresses:
            began = time.monotonic()
            sequence = center.deliver(address.removeprefix("+"), OURS, b"STOP")
            assert center.new_answer.get(timeout=30) == sequence
            waited.append(time.monotonic() - began)
            assert center.answered[sequence] == 0
            stopped = installation.query(f"SELECT COUNT(*) FROM outreach_optout WHERE address_key = '{address}'")
            assert stopped == [(1,)]
            time.sleep(0.3)
    assert installation.query(
        "SELECT state, COUNT(*) FROM outreach_message WHERE fixed_answer = '' GROUP BY state"
    ) == [("cancelled", STOPS)]
    # The machine may have other work: the middle one tells.
    assert sorted(waited)[STOPS // 2] < 1.0, waited
    assert_whole(installation)
    print(f"STOP in force after {min(waited):.2f} to {max(waited):.2f} s")
