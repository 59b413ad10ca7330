"""Which first screen a person sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import EVERYONE, LICENSED, OFFICE, Role
from teamlet.ground.reasons import N_
from teamlet.ground.ui.frame import NavItem
from teamlet.home.presenters import arrivals, people, plain, today, usual_care

Context = Callable[[Principal, Mapping[str, str]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Home:
    """One first screen: its code in the address, its name as a tab, who begins there, and how it is filled."""

    code: str
    label: str
    roles: frozenset[Role]
    template: str
    context: Context


#: In the order in which a person with several roles begins.
HOMES = (
    Home(
        "people",
        N_("My people"),
        frozenset({Role.COACH, Role.LEAD_COACH, Role.CARE_MANAGER}),
        "home/people.jinja",
        people.context,
    ),
    Home(
        "today",
        N_("Today"),
        LICENSED | {Role.MEDICAL_ASSISTANT, Role.EDUCATOR},
        "home/today.jinja",
        today.context,
    ),
    Home("arrivals", N_("Arrivals"), frozenset({Role.FRONT_DESK}), "home/arrivals.jinja", arrivals.context),
    Home("care", N_("Usual care"), OFFICE, "home/usual_care.jinja", usual_care.context),
    Home("plain", N_("Welcome"), EVERYONE, "home/plain.jinja", plain.context),
)


def homes_of(by: Principal) -> list[Home]:
    """Return the first screens open to a person; everybody has at least one."""
    own = [home for home in HOMES if home.code != "plain" and by.has(home.roles)]
    return own or [HOMES[-1]]


def home_for(by: Principal, code: str | None) -> Home:
    """Return the screen asked for, when it is open to the person, else where they begin."""
    own = homes_of(by)
    return next((home for home in own if home.code == code), own[0])


def tabs(by: Principal, here: Home) -> tuple[NavItem, ...]:
    """Return one tab per screen for somebody with several roles, none for somebody with one."""
    own = homes_of(by)
    if len(own) == 1:
        return ()
    start = reverse("home:start", kwargs={"practice": by.practice_key})
    return tuple(NavItem(_(home.label), f"{start}?as={home.code}", current=home is here) for home in own)
