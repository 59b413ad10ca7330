"""One parent for web and worker: starts both, starts one again when it dies, stops both together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from types import FrameType

import structlog

from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.parent import child_environment

log = structlog.get_logger("teamlet.run")

#: A child that ends this often within ``_WINDOW`` seconds will not get better by itself.
_TOO_OFTEN = 5
_WINDOW = 60.0
#: Seconds that children get to finish what they are at.
GRACE = 20.0


@dataclass
class _Child:
    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=_TOO_OFTEN))

    def start(self) -> None:
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(
            [sys.executable, "-m", "teamlet.cli", *self.arguments],
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            # Ctrl-C goes to us alone; we tell the children.
            start_new_session=True,
        )

    @property
    def dies_too_often(self) -> bool:
        return len(self.starts) == _TOO_OFTEN and time.monotonic() - self.starts[0] < _WINDOW


class Supervisor:
    """Keeps named children running until SIGTERM or SIGINT."""

    def __init__(self, children: dict[str, list[str]]) -> None:
        self.children = [_Child(name, arguments) for name, arguments in children.items()]
        self.stopping = False

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> None:
        """Run until told to stop.  Raises ``Halt`` when a child cannot be kept alive."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                self._look_after_children()
                time.sleep(0.2)
        finally:
            self._stop()

    def _look_after_children(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            status = child.process.returncode
            if child.dies_too_often:
                raise Halt(f"The {child.name} ends again and again (status {status}); its last lines above say why.")
            log.warning("child ended, starting it again", child=child.name, status=status)
            time.sleep(min(0.2 * len(child.starts), 2.0))
            child.start()

    def _stop(self) -> None:
        alive = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
