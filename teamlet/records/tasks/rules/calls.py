"""Time for calls and what people have to do: how much is kept, how much of it is taken.

A call with its notes takes 5 to 10 minutes (domain report, section 4.3); 8 is planned for each.  Payer and race are
no facts here, so that nothing can be shared out by them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

PersonId = int | str

#: Minutes planned for one call.
CALL_MINUTES = 8


@dataclass(frozen=True, slots=True)
class Block:
    """Time that a person keeps for calls: on a ``weekday`` (Monday = 0) of every week, or on one ``day``."""

    person: PersonId
    from_time: time
    to_time: time
    weekday: int | None = None
    day: date | None = None

    @property
    def minutes(self) -> int:
        """How long it is."""
        return _minutes(self.to_time) - _minutes(self.from_time)


@dataclass(slots=True)
class Load:
    """What people have to do already; counted on while tasks move, so that one person does not get all of them.

    ``open`` is how many open tasks each has.  ``room`` is how many more calls fit into a person's time for calls in
    the week that begins on a Monday; whoever is absent there keeps no such time, and nothing limits them.
    """

    open: dict[PersonId, int] = field(default_factory=dict)
    room: dict[tuple[PersonId, date], int] = field(default_factory=dict)

    def is_full(self, person: PersonId, on: date) -> bool:
        """Say whether no further call fits into the person's time for calls in the week of ``on``."""
        return self.room.get((person, week_of(on)), 1) <= 0

    def take(self, person: PersonId, on: date, *, is_call: bool = True) -> None:
        """Count one more for the person."""
        self.open[person] = self.open.get(person, 0) + 1
        if is_call and (week := (person, week_of(on))) in self.room:
            self.room[week] -= 1


def week_of(day: date) -> date:
    """Return the Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def blocks_on(blocks: Iterable[Block], person: PersonId, day: date) -> list[Block]:
    """Return the person's time for calls on a day, earliest first: that of the date itself before that of the week."""
    own = [block for block in blocks if block.person == person]
    dated = [block for block in own if block.day == day]
    weekly = [block for block in own if block.day is None and block.weekday == day.weekday()]
    return sorted(dated or weekly, key=lambda block: block.from_time)


def minutes_on(
    blocks: Iterable[Block],
    person: PersonId,
    day: date,
    *,
    working_days: Container[int],
    holidays: Container[date] = frozenset(),
    away: Container[date] = frozenset(),
) -> int:
    """Return how many minutes a person keeps for calls on a day; none on a holiday, when away or on a day off.

    A block of its own date counts on a day off too: somebody chose it.
    """
    if day in away or day in holidays:
        return 0
    found = blocks_on(blocks, person, day)
    if day.weekday() not in working_days:
        found = [block for block in found if block.day is not None]
    return sum(block.minutes for block in found)


def overlap(block: Block, others: Iterable[Block]) -> Block | None:
    """Return the first of the person's other blocks for the same day or weekday that it overlaps, or None."""
    same = [
        other
        for other in others
        if other.person == block.person and (other.weekday, other.day) == (block.weekday, block.day)
    ]
    return next((other for other in same if other.from_time < block.to_time and block.from_time < other.to_time), None)


def room_in_weeks(
    blocks: Iterable[Block],
    planned: Mapping[tuple[PersonId, date], int],
    weeks: Iterable[date],
    *,
    working_days: Container[int],
    holidays: Container[date] = frozenset(),
    away: Mapping[PersonId, Container[date]] | None = None,
) -> dict[tuple[PersonId, date], int]:
    """Return how many more calls fit into the time each person keeps in each week (Monday).

    ``planned`` are the calls due by person and day.  People without any block are absent: nothing is known of how
    much they can take.  The number may be negative.
    """
    rows = list(blocks)
    people = {block.person for block in rows}
    room: dict[tuple[PersonId, date], int] = {}
    for person in people:
        gone = (away or {}).get(person, frozenset())
        for week in weeks:
            days = [week + timedelta(days=number) for number in range(7)]
            minutes = sum(
                minutes_on(rows, person, day, working_days=working_days, holidays=holidays, away=gone) for day in days
            )
            taken = sum(planned.get((person, day), 0) for day in days)
            room[person, week] = minutes // CALL_MINUTES - taken
    return room


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
