"""How a command ends early: one plain line for the person at the keyboard, never a traceback."""

from __future__ import annotations


class Halt(Exception):
    """The command cannot go on; the message says why and what to do.  ``code`` is the exit status, 1 or more."""

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
