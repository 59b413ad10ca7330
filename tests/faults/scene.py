"""The demo practice, served and worked for, with people who save: what the fault tests kill and cut."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time

import psutil

from tests.faults.driver import Driver, Save
from tests.faults.truth import lost_half_and_twice
from tests.installations import (
    Installation,
    free_port,
    listeners,
    wait_until_ready,
)

ROUNDS = int(os.environ.get("TEAMLET_FAULT_ROUNDS", "10"))
#: Who saves, one after the other: several people in several visits.
LOGINS = ("maya", "nora", "ana", "luis")
PASSWORD = "three evenings a week"


class Served:
    """An installation whose web server is killed and started again."""

    def __init__(self, installation: Installation, fault: str = "") -> None:
        self.installation = installation
        self.environment = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "FAULT": fault}
        self.port = free_port()
        self.web = self.start_web()

    def start_web(self) -> subprocess.Popen[bytes]:
        web = self.installation.start("serve", "--port", self.port, **self.environment)
        wait_until_ready(self.port, web)
        return web

    def kill(self, target: str) -> set[int]:
        """Kill without warning; return the web processes that were there before."""
        parent = psutil.Process(self.web.pid)
        before = {parent.pid, *(child.pid for child in parent.children(recursive=True))}
        if target == "parent":
            os.kill(parent.pid, signal.SIGKILL)
        elif target == "child":
            os.kill(max(before - {parent.pid}), signal.SIGKILL)
        else:
            os.killpg(parent.pid, signal.SIGKILL)
        return before

    def start_again(self, target: str) -> None:
        if target in {"parent", "group"}:
            self.web.wait()
            self.web = self.start_web()
        else:
            wait_until_ready(self.port, self.web)


class Scene(Served):
    """The demo practice with a worker beside it, and drivers that save, each in a visit of their own."""

    def __init__(self, demo: Installation, drivers: int = 2, fault: str = "", pause: float = 0) -> None:
        super().__init__(demo, fault)
        self.threads: list[threading.Thread] = []
        self.worker = demo.start("worker")
        self.drivers = [Driver(self.port, pause=pause) for _ in range(drivers)]
        for driver, login, patient in zip(self.drivers, LOGINS, self.patients(drivers), strict=False):
            driver.sign_in(f"{login}@cedar.example", PASSWORD)
            driver.start_visit(patient)

    def patients(self, many: int) -> list[str]:
        """Return people of the demo who have no visit ahead."""
        rows = self.installation.query(
            "SELECT p.oid FROM patients_patient p JOIN practice_practice c ON c.id = p.practice_id"
            " WHERE c.key = 'cedar' AND p.language = 'en' AND p.merged_into_id IS NULL AND p.deceased_on IS NULL"
            " AND p.id NOT IN (SELECT patient_id FROM visits_visit WHERE state <> 'finished')"
            f" ORDER BY p.id LIMIT {many}"
        )
        assert len(rows) == many, "the demo has too few people without a visit"
        return [oid for (oid,) in rows]

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
        if target != "worker":
            return super().kill(target)
        self.worker.kill()
        return set()

    def start_again(self, target: str) -> None:
        if target != "worker":
            super().start_again(target)
            return
        self.worker.wait()
        self.worker = self.installation.start("worker")

    def unanswered(self) -> list[tuple[Driver, Save]]:
        return [(driver, save) for driver in self.drivers for save in driver.saves if not save.promised]

    def lost_half_and_twice(self) -> tuple[list[str], list[str], list[str]]:
        return lost_half_and_twice(self.installation, self.drivers)

    def wrong(self) -> list[str]:
        return [words for driver in self.drivers for words in driver.wrong]

    def promised(self) -> int:
        return sum(len(driver.promised) for driver in self.drivers)

    def send_unanswered_again(self) -> None:
        """Send each form again that got no answer, and each driver's last promised one, which gets the same answer."""
        for driver, save in self.unanswered():
            # Done now, or done before; a newer version since then is a conflict to look at.
            status = driver.send_again(save)
            if status not in {302, 409}:
                driver.wrong.append(f"{save.words}: again {status}")
        for driver in self.drivers:
            for save in driver.promised[-1:]:
                if driver.send_again(save) != 302:
                    driver.wrong.append(f"{save.words}: repeated and not answered the same")


def gone(pids: set[int], port: int, seconds: float = 5) -> bool:
    """Whether none of these processes listens on the port any more, within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not pids & listeners(port):
            return True
        time.sleep(0.05)
    return False


def assert_whole(installation: Installation) -> None:
    assert installation.json("audit", "verify")["ok"]
    if not installation.database:
        assert installation.query("PRAGMA integrity_check") == [("ok",)]
        assert installation.query("PRAGMA foreign_key_check") == []
