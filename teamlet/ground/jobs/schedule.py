"""When recurring jobs are due, in the practice's civil time, and who may put an occurrence in the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from teamlet.ground.jobs.models import Schedule
from teamlet.ground.jobs.queue import add

Next = Callable[[datetime], datetime]


def every(seconds: int) -> Next:
    """Recur on whole multiples of ``seconds`` since 1970, in UTC."""

    def following(after: datetime) -> datetime:
        return datetime.fromtimestamp((int(after.timestamp()) // seconds + 1) * seconds, UTC)

    return following


def daily(at: time, zone: str) -> Next:
    """Recur once each civil day at ``at`` in ``zone``.

    A time that a spring night skips falls on the first instant after the gap; one that an autumn night
    has twice falls on its first.
    """
    place = ZoneInfo(zone)

    def following(after: datetime) -> datetime:
        day = after.astimezone(place).date()
        while True:
            # fold=0 gives the first of two; a skipped time is mapped past the gap by going through UTC.
            found = datetime.combine(day, at, tzinfo=place).astimezone(UTC)
            if found > after:
                return found
            day += timedelta(days=1)

    return following


@dataclass(frozen=True, slots=True)
class Recurring:
    """A job that recurs under ``name``: its ``kind``, its arguments, and when it is next due after an instant."""

    name: str
    kind: str
    following: Next
    arguments: Mapping[str, object] = field(default_factory=dict)


def put_due(recurring: list[Recurring], now: datetime) -> int:
    """Put each due occurrence in the queue once, whoever else does the same now; return how many were ours.

    What fell due several times while no worker ran is put once.  A clock that was set back delays
    nothing by more than one period.
    """
    known = {row.name: row for row in Schedule.objects.filter(name__in=[entry.name for entry in recurring])}
    put = 0
    for entry in recurring:
        row = known.get(entry.name)
        following = entry.following(now)
        if row is None:
            # The first time ever: due at once, so that a new practice does not wait for its first night.
            try:
                with transaction.atomic():
                    row = Schedule.objects.create(name=entry.name, next_at=now)
            except IntegrityError:
                continue
        if row.next_at > following:
            Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=following)
            continue
        if row.next_at > now:
            continue
        with transaction.atomic():
            won = Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=following, last_at=now)
            if won:
                add(
                    entry.kind,
                    occurrence=f"{entry.name}@{row.next_at.astimezone(UTC).isoformat(timespec='microseconds')}",
                    arguments=dict(entry.arguments),
                    now=now,
                )
                put += 1
    return put
