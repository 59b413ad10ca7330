"""A machine that can lose its power: only what had been synced is still there afterwards (SQLite; ``power.c``)."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path


def build_shim(folder: Path) -> Path:
    """Compile the shim that keeps what each sync made durable."""
    library = folder / "power.so"
    source = Path(__file__).with_name("power.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True)
    return library


def environment(shim: Path, home: Path) -> dict[str, str]:
    """Return what processes of the installation in ``home`` need so that their syncs are noticed."""
    return {"LD_PRELOAD": str(shim), "POWER_DIR": str(home)}


def settle(home: Path) -> None:
    """Nobody writes now: what is there is on disk."""
    for old in home.glob("*.durable*"):
        old.unlink()
    for path in home.glob("teamlet.sqlite3*"):
        if not path.name.endswith("-shm"):
            shutil.copyfile(path, f"{path}.durable")


def lose_unsynced(home: Path) -> None:
    """When every process is gone: keep of the database's files only what had been synced."""
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
