"""The power goes during saves: what was acknowledged had reached the disk.

A small shim (``power.c``) keeps what each sync made durable.  After kill -9 of everything the test throws away what
was written but not synced, starts again and compares.  The negative control lets SQLite sync at checkpoints only (``synchronous=NORMAL``).
"""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults import power
from tests.faults.scene import ROUNDS, Scene, assert_whole
from tests.installations import POSTGRES, Installation

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(POSTGRES, reason="PostgreSQL's files are not ours to cut"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here to build the shim"),
]


@pytest.fixture(scope="module")
def shim(tmp_path_factory) -> Path:
    return power.build_shim(tmp_path_factory.mktemp("power"))


class Powered(Scene):
    """A scene whose processes run on a machine that can lose its power."""

    def __init__(self, installation: Installation, shim: Path, fault: str = "") -> None:
        self.power = power.environment(shim, installation.home)
        super().__init__(installation, fault=fault)

    def start_web(self) -> subprocess.Popen[bytes]:
        power.settle(self.installation.home)
        self.environment |= self.power
        return super().start_web()

    def cut_power(self) -> None:
        """Kill everything at once, and keep of the database's files only what had been synced."""
        self.worker.kill()
        self.kill("group")
        self.worker.wait()
        self.web.wait()
        self.stop_saving()
        power.lose_unsynced(self.installation.home)


def test_a_power_cut_loses_nothing_that_was_promised(demo, shim):
    chance = random.Random(3)
    scene = Powered(demo, shim)
    for number in range(max(3, ROUNDS // 2)):
        scene.save(f"r{number}")
        assert scene.drivers[number % 2].wait_for_promises(1), f"round {number}: nobody saves; {scene.wrong()}"
        time.sleep(chance.uniform(0, 0.4))
        scene.cut_power()
        assert demo.query("PRAGMA integrity_check") == [("ok",)]
        assert scene.lost_half_and_twice() == ([], [], []), f"round {number}"
        scene.web = scene.start_web()
        scene.worker = demo.start("worker", **scene.power)
        scene.send_unanswered_again()
        assert scene.wrong() == [], f"round {number}"
    print(f"{number + 1} power cuts, {scene.promised()} promised saves")
    assert scene.lost_half_and_twice() == ([], [], [])
    assert_whole(demo)


def test_negative_control_synced_at_checkpoints_only_a_power_cut_loses_promises(demo, shim):
    scene = Powered(demo, shim, fault="sync at checkpoints only")
    for number in range(4):
        scene.save(f"r{number}")
        assert scene.drivers[0].wait_for_promises(2)
        scene.cut_power()
        lost, half, _ = scene.lost_half_and_twice()
        if lost or half:
            return
        scene.web = scene.start_web()
        scene.worker = demo.start("worker")
    pytest.fail("nothing was lost although commits were not synced: the test would see nothing")
