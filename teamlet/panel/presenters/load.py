"""The load of the team in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.panel.presenters import choice
from teamlet.records.followups.queries.registry import Chosen
from teamlet.records.followups.queries.registry_load import Load, load_of_people, ownerless
from teamlet.records.followups.words.registry import Look

WEEKS = 6


def context(by: Principal) -> dict[str, Any]:
    """Return what each person and each team has, by name, and how promises were kept week by week."""
    today = clock.today(by.time_zone)
    people = load_of_people(by, on=today, weeks=WEEKS)
    teams: dict[str, list[Load]] = {}
    for load in people:
        for team in load.teams:
            teams.setdefault(team, []).append(load)
    monday = today - timedelta(days=today.weekday())
    return {
        "today": today,
        "weeks": [monday - timedelta(weeks=WEEKS - number) for number in range(WEEKS)],
        "people": [_row(by, load, today) for load in people],
        "teams": [_team(name, members) for name, members in sorted(teams.items())],
        "ownerless": ownerless(by),
        "ownerless_url": choice.address(by, Chosen(look=Look.OWNERLESS)),
    }


def _row(by: Principal, load: Load, today: date) -> dict[str, Any]:
    return {
        "name": load.name if load.is_active else _("{name} (not here any more)").format(name=load.name),
        "is_pool": load.is_pool,
        "url": choice.address(by, Chosen(owner=load.oid)) if load.is_active else None,
        "open": load.open,
        "due": load.due,
        "overdue": load.overdue,
        "others": load.others,
        "minutes": load.minutes,
        "weeks": [_kept(*week) for week in load.weeks],
    }


def _team(name: str, members: list[Load]) -> dict[str, Any]:
    weeks = [tuple(map(sum, zip(*week, strict=True))) for week in zip(*(load.weeks for load in members), strict=True)]
    return {
        "name": name,
        "open": sum(load.open for load in members),
        "due": sum(load.due for load in members),
        "overdue": sum(load.overdue for load in members),
        "weeks": [_kept(*week) for week in weeks],
    }


def _kept(some: int, every: int) -> str:
    return _("{some} of {every}").format(some=some, every=every) if every else "–"
