"""The power goes during saves: what was acknowledged had reached the disk.

A small shim (``power.c``) keeps what each sync made durable.  After kill -9 of everything the test throws away what
was written but not synced, starts again and compares.  The negative control switches SQLite's syncs off.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.scene import ROUNDS, Scene, assert_whole
from tests.installations import POSTGRES, Installation

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(POSTGRES, reason="PostgreSQL's files are not ours to cut"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here to build the shim"),
]


@pytest.fixture(scope="module")
def shim(tmp_path_factory) -> Path:
    library = tmp_path_factory.mktemp("power") / "power.so"
    source = Path(__file__).with_name("power.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True)
    return library


class Powered(Scene):
    """A scene whose processes run on a machine that can lose its power."""

    def __init__(self, installation: Installation, shim: Path, fault: str = "") -> None:
        self.shim = shim
        self.power = {"LD_PRELOAD": str(shim), "POWER_DIR": str(installation.home)}
        super().__init__(installation, fault=fault)

    def start_web(self) -> subprocess.Popen[bytes]:
        self.settle()
        self.environment |= self.power
        return super().start_web()

    def settle(self) -> None:
        """Nobody writes now: what is there is on disk."""
        for old in self.installation.home.glob("*.durable*"):
            old.unlink()
        for path in self.installation.home.glob("teamlet.sqlite3*"):
            if not path.name.endswith("-shm"):
                shutil.copyfile(path, f"{path}.durable")

    def cut_power(self) -> None:
        """Kill everything at once, and keep of the database's files only what had been synced."""
        self.worker.kill()
        self.kill("group")
        self.worker.wait()
        self.web.wait()
        self.stop_saving()
        home = self.installation.home
        deadline = time.monotonic() + 5
        while process_uses(home) and time.monotonic() < deadline:
            time.sleep(0.05)
        for path in home.glob("teamlet.sqlite3*"):
            if ".durable" not in path.name:
                path.unlink()
        for durable in home.glob("teamlet.sqlite3*.durable"):
            durable.rename(durable.with_name(durable.name.removesuffix(".durable")))


def process_uses(home: Path) -> bool:
    """Whether any process still has a file below ``home`` open."""
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()).startswith(f"{home}/"):
                return True
        except OSError:
            continue
    return False


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


def test_negative_control_without_syncs_a_power_cut_loses_promises(demo, shim):
    scene = Powered(demo, shim, fault="no sync")
    for number in range(4):
        scene.save(f"r{number}")
        assert scene.drivers[0].wait_for_promises(2)
        scene.cut_power()
        lost, half, _ = scene.lost_half_and_twice()
        if lost or half:
            return
        scene.web = scene.start_web()
        scene.worker = demo.start("worker")
    pytest.fail("nothing was lost although nothing was synced: the test would see nothing")
