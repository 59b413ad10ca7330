"""Which goal menus a person is offered: the one for everybody, then those of their conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from teamlet.content import library
from teamlet.content.matching import Facts, facts_of
from teamlet.content.schema import GoalMenu


def shipped() -> tuple[GoalMenu, ...]:
    """Return the newest shipped menus, the one for everybody first."""
    menus = [library.load_as(GoalMenu, name) for name in library.ids("goal_menus")]
    return tuple(sorted(menus, key=lambda menu: bool(menu.conditions)))


def menus_for(facts: Facts, *, on: dt.date, menus: Iterable[GoalMenu] | None = None) -> tuple[GoalMenu, ...]:
    """Return the menus to offer on that day, in their order.  A menu is an offer, never a preset."""
    return tuple(
        menu
        for menu in (shipped() if menus is None else menus)
        if not menu.conditions or any(facts_of(group, facts, on=on) for group in menu.conditions)
    )
