"""The `teamlet` command.  Each subcommand is loaded only when it is called, and Django only when it needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from teamlet.cli.console import Console
from teamlet.cli.parser import handler_of, parser
from teamlet.ground.operations.halt import Halt


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 0 only on success.

    What the person can mend is told in one line on standard error.  With ``TEAMLET_DEBUG=1`` an
    unexpected error shows its traceback; without, only where it happened.
    """
    arguments = parser().parse_args(argv)
    console = Console(as_json=getattr(arguments, "json", False))
    try:
        return handler_of(arguments)(arguments, console)
    except Halt as halt:
        console.trouble(halt.message)
        return halt.code
    except KeyboardInterrupt:
        console.trouble("Stopped.")
        return 130
    except BrokenPipeError:
        # Whoever read us has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        if os.environ.get("TEAMLET_DEBUG") == "1":
            raise
        console.trouble(_plain(error))
        return 1


def _plain(error: Exception) -> str:
    """Return the one line for an error nobody turned into words yet; never its values."""
    from teamlet.ground.reasons import Refused

    if isinstance(error, Refused):
        from teamlet.ground.ui.reason_words import say

        return say(error)
    module = type(error).__module__
    if module.startswith("django.db") and type(error).__name__ in {"OperationalError", "InterfaceError"}:
        from teamlet.ground.operations.schema import unreachable

        return unreachable(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'}: {error.strerror}."
    from teamlet.ground.operations.logs import places

    where = places(error)
    return (
        f"Something unexpected happened ({type(error).__name__} at {where[-1] if where else 'the start'}). "
        "TEAMLET_DEBUG=1 shows all of it."
    )
