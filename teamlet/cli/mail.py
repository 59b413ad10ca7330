"""`teamlet mail receive`: take in one mail that a mail server hands over."""

from __future__ import annotations

import argparse
import sys

from teamlet.cli.console import Console
from teamlet.cli.start import open_database
from teamlet.ground.operations.halt import Halt

#: Try again later (sysexits.h, EX_TEMPFAIL): a mail server keeps the mail and gives it once more.
TRY_AGAIN = 75


def receive(arguments: argparse.Namespace, console: Console) -> int:
    """Take in the mail on standard input; 0 when all that follows from it is committed, 75 to be asked again later."""
    from teamlet.bridges.channels.email.incoming import MOST_BYTES

    raw = sys.stdin.buffer.read(MOST_BYTES)
    while sys.stdin.buffer.read(65_536):
        pass  # a mail server waits until all of it was read
    try:
        open_database(console)
        took = _take(raw)
    except Halt as halt:
        raise Halt(halt.message, code=TRY_AGAIN) from None
    console.say(f"Taken in: {took}.")
    console.result({"ok": True, "took": took})
    return 0


def _take(raw: bytes) -> str:
    from django.db import DatabaseError

    from teamlet.bridges.channels.email.receiving import take_mail
    from teamlet.ground import clock

    try:
        return take_mail(raw, at=clock.now()).value
    except DatabaseError:
        raise Halt("The database is away; give the mail again later.", code=TRY_AGAIN) from None
