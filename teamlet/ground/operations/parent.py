"""A child process that outlives its parent would serve old code on the parent's port.  Ours does not."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

#: The environment variable by which a parent tells its child who started it.
PARENT = "TEAMLET_PARENT_PROCESS"
_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int | None = None) -> None:
    """Have the kernel kill this process when the process that started it is gone, however it went.

    ``parent`` is the process id of the starter as the starter knows it; by default what
    ``TEAMLET_PARENT_PROCESS`` says, and nothing happens when it says nothing.  Ends this process at
    once when the starter is gone already.  Linux only: elsewhere nothing happens.
    """
    text = os.environ.pop(PARENT, "")
    if parent is None:
        parent = int(text) if text.isdigit() else None
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def child_environment() -> dict[str, str]:
    """Return this process's environment with its own id in it, for a child that is to end with it."""
    return {**os.environ, PARENT: str(os.getpid())}
