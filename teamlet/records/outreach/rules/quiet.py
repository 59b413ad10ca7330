"""Quiet hours: when no text and no email may reach a patient, by the clock on their wall.

8 in the morning to 9 in the evening is what US rules for calls and texts allow (47 CFR 64.1200(c)(1));
a practice may narrow it.  Everything is counted in the patient's own zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``begins`` (quiet) to ``ends`` (no longer quiet), whole minutes of the wall clock.

    They may go over midnight.  Equal times mean that there are no quiet hours.
    """

    begins: time = time(21)
    ends: time = time(8)

    def __post_init__(self) -> None:
        for clock in (self.begins, self.ends):
            if clock.second or clock.microsecond or clock.tzinfo is not None:
                raise ValueError("quiet hours begin and end on whole minutes of a wall clock")

    def hold(self, clock: time) -> bool:
        """Say whether this time of the day is quiet."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


#: What a practice starts with.
USUAL = QuietHours()


def zone_of(name: str, practice_zone: str) -> ZoneInfo:
    """Return the patient's zone; the practice's when the patient has none or one that nobody knows.

    Raises ``ZoneInfoNotFoundError`` when the practice's zone is unknown too.
    """
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    return ZoneInfo(practice_zone)


def is_quiet(at: datetime, zone: ZoneInfo, quiet: QuietHours = USUAL) -> bool:
    """Say whether ``at`` (aware) lies in the quiet hours of somebody in ``zone``."""
    return quiet.hold(at.astimezone(zone).time())


def next_allowed(at: datetime, zone: ZoneInfo, quiet: QuietHours = USUAL) -> datetime:
    """Return ``at`` itself, in UTC, or the first instant after it that is not quiet in ``zone``.

    Nights on which clocks change are walked minute by minute, so that an hour that happens twice or
    not at all neither opens the quiet hours nor makes them longer.  ``at`` must be aware.
    """
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    now = at.astimezone(UTC)
    if not is_quiet(now, zone, quiet):
        return now
    local = now.astimezone(zone)
    wait = datetime.combine(local.date(), quiet.ends) - local.replace(tzinfo=None)
    if wait <= timedelta(0):
        wait += timedelta(days=1)
    end = now + wait
    if end.astimezone(zone).utcoffset() == local.utcoffset():
        return end
    minute = now.replace(second=0, microsecond=0) + _MINUTE
    while minute < now + _LONGEST:
        if not is_quiet(minute, zone, quiet):
            return minute
        minute += _MINUTE
    raise ValueError("quiet hours without an end")  # pragma: no cover - a day always has an hour that is not quiet
