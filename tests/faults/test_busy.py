"""The database is busy or away: a plain 503, nothing half saved, and the same form works afterwards."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest

from tests.faults.driver import Driver, Save
from tests.faults.test_kill import Scene, assert_whole
from tests.installations import POSTGRES, get

pytestmark = pytest.mark.fault


@pytest.mark.skipif(POSTGRES, reason="one writer at a time is SQLite's way")
@pytest.mark.parametrize(("seconds", "expected"), [(2, 302), (13, 503)])
def test_a_save_waits_for_the_lock_and_says_when_it_could_not_be_had(installation, seconds, expected):
    scene = Scene(installation, drivers=1)
    scene.worker.terminate()
    scene.worker.wait()
    driver: Driver = scene.drivers[0]
    driver.save_once("before")
    save = Save("held", prepare(driver, "held"))
    holder = sqlite3.connect(
        installation.home / "teamlet.sqlite3", isolation_level=None, timeout=20, check_same_thread=False
    )
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(seconds, lambda: holder.execute("ROLLBACK"))
    release.start()
    began = time.monotonic()
    status, body = driver.ask("POST", save.body)
    took = time.monotonic() - began
    # Reading goes on meanwhile.
    assert get(f"http://127.0.0.1:{scene.port}/health/live")[0] == 200
    release.join()
    holder.close()
    assert status == expected
    assert took < 25
    assert b"Traceback" not in body
    if expected == 503:
        assert driver.send_again(save) == 302
    assert driver.send_again(save) == 302
    driver.saves[0].promised = save.promised = True
    driver.saves.append(save)
    assert scene.lost_half_and_twice() == ([], [], [])
    assert_whole(installation)


def prepare(driver: Driver, words: str) -> str:
    """Return the body of a form that was opened and not yet sent."""
    from urllib.parse import urlencode

    from tests.faults.driver import TOPICS

    form = driver.form()
    fields = [("stamp", form["stamp"]), ("csrfmiddlewaretoken", form["csrf"])]
    return urlencode([*fields, *(("topic", f"{words}.{number}") for number in range(TOPICS))])


@pytest.mark.skipif(not POSTGRES, reason="a server that goes away is PostgreSQL's way")
def test_connections_that_are_cut_cost_at_most_a_503(installation):
    scene = Scene(installation)
    scene.save("cut")
    for _ in range(10):
        time.sleep(0.3)
        installation.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    time.sleep(0.5)
    scene.stop_saving()
    assert [driver.wrong for driver in scene.drivers] == [[], []]
    for driver, save in scene.unanswered():
        if driver.send_again(save) == 302:
            save.promised = True
    assert scene.lost_half_and_twice() == ([], [], [])
    assert sum(save.promised for driver in scene.drivers for save in driver.saves) >= 4
    assert_whole(installation)
