"""Time that the people of the demo keep for calls."""

from __future__ import annotations

from datetime import datetime, time

from teamlet.demo.cast import CEDAR
from teamlet.demo.stage import Set
from teamlet.records.tasks.actions import set_call_block

#: Login, days of the week (Monday = 0), from, until.
_KEPT = {
    CEDAR.key: (
        ("ana", range(5), time(10), time(11)),
        ("ben", (1, 3), time(13), time(13, 40)),
        ("lena", (0, 2, 4), time(15), time(15, 48)),
        ("carl", (0, 1, 2, 3, 4), time(9), time(9, 40)),
    ),
}
_OTHERS = (("cora", (0, 2, 4), time(11), time(12)),)


def keep_call_times(here: Set, *, at: datetime) -> None:
    """Let everybody who calls keep some time for it."""
    for login, days, begins, ends in _KEPT.get(here.stage.key, _OTHERS):
        for weekday in days:
            set_call_block(
                membership=here[login], weekday=weekday, from_time=begins, to_time=ends, at=at, by=here.by(login)
            )
