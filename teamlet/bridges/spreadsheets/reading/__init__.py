"""A file into lines of cells: read in a process of its own, with limits of memory and time.

The process is given one path.  It answers in lines of JSON: first what the file is, then each row as
``[line, cells, trouble or null]``, at the end how many there were, or instead of that why it could not
be read.  Whatever happens in it, the product lives on and has a plain reason.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson

from teamlet.bridges.spreadsheets.words import WALL_SECONDS
from teamlet.ground.reasons import Reason

_PACKAGE_HOME = Path(__file__).resolve().parents[4]


class Unreadable(Exception):
    """Nothing of a file was read; ``reason`` says why in a form the edge can render."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: where it stands, its cells as texts, and what is wrong with it as a row."""

    number: int
    cells: tuple[str, ...]
    trouble: Reason | None = None


@dataclass(slots=True)
class Table:
    """An opened file: its format ("csv", "xlsx" or "fhir"), what to say about it, and its rows, to be read once."""

    format: str
    notes: list[Reason] = field(default_factory=list)
    lines: Iterator[Line] = field(default_factory=lambda: iter(()))


@contextmanager
def open_table(path: Path, name: str) -> Iterator[Table]:
    """Open the schedule at ``path``, called ``name`` by whoever sent it.

    Raises ``Unreadable``, at once or while the rows are read.
    """
    if not path.is_file():
        raise Unreadable(Reason("spreadsheets.not_there"))
    child = subprocess.Popen(
        [sys.executable, "-m", "teamlet.bridges.spreadsheets.reading.child", str(path.resolve()), Path(name).suffix],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_PACKAGE_HOME), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
    )
    watch = threading.Timer(WALL_SECONDS, child.kill)
    watch.start()
    try:
        if child.stdout is None:
            raise Unreadable(Reason("spreadsheets.too_heavy"))
        head = _said(child, child.stdout)
        yield Table(
            format=head["format"],
            notes=[Reason(code, values) for code, values in head["notes"]],
            lines=_lines(child, child.stdout),
        )
    finally:
        watch.cancel()
        child.kill()
        if child.stdout is not None:
            child.stdout.close()
        child.wait()


def _said(child: subprocess.Popen[bytes], stream: IO[bytes]) -> Any:
    line = stream.readline()
    if not line.endswith(b"\n"):
        # Killed by its limits, by our watch or by a fault in a library: it does not matter which.
        child.wait()
        raise Unreadable(Reason("spreadsheets.too_heavy"))
    said = orjson.loads(line)
    if isinstance(said, dict) and "refused" in said:
        raise Unreadable(Reason(said["refused"], said["values"]))
    return said


def _lines(child: subprocess.Popen[bytes], stream: IO[bytes]) -> Iterator[Line]:
    while True:
        said = _said(child, stream)
        if isinstance(said, dict):
            return
        number, cells, trouble = said
        yield Line(number, tuple(cells), Reason(trouble[0], trouble[1]) if trouble else None)
