"""Setting the stage: the two demo practices with sites, people, teams, duties and holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from teamlet.demo.cast import Player, Stage
from teamlet.ground.access.models import User
from teamlet.ground.access.principal import Principal, installation, system
from teamlet.records.practice.actions.people import create_person
from teamlet.records.practice.actions.setup import (
    add_holiday,
    change_practice,
    create_practice,
    create_site,
    create_team,
    set_working_days,
)
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.queries import members, principal_of
from teamlet.records.practice.words import DEMO_PASSWORD, MembershipState
from teamlet.records.tasks.actions import assign_duty


class Set:
    """A practice on stage: its row, its people by login, and who acts for each of them."""

    def __init__(self, stage: Stage, practice: Practice) -> None:
        self.stage, self.practice = stage, practice
        self.people: dict[str, Membership] = {}
        self._principals: dict[str, Principal] = {}

    def __getitem__(self, login: str) -> Membership:
        return self.people[login]

    def by(self, login: str) -> Principal:
        """Return the principal of a player, resolved once."""
        if login not in self._principals:
            found = principal_of(self.people[login])
            if found is None:
                raise LookupError(login)
            self._principals[login] = found
        return self._principals[login]


def stand_on(stage: Stage, practice: Practice) -> Set:
    """Return the stage as it was built before."""
    here = Set(stage, practice)
    by_email = {row.user.email: row for row in members(practice, list(MembershipState))}
    here.people = {player.login: by_email[stage.email(player.login)] for player in stage.players}
    return here


def set_stage(stage: Stage, *, today: date, at: datetime) -> Set:
    """Build one demo practice with everybody in it.  Raises ``Refused`` when its key is taken."""
    practice = create_practice(
        key=stage.key, name=stage.name, time_zone=stage.time_zone, is_demo=True, by=installation("demo")
    )
    command = system(practice, "demo")
    practice = change_practice(
        practice=practice,
        name=stage.name,
        phone=stage.phone,
        after_hours_phone=stage.after_hours_phone,
        address=stage.address,
        time_zone=stage.time_zone,
        by=command,
    )
    set_working_days(practice=practice, days=range(5), by=command)
    site = create_site(practice=practice, name="Main office", address=stage.address, phone=stage.phone, by=command)
    here = Set(stage, practice)
    for player in stage.players:
        here.people[player.login] = _enter(stage, player, practice, site, command)
    for name, logins in stage.teams.items():
        create_team(practice=practice, name=name, members=[here[login] for login in logins], by=command)
    for duty, (person, backup) in stage.duties.items():
        assign_duty(practice=practice, duty=duty, person=here[person], backup=here[backup], at=at, by=command)
    for year in range(today.year - 1, today.year + 3):
        for day, name in federal_holidays(year):
            add_holiday(practice=practice, day=day, name=name, by=command)
    return here


def federal_holidays(year: int) -> Iterator[tuple[date, str]]:
    """Yield the United States federal holidays of ``year`` on the days they are observed (5 U.S.C. 6103)."""
    fixed = ((1, 1, "New Year's Day"), (6, 19, "Juneteenth"), (7, 4, "Independence Day"), (11, 11, "Veterans Day"))
    for month, day, name in (*fixed, (12, 25, "Christmas Day")):
        yield _observed(date(year, month, day)), name
    yield _nth(year, 1, 0, 3), "Martin Luther King Jr. Day"
    yield _nth(year, 2, 0, 3), "Washington's Birthday"
    yield _last_monday(year, 5), "Memorial Day"
    yield _nth(year, 9, 0, 1), "Labor Day"
    yield _nth(year, 10, 0, 2), "Columbus Day"
    yield _nth(year, 11, 3, 4), "Thanksgiving Day"


def _enter(stage: Stage, player: Player, practice: Practice, site: object, command: Principal) -> Membership:
    membership = create_person(
        practice=practice,
        email=stage.email(player.login),
        name=player.name,
        called=player.called,
        roles=player.roles,
        password=DEMO_PASSWORD,
        site=site,  # type: ignore[arg-type]
        by=command,
    )
    User.objects.filter(pk=membership.user_id).update(is_demo=True, language=player.language)
    return membership


def _observed(day: date) -> date:
    if day.weekday() == 5:
        return day - timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == 6 else day


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=last.weekday())
