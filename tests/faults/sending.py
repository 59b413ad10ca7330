"""The fake provider, workers that send to it from one installation, and the comparison of the two."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from typing import Any

from tests.faults.provider import is_mute
from tests.faults.scene import ROUNDS, assert_whole
from tests.installations import ROOT, Installation, free_port, get

#: Noon in the practice: nobody's quiet hours.
NOON = "2026-11-23T12:00"
PROOF = os.environ.get("TEAMLET_PROOF") == "1"
MESSAGES = 3_000 if PROOF else 30 * ROUNDS


class Sending:
    """The fake provider, and workers that send to it from one installation."""

    def __init__(self, installation: Installation, *, manners: str = "", seed: int = 1, zone: str = "") -> None:
        self.installation = installation
        self.port = free_port()
        self.is_now = bool(zone)
        #: What the processes of the workers have in their environment beside the usual.
        self.environment: dict[str, str] = {}
        installation.json("practice", "create", "cedar", "--name", "Cedar", *(["--time-zone", zone] if zone else []))
        self.provider = self.process("tests.faults.provider", self.port, seed, *([manners] if manners else []))
        self.workers = self.start_workers()
        deadline = time.monotonic() + 20
        while get(f"http://127.0.0.1:{self.port}/log")[0] != 200:
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.05)

    def start_workers(self) -> subprocess.Popen[bytes]:
        return self.process("tests.faults.texting", stdin=subprocess.PIPE, stdout=subprocess.PIPE, **self.environment)

    def process(
        self, module: str, *arguments: object, stdin: int | None = None, stdout: int | None = None, **more: str
    ) -> subprocess.Popen[bytes]:
        environment = self.installation.environment | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            **({} if self.is_now else {"TEAMLET_NOW": NOON}),
            **more,
        }
        code = f"import teamlet, runpy; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdin=stdin, stdout=stdout)

    def command(self, **said: Any) -> int:
        assert self.workers.stdin
        assert self.workers.stdout
        self.workers.stdin.write(json.dumps(said).encode() + b"\n")
        self.workers.stdin.flush()
        return int(json.loads(self.workers.stdout.readline()))

    def seed(self, many: int) -> None:
        assert self.command(do="seed", many=many) == 0

    def start(self, style: str = "", batch: int = 5, **more: Any) -> int:
        """Start a worker.  ``point``, ``nth``, ``signal``: where it ends; ``claims``: file in which it notes claims."""
        return self.command(do="start", port=self.port, style=style, batch=batch, **more)

    def ended(self, pid: int, seconds: float) -> int:
        """Return by which signal a worker ended within the time, 0 when it still lives; else it broke."""
        how = self.command(do="wait", pid=pid, seconds=seconds)
        assert how < 1000, "a worker broke"
        return how

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        assert self.ended(pid, 10) == signal.SIGKILL

    def states(self) -> Counter[str]:
        return Counter(dict(self.installation.query("SELECT state, count(*) FROM outreach_message GROUP BY state")))

    def wait_until_idle(self, seconds: float = 300) -> None:
        """Wait until nothing waits, is on its way or may still be asked about."""
        open_ones = (
            "SELECT count(*) FROM outreach_message WHERE state IN ('queued', 'sending')"
            " OR (state = 'unknown' AND ask_after IS NOT NULL)"
        )
        deadline = time.monotonic() + seconds
        while self.installation.query(open_ones)[0][0]:
            assert time.monotonic() < deadline, self.states()
            time.sleep(0.2)

    def truth(self) -> dict[str, Any]:
        """Compare what the provider accepted with what is marked."""
        log = self.log()
        rows = self.installation.query("SELECT reference, state FROM outreach_message")
        accepted = log["accepted"]
        return {
            "messages": len(rows),
            "twice": sorted(reference for reference, many in accepted.items() if many > 1),
            "lost": sorted(
                reference
                for reference, state in rows
                if state not in {"sent", "unknown", "held", "queued", "sending", "rejected"}
                or (state == "sent" and not accepted.get(reference))
            ),
            "sent again": sorted(
                reference for reference, state in rows if state in {"queued", "rejected"} and accepted.get(reference)
            ),
            "unknown": sorted(reference for reference, state in rows if state == "unknown"),
            "states": Counter(state for _, state in rows),
            "manners": log["manners"],
        }

    def end_workers(self) -> None:
        """Kill all workers at once, with the process that starts them."""
        assert self.workers.stdin
        assert self.workers.stdout
        self.workers.kill()
        self.workers.wait()
        self.workers.stdin.close()
        self.workers.stdout.close()

    def close(self) -> None:
        self.end_workers()
        self.provider.kill()
        self.provider.wait()

    def log(self) -> dict[str, Any]:
        """Return what the provider accepted: how often and when, by reference."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/log", timeout=10) as answer:
            said: dict[str, Any] = json.loads(answer.read())
        return said


def assert_each_once(sending: Sending, said: str) -> None:
    truth = sending.truth()
    print(
        f"{said}: {truth['messages']} messages, {len(truth['twice'])} sent twice, {len(truth['lost'])} lost,"
        f" {len(truth['unknown'])} unknown and listed; {dict(truth['states'])}; provider: {truth['manners']}"
    )
    assert truth["twice"] == []
    assert truth["lost"] == []
    assert truth["sent again"] == []
    # Only what the provider will not be asked about is left to a person.
    assert [reference for reference in truth["unknown"] if not is_mute(reference)] == []
    assert truth["states"].keys() <= {"sent", "unknown"}
    assert_whole(sending.installation)
