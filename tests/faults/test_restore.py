"""A restore while everything runs: the worker is held, and comes back held."""

from __future__ import annotations

import time

import pytest

from tests.faults.test_processes import wait_for_worker
from tests.installations import free_port, get, wait_until_ready

pytestmark = pytest.mark.fault


def test_a_running_worker_is_held_by_a_restore_and_comes_back_held(installation, tmp_path):
    installation.json("practice", "create", "cedar", "--name", "Cedar")
    port = free_port()
    backup = tmp_path / "b.backup"
    installation.json("backup", backup)
    run = installation.start("run", "--port", port)
    wait_until_ready(port, run)
    wait_for_worker(port, "running")
    said = installation.json("restore", backup)
    assert said["worker"] == "held"
    # The heartbeats of before are gone; the supervisor's worker goes on to beat, held.
    jobs = installation.query("SELECT count(*) FROM jobs_job")[0][0]
    time.sleep(4)
    assert installation.query("SELECT count(*) FROM jobs_job")[0][0] == jobs
    assert get(f"http://127.0.0.1:{port}/health/ready")[0] == 200
    installation.json("worker", "release")
