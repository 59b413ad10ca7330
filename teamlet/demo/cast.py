"""The cast: everybody who works in the two demo practices.  Fictional; tests and the demo share them."""

from __future__ import annotations

from dataclasses import dataclass

from teamlet.ground.access.roles import Role
from teamlet.records.tasks.words import Duty


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the demo: ``email`` is made from ``login`` and the practice's key."""

    login: str
    name: str
    called: str
    roles: tuple[Role, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Stage:
    """A demo practice with its people, teams and who holds which duty (person, backup)."""

    key: str
    name: str
    time_zone: str
    phone: str
    after_hours_phone: str
    address: str
    players: tuple[Player, ...]
    teams: dict[str, tuple[str, ...]]
    duties: dict[Duty, tuple[str, str]]

    def email(self, login: str) -> str:
        """Return a player's address for signing in."""
        return f"{login}@{self.key}.example"


CEDAR = Stage(
    key="cedar",
    name="Cedar Family Practice",
    time_zone="America/New_York",
    phone="(555) 010-2200",
    after_hours_phone="(555) 010-2299",
    address="12 Orchard Street, Millbrook",
    players=(
        Player("dora", "Dora Whitfield", "Dora", (Role.FRONT_DESK,)),
        Player("maya", "Maya Okafor", "Maya", (Role.MEDICAL_ASSISTANT,)),
        Player("luis", "Luis Pineda", "Luis", (Role.MEDICAL_ASSISTANT,), "es"),
        Player("nora", "Nora Lindqvist", "Nora", (Role.NURSE,)),
        Player("cole", "Dr. Samuel Cole", "Dr. Cole", (Role.CLINICIAN,)),
        Player("reyes", "Dr. Inés Reyes", "Dra. Reyes", (Role.CLINICIAN,), "es"),
        Player("ana", "Ana Flores", "Ana", (Role.COACH,)),
        Player("ben", "Ben Achterberg", "Ben", (Role.COACH,)),
        Player("bea", "Bea Holloway", "Bea", (Role.BEHAVIORAL_HEALTH,)),
        Player("carl", "Carl Jantzen", "Carl", (Role.CARE_MANAGER,)),
        Player("lena", "Lena Marsh", "Lena", (Role.LEAD_COACH, Role.COACH)),
        Player("pat", "Pat Ellery", "Pat", (Role.MANAGER,)),
        Player("edda", "Edda Bryce", "Edda", (Role.EDUCATOR,)),
        Player("adam", "Adam Pruitt", "Adam", (Role.ADMINISTRATOR,)),
        Player("pia", "Pía Salcedo", "Pía", (Role.PEER,), "es"),
        Player("vera", "Vera Castellan", "Vera", (Role.ADVISOR,)),
    ),
    teams={"Maple team": ("cole", "maya", "ana", "nora"), "Birch team": ("reyes", "luis", "ben", "bea")},
    duties={
        Duty.GATHER_DATA: ("dora", "maya"),
        Duty.INTRODUCE_SUPPORT: ("maya", "luis"),
        Duty.SET_AGENDA: ("maya", "luis"),
        Duty.SET_GOALS: ("cole", "reyes"),
        Duty.MAKE_PLAN: ("maya", "nora"),
        Duty.GIVE_INFORMATION: ("nora", "edda"),
        Duty.FOLLOW_UP: ("ana", "ben"),
    },
)

JUNIPER = Stage(
    key="juniper",
    name="Juniper Health Center",
    time_zone="America/Chicago",
    phone="(555) 010-2300",
    after_hours_phone="(555) 010-2399",
    address="400 Prairie Avenue, Elmwood",
    players=(
        Player("faye", "Faye Donner", "Faye", (Role.FRONT_DESK,)),
        Player("miko", "Miko Sorensen", "Miko", (Role.MEDICAL_ASSISTANT,)),
        Player("nick", "Nick Abara", "Nick", (Role.NURSE,)),
        Player("hale", "Dr. Judith Hale", "Dr. Hale", (Role.CLINICIAN,)),
        Player("cora", "Cora Whelan", "Cora", (Role.COACH,)),
        Player("max", "Max Ordway", "Max", (Role.MANAGER, Role.ADMINISTRATOR)),
    ),
    teams={"Prairie team": ("hale", "miko", "cora", "nick")},
    duties={
        Duty.GATHER_DATA: ("faye", "miko"),
        Duty.INTRODUCE_SUPPORT: ("miko", "nick"),
        Duty.SET_AGENDA: ("miko", "nick"),
        Duty.SET_GOALS: ("hale", "nick"),
        Duty.MAKE_PLAN: ("miko", "cora"),
        Duty.GIVE_INFORMATION: ("nick", "cora"),
        Duty.FOLLOW_UP: ("cora", "miko"),
    },
)

STAGES = (CEDAR, JUNIPER)
