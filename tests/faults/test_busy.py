"""The database is busy or away: a plain 503, nothing half saved, and the same form works afterwards."""

from __future__ import annotations

import random
import sqlite3
import threading
import time

import pytest

from tests.faults.driver import Save
from tests.faults.scene import Scene, assert_whole
from tests.faults.test_processes import wait_for_worker
from tests.installations import POSTGRES, get

pytestmark = pytest.mark.fault


@pytest.mark.skipif(POSTGRES, reason="one writer at a time is SQLite's way")
@pytest.mark.parametrize(("seconds", "expected"), [(2, 302), (13, 503)])
def test_a_save_waits_for_the_lock_and_says_when_it_could_not_be_had(demo, seconds, expected):
    scene = Scene(demo, drivers=1)
    scene.worker.terminate()
    scene.worker.wait()
    driver = scene.drivers[0]
    driver.save_once("I want to dance")
    words = "I want to dance with Mateo"
    save = Save(words, driver.prepare(words))
    driver.saves.append(save)
    holder = sqlite3.connect(demo.home / "teamlet.sqlite3", isolation_level=None, timeout=20, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(seconds, lambda: holder.execute("ROLLBACK"))
    release.start()
    began = time.monotonic()
    status, save.address, body = driver.ask(driver.strip, save.body)
    took = time.monotonic() - began
    # Reading goes on meanwhile.
    assert get(f"http://127.0.0.1:{scene.port}/health/live")[0] == 200
    release.join()
    holder.close()
    assert status == expected
    assert took < 25
    assert b"Traceback" not in body
    if expected == 503:
        assert "database away or busy" in demo.home.with_name("home.serve.log").read_text()
        assert driver.send_again(save) == 302
    assert driver.send_again(save) == 302
    assert len(driver.promised) == 2
    assert scene.lost_half_and_twice() == ([], [], [])
    assert scene.wrong() == []
    assert_whole(demo)


@pytest.mark.skipif(not POSTGRES, reason="a server that goes away is PostgreSQL's way")
def test_connections_that_are_cut_cost_at_most_a_503(demo):
    chance = random.Random(5)
    scene = Scene(demo)
    wait_for_worker(scene.port, "running")
    scene.save("cut")
    cut = 0
    for number in range(10):
        # Each cut meets people who can save: how many it meets in the act depends on the machine, not on luck alone.
        assert scene.drivers[number % 2].wait_for_promises(1), f"cut {number}: nobody saves; {scene.wrong()}"
        time.sleep(chance.uniform(0, 0.2))
        cut += len(
            demo.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
    assert scene.drivers[0].wait_for_promises(1)
    scene.stop_saving()
    assert cut >= 10
    assert scene.worker.poll() is None, "the worker ended; it should wait for the database"
    scene.send_unanswered_again()
    assert scene.wrong() == []
    assert scene.lost_half_and_twice() == ([], [], [])
    assert_whole(demo)
