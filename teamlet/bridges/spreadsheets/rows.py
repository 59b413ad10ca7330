"""A line of cells into what it says about an appointment, with every problem named.  Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.bridges.spreadsheets import cells as read
from teamlet.bridges.spreadsheets.columns import plain
from teamlet.bridges.spreadsheets.words import DateOrder, Target, Weight
from teamlet.ground.reasons import Reason
from teamlet.records.patients.rules import fold
from teamlet.records.visits.rules import clock_time
from teamlet.records.visits.words import AppointmentStatus, ClockTime, VisitKind

#: Schedules reach no farther back and ahead than this.
_BACK, _AHEAD = timedelta(days=366), timedelta(days=3 * 366)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Pattern:
    """How one file is read: its columns by meaning, the order of dates, the practice's own words for kinds."""

    columns: Mapping[Target, int]
    order: DateOrder = DateOrder.MONTH_FIRST
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to know about a line, and what it does to it."""

    line: int
    weight: Weight
    reason: Reason


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says: everything by which an appointment and its patient are known."""

    day: date
    starts: time | None
    appointment_id: str = ""
    record_number: str = ""
    reference: str = ""
    given: str = ""
    family: str = ""
    birth_date: date | None = None
    minutes: int | None = None
    kind: VisitKind = VisitKind.OTHER
    status: AppointmentStatus = AppointmentStatus.BOOKED
    clinician: str = ""
    room: str = ""
    reason: str = ""

    @property
    def who(self) -> tuple[str, ...]:
        """Return by what the line names its patient, in comparable form."""
        name = " ".join(sorted(fold(f"{self.given} {self.family}").split()))
        return (self.record_number, self.reference, name, self.birth_date.isoformat() if self.birth_date else "")

    @property
    def which(self) -> tuple[str, ...]:
        """Return by what the line names its appointment within a file."""
        if self.appointment_id:
            return (self.appointment_id,)
        starts = self.starts.isoformat() if self.starts else ""
        return (*(self.who[:1] if self.record_number else self.who), self.day.isoformat(), starts)

    @property
    def key(self) -> str:
        """Return the digest by which an appointment without a certain patient is known again."""
        which = self.which if self.appointment_id else self.which[-2:]
        return hashlib.blake2b(json.dumps([*self.who, *which]).encode(), digest_size=20).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON values."""
        return {
            "day": self.day.isoformat(),
            "starts": self.starts.isoformat() if self.starts else None,
            "appointment_id": self.appointment_id,
            "record_number": self.record_number,
            "reference": self.reference,
            "given": self.given,
            "family": self.family,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "minutes": self.minutes,
            "kind": self.kind.value,
            "status": self.status.value,
            "clinician": self.clinician,
            "room": self.room,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Said:
        """Return what ``as_json`` wrote."""
        return cls(
            **{
                **values,
                "day": date.fromisoformat(values["day"]),
                "starts": time.fromisoformat(values["starts"]) if values["starts"] else None,
                "birth_date": date.fromisoformat(values["birth_date"]) if values["birth_date"] else None,
                "kind": VisitKind(values["kind"]),
                "status": AppointmentStatus(values["status"]),
            }
        )


class Reader:
    """Reads the lines of one file."""

    def __init__(self, pattern: Pattern, header: Sequence[str], *, today: date, zone: str) -> None:
        self.pattern, self.today, self.zone = pattern, today, zone
        self.header = [plain(name) for name in header]

    def read(self, number: int, cells: Sequence[str], trouble: Reason | None) -> tuple[Said | None, list[Problem]]:
        """Return what a line says, or None when it is not imported, and every problem."""
        if trouble is not None:
            return None, [Problem(number, Weight.STOPS, trouble)]
        if [plain(cell) for cell in cells] == self.header:
            return None, [Problem(number, Weight.NOTE, Reason("spreadsheets.header_again"))]
        if len(cells) > len(self.header):
            values = {"cells": len(cells), "columns": len(self.header)}
            return None, [Problem(number, Weight.STOPS, Reason("spreadsheets.too_many_cells", values))]
        return _Line(self, number, cells).read()


class _Line:
    """One line while it is read."""

    def __init__(self, reader: Reader, number: int, cells: Sequence[str]) -> None:
        self.reader, self.number, self.cells = reader, number, cells
        self.problems: list[Problem] = []

    def cell(self, target: Target) -> str:
        at = self.reader.pattern.columns.get(target)
        return read.clean(self.cells[at]) if at is not None and at < len(self.cells) else ""

    def note(self, code: str, **values: Any) -> None:
        self.problems.append(Problem(self.number, Weight.NOTE, Reason(f"spreadsheets.{code}", values)))

    def stop(self, code: str, **values: Any) -> None:
        self.problems.append(Problem(self.number, Weight.STOPS, Reason(f"spreadsheets.{code}", values)))

    def read(self) -> tuple[Said | None, list[Problem]]:
        day, starts = self.moment()
        if any("�" in self.cell(target) for target in (Target.RECORD_NUMBER, Target.APPOINTMENT_ID)):
            self.stop("bad_text", said=self.cell(Target.RECORD_NUMBER)[:_SHOWN].replace("�", "□"))
        given, family = self.cell(Target.GIVEN), self.cell(Target.FAMILY)
        if self.cell(Target.NAME) and not family:
            given, family = read.names_of(self.cell(Target.NAME))
        said_number = self.cell(Target.RECORD_NUMBER)
        if not (said_number or self.cell(Target.REFERENCE) or given or family):
            self.stop("nobody_named")
        if day is None or any(problem.weight is Weight.STOPS for problem in self.problems):
            return None, self.problems
        return (
            Said(
                day=day,
                starts=starts,
                appointment_id=self.cell(Target.APPOINTMENT_ID)[:160],
                record_number=said_number[:120],
                reference=self.cell(Target.REFERENCE)[:240],
                given=given[:120],
                family=family[:120],
                birth_date=self.birth_date(),
                minutes=self.minutes_said(starts),
                kind=self.kind(),
                status=self.status(),
                clinician=self.cell(Target.CLINICIAN)[:120],
                room=self.cell(Target.ROOM)[:20],
                reason=self.cell(Target.REASON)[:240],
            ),
            self.problems,
        )

    # --- when ---------------------------------------------------------------------------------------------------------

    def moment(self) -> tuple[date | None, time | None]:
        both = self.cell(Target.STARTS_AT)
        instant = read.instant_of(both) if both else None
        if instant is not None:
            local = instant.astimezone(ZoneInfo(self.reader.zone))
            return self.near(local.date(), both), local.time().replace(second=0, microsecond=0, fold=0)
        written, clock = self.cell(Target.DAY), self.cell(Target.TIME)
        if both and not written:
            written, said = read.split_moment(both)
            clock = clock or said
        else:
            # A date column with a midnight beside it: what spreadsheets add to a date.
            written = read.split_moment(written)[0] if clock else written
            if not clock:
                written, clock = read.split_moment(written)
                clock = "" if clock in {"00:00", "00:00:00"} else clock
        day = self.day_said(written)
        return (day, self.time_said(clock, day)) if day is not None else (None, None)

    def day_said(self, written: str) -> date | None:
        if not written:
            self.stop("date_missing")
            return None
        day = read.day_of(written, self.reader.pattern.order, self.reader.today.year + 50)
        if day is None:
            code = "date_number" if read.is_number(written) else "date_unreadable"
            self.stop(code, said=written[:_SHOWN])
            return None
        return self.near(day, written)

    def near(self, day: date, written: str) -> date | None:
        if not self.reader.today - _BACK <= day <= self.reader.today + _AHEAD:
            self.stop("date_far", said=day.isoformat())
            return None
        return day

    def time_said(self, clock: str, day: date) -> time | None:
        if not clock:
            self.note("time_missing")
            return None
        starts = read.time_of(read.split_moment(clock)[1] or clock)
        if starts is None:
            self.stop("time_unreadable", said=clock[:_SHOWN])
            return None
        shown = _shown_by_the_clock(day, starts, self.reader.zone)
        values = {"time": starts.strftime("%H:%M"), "day": day.isoformat()}
        if shown is ClockTime.SKIPPED:
            self.stop("time_skipped", **values)
        elif shown is ClockTime.TWICE:
            self.note("time_twice", **values)
        return starts

    def minutes_said(self, starts: time | None) -> int | None:
        said = self.cell(Target.MINUTES)
        if said and said != "0":
            minutes = read.minutes_of(said)
            if minutes is None:
                self.note("minutes_unreadable", said=said[:_SHOWN])
            return minutes
        ends = self.cell(Target.ENDS)
        if not ends or starts is None:
            return None
        instant = read.instant_of(ends)
        if instant is not None:
            end: time | None = instant.astimezone(ZoneInfo(self.reader.zone)).time()
        else:
            end = read.time_of(read.split_moment(ends)[1] or ends)
        if end is None:
            self.note("minutes_unreadable", said=ends[:_SHOWN])
            return None
        minutes = (end.hour - starts.hour) * 60 + end.minute - starts.minute
        return minutes if 0 < minutes <= 16 * 60 else None

    # --- the rest -----------------------------------------------------------------------------------------------------

    def birth_date(self) -> date | None:
        written = self.cell(Target.BIRTH_DATE)
        if not written:
            return None
        day = read.day_of(read.split_moment(written)[0], self.reader.pattern.order, self.reader.today.year)
        if day is None or day > self.reader.today:
            self.note("birth_date_unreadable", said=written[:_SHOWN])
            return None
        return day

    def kind(self) -> VisitKind:
        said = self.cell(Target.KIND)
        if not said:
            return VisitKind.OTHER
        chosen = self.reader.pattern.kinds.get(plain(said))
        if chosen in list(VisitKind):
            return VisitKind(chosen)
        kind = read.kind_of(said)
        if kind is None:
            self.note("kind_unknown", said=said[:_SHOWN])
        return kind or VisitKind.OTHER

    def status(self) -> AppointmentStatus:
        said = self.cell(Target.STATUS)
        status = read.status_of(said)
        if status is None:
            self.note("status_unknown", said=said[:_SHOWN])
        return status or AppointmentStatus.BOOKED


@lru_cache(maxsize=20_000)
def _shown_by_the_clock(day: date, at: time, zone: str) -> ClockTime:
    return clock_time(day, at, zone).status


class Seen:
    """Which appointments of a file came already, and on which line."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, ...], tuple[int, Said]] = {}

    def again(self, number: int, said: Said) -> Problem | None:
        """Return why a line is passed over, or None for the first of its appointment."""
        known = self.first.setdefault(said.which, (number, said))
        if known[0] == number:
            return None
        code = "came_twice" if known[1] == said else "came_twice_otherwise"
        weight = Weight.NOTE if known[1] == said else Weight.STOPS
        return Problem(number, weight, Reason(f"spreadsheets.{code}", {"first": known[0]}))


def now_in(zone: str, at: datetime) -> date:
    """Return the civil day of an instant."""
    return at.astimezone(ZoneInfo(zone)).date()
