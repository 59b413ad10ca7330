"""kill -9 of web and worker during saves: every acknowledged save is there, none half, none twice.

Each round kills something else: the web server's parent, one of its children, the whole group, the worker.  After
the start that follows, forms without an answer are sent again, as a person does.  ``TEAMLET_FAULT_ROUNDS`` says how many.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

import psutil
import pytest

from tests.faults.driver import TOPICS, Driver, Save
from tests.installations import (
    ROOT,
    Installation,
    free_port,
    listeners,
    wait_until_ready,
)

pytestmark = pytest.mark.fault
ROUNDS = int(os.environ.get("TEAMLET_FAULT_ROUNDS", "10"))
TARGETS = ("parent", "child", "group", "worker")


class Scene:
    """The product with a practice, a worker beside it, and drivers that save."""

    def __init__(self, installation: Installation, drivers: int = 2, fault: str = "") -> None:
        self.installation = installation
        self.environment = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "FAULT": fault}
        staged = subprocess.run(
            [sys.executable, "-m", "tests.faults.stage", str(drivers)],
            env=installation.environment | {"DJANGO_SETTINGS_MODULE": "teamlet.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert staged.returncode == 0, staged.stderr
        stage = json.loads(staged.stdout.splitlines()[-1])
        self.port = free_port()
        self.drivers = [Driver(self.port, dict(stage["cookies"]), visit) for visit in stage["visits"]]
        self.threads: list[threading.Thread] = []
        self.web = self.start_web()
        self.worker = installation.start("worker")

    def start_web(self) -> subprocess.Popen[bytes]:
        web = self.installation.start("serve", "--port", self.port, **self.environment)
        wait_until_ready(self.port, web)
        return web

    def save(self, label: str) -> None:
        """Let all drivers save in the background."""
        for driver in self.drivers:
            driver.stop.clear()
        self.threads = [threading.Thread(target=driver.run, args=[label]) for driver in self.drivers]
        for thread in self.threads:
            thread.start()

    def stop_saving(self) -> None:
        for driver in self.drivers:
            driver.stop.set()
        for thread in self.threads:
            thread.join()

    def kill(self, target: str) -> set[int]:
        """Kill without warning; return the web processes that were there before."""
        parent = psutil.Process(self.web.pid)
        before = {parent.pid, *(child.pid for child in parent.children(recursive=True))}
        if target == "parent":
            os.kill(parent.pid, signal.SIGKILL)
        elif target == "child":
            os.kill(max(before - {parent.pid}), signal.SIGKILL)
        elif target == "group":
            os.killpg(parent.pid, signal.SIGKILL)
        else:
            self.worker.kill()
        return before

    def start_again(self, target: str) -> None:
        if target in {"parent", "group"}:
            self.web.wait()
            self.web = self.start_web()
        elif target == "worker":
            self.worker.wait()
            self.worker = self.installation.start("worker")
        else:
            wait_until_ready(self.port, self.web)

    def unanswered(self) -> list[tuple[Driver, Save]]:
        return [(driver, save) for driver in self.drivers for save in driver.saves if not save.promised]

    def lost_half_and_twice(self) -> tuple[list[str], list[str], list[str]]:
        """Compare what was promised with what is there."""
        rows = self.installation.query(
            "SELECT t.agenda_id, t.words FROM visits_topic t JOIN visits_agenda a ON a.id = t.agenda_id"
        )
        agendas: dict[int, list[str]] = {}
        for agenda, words in rows:
            agendas.setdefault(agenda, []).append(words)
        empty = self.installation.query(
            "SELECT count(*) FROM visits_agenda WHERE id NOT IN (SELECT agenda_id FROM visits_topic)"
        )[0][0]
        there = Counter()
        half = ["an agenda without topics"] * empty
        for words in agendas.values():
            names = {text.rpartition(".")[0] for text in words}
            if len(names) != 1 or len(words) != TOPICS:
                half.append(str(sorted(words)))
            there.update(names)
        promised = [save.words for driver in self.drivers for save in driver.saves if save.promised]
        lost = [words for words in promised if not there[words]]
        twice = [words for words, times in there.items() if times > 1]
        return lost, half, twice


def gone(pids: set[int], port: int, seconds: float = 5) -> bool:
    """Whether none of these processes listens on the port any more, within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not pids & listeners(port):
            return True
        time.sleep(0.05)
    return False


def test_killed_at_any_moment_nothing_promised_is_lost(installation):
    chance = random.Random(20261121)
    scene = Scene(installation)
    for number in range(ROUNDS):
        target = TARGETS[number % len(TARGETS)]
        scene.save(f"r{number}")
        time.sleep(chance.uniform(0.1, 0.6))
        before = scene.kill(target)
        if target in {"parent", "group"}:
            assert gone(before, scene.port), (
                f"round {number}: an old process still listens after kill -9 of the {target}"
            )
            scene.stop_saving()
        else:
            time.sleep(0.3)
        scene.start_again(target)
        scene.stop_saving()
        for driver, save in scene.unanswered():
            # The same form again: done now, or done before; a newer version since then is a conflict to look at.
            if driver.send_again(save) == 302:
                save.promised = True
        lost, half, twice = scene.lost_half_and_twice()
        assert (lost, half, twice) == ([], [], []), f"round {number}, {target}"
        assert [driver.wrong for driver in scene.drivers] == [[], []]
    promised = sum(save.promised for driver in scene.drivers for save in driver.saves)
    assert promised >= ROUNDS, "the drivers hardly saved: the rounds prove nothing"
    assert_whole(installation)
    # Each save wrote its one audit event, and the chain that was cut off so often is whole.
    events = installation.query("SELECT count(*) FROM audit_event WHERE verb = 'visits.save_agenda'")[0][0]
    agendas = installation.query("SELECT count(*) FROM visits_agenda")[0][0]
    assert events == agendas == promised


def assert_whole(installation: Installation) -> None:
    assert installation.json("audit", "verify")["ok"]
    if not installation.database:
        assert installation.query("PRAGMA integrity_check") == [("ok",)]
        assert installation.query("PRAGMA foreign_key_check") == []


def test_negative_control_a_server_that_answers_first_is_caught(installation):
    """The same rounds against a server that says "saved" before it saved must find losses."""
    scene = Scene(installation, fault="answer first")
    for number in range(4):
        scene.save(f"r{number}")
        time.sleep(0.4)
        scene.kill("group")
        scene.stop_saving()
        scene.start_again("group")
        lost, _, _ = scene.lost_half_and_twice()
        if lost:
            return
    pytest.fail("nothing was lost although the server answers before it saves: the test would see nothing")
