"""Talking with a message center over a real connection."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime

from teamlet.bridges.channels import Accepted, Outgoing, Rejected, Scope
from teamlet.bridges.channels.text.smpp import Smpp
from teamlet.bridges.channels.text.tests.center import running, texts

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ANA, OURS = "(555) 010-3001", "+15550102200"
FIRST = Accepted("00000001")


def outgoing(body="Hello.", address=ANA, sender=OURS, **more):
    return Outgoing(address, "", body, "en", practice="cedar", sender=sender, **more)


def one(code, is_permanent=False):
    return Rejected(code, is_permanent, scope=Scope.MESSAGE)


@contextmanager
def talking(center, *, patience=5.0, **more):
    with running(center):
        channel = Smpp(texts(center.port, **more), patience=patience)
        try:
            yield channel
        finally:
            channel.close()


def until(channel, is_so, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        channel.listen(0.05)
