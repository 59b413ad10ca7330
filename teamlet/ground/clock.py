"""The product's clock: the only place that asks what time it is.

Rules never ask; they take ``on:`` or ``at:``.  Pages, actions and commands ask here.  With
``TEAMLET_NOW`` set the clock starts at that time when the process starts and then runs on, so that a
demo can be seen "twelve days later".  Commands refuse it when a practice that is not a demo exists
(``teamlet.records.practice.queries.clock_may_be_moved``).
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

#: Zone in which ``TEAMLET_NOW`` is read when it carries no offset: the demo practice's.
DEMO_ZONE = "America/New_York"

_started = time.monotonic()


def moved_start() -> datetime | None:
    """Return the instant ``TEAMLET_NOW`` names, or None when the clock is the real one.

    Raises ``ValueError`` when ``TEAMLET_NOW`` is not an ISO date and time.
    """
    text = settings.TEAMLET_NOW
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(DEMO_ZONE))
    return moment.astimezone(UTC)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    start = moved_start()
    if start is None:
        return datetime.now(UTC)
    return start + timedelta(seconds=time.monotonic() - _started)


def today(zone: str) -> date:
    """Return the civil date now in ``zone`` (an IANA name such as ``America/Chicago``)."""
    return now().astimezone(ZoneInfo(zone)).date()
