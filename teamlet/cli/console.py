"""What a command says: progress to standard error, its result to standard output, JSON as the last line."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command speaks.  With ``as_json`` standard output carries one JSON object and nothing else."""

    as_json: bool = False

    def progress(self, text: str) -> None:
        """Tell how far the work is (standard error)."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def say(self, text: str) -> None:
        """Tell the person at the keyboard; silent with ``--json``."""
        if not self.as_json:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def result(self, values: Mapping[str, Any]) -> None:
        """End with ``values`` as one line of JSON, when it was asked for."""
        if self.as_json:
            sys.stdout.write(f"{json.dumps(values, default=str, ensure_ascii=False)}\n")
            sys.stdout.flush()

    def trouble(self, message: str) -> None:
        """Say in one line why the command could not do it; with ``--json`` also as its JSON object."""
        line = " ".join(message.split())
        sys.stderr.write(f"teamlet: {line}\n")
        self.result({"ok": False, "error": line})
