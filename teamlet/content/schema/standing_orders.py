"""Shape of a standing order: what the team may arrange ahead of a visit without asking each time, for whom and when."""

from __future__ import annotations

from enum import StrEnum

from teamlet.content.schema.texts import Base, Content, Text


class Act(StrEnum):
    """What a standing order lets somebody do."""

    ORDER = "order"
    VACCINATE = "vaccinate"
    SCREEN = "screen"
    TEACH = "teach"


class Sooner(Base, frozen=True, kw_only=True):
    """When the last value was above ``above``, it is due again after ``days`` already."""

    above: float
    days: int


class StandingOrder(Content, frozen=True, kw_only=True):
    """A standing order: population, interval, roles, the line for the EHR, and when to stop and call.

    ``reading``: a name from ``content.readings``; its last value says when it was done last.  Without one only what
    was ticked here says so.  ``every_days``: due when that many days have passed.  ``populations``: one of them is
    enough; none = everybody who comes.  Ages are whole years, ``age_from`` included, ``age_below`` not.
    ``roles``: who may do it (tokens of roles).  ``months``: how long an approval holds, 12 at most.
    ``line`` has the blanks {order} {version} {last}; ``stop`` has none.
    """

    about: Text
    act: Act
    reading: str | None = None
    every_days: int
    sooner: Sooner | None = None
    populations: tuple[str, ...] = ()
    age_from: int | None = None
    age_below: int | None = None
    roles: tuple[str, ...]
    months: int = 12
    line: Text
    stop: Text
