"""What every test may ask for: two practices that really exist side by side, their people, their patients, a clock.

``practice`` and ``neighbor``      two practices (keys ``cedar`` and ``juniper``) in New York's zone
``staff(role, …)``                 an active person with these roles: ``.membership``, ``.principal``, ``.user``
``client_of(role, …)``             Django's test client, signed in as such a person; ``client_of(person)`` too
``system``                         the principal of the system in ``practice``
``patient``, ``neighbor_patient``  one patient on each side
``at("2026-11-23T09:00")``         stops the clock (New York's zone) until the test ends; call it again to move on

Each practice makes its people when first asked for, so a test pays for what it uses.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

ZONE = "America/New_York"
PASSWORD = "walk after dinner, three days"
BEGAN = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A staff member as tests use them."""

    membership: Any
    principal: Any

    @property
    def user(self) -> Any:
        """The person's account."""
        return self.membership.user

    @property
    def oid(self) -> str:
        """The membership's opaque id."""
        return self.membership.oid


def make_practice(key: str, name: str, **fields: Any) -> Any:
    """Put a practice into the database without its actions."""
    from teamlet.records.practice.models import Practice

    values = {"time_zone": ZONE, "phone": "(555) 010-2200", "is_demo": True, "created_at": BEGAN}
    return Practice.objects.create(key=key, name=name, **(values | fields))


def make_person(practice: Any, *roles: Any, state: str = "active", **fields: Any) -> Person:
    """Put a person with ``roles`` into ``practice`` without its actions; ``fields`` go to the user."""
    from teamlet.ground.access.models import User
    from teamlet.ground.access.roles import Role
    from teamlet.records.practice.models import Membership, MembershipRole
    from teamlet.records.practice.queries import resolve_principal

    held = [Role(role) for role in roles]
    number = User.objects.count() + 1
    word = held[0].value if held else "nobody"
    name = fields.pop("name", f"{word.replace('-', ' ').title()} {number}")
    called = fields.pop("called", name.split(maxsplit=1)[0])
    password = fields.pop("password", PASSWORD)
    values = {"email": f"{word}.{number}@{practice.key}.example", "is_demo": practice.is_demo, "created_at": BEGAN}
    user = User.objects.create_user(password=password, name=name, **(values | fields))
    membership = Membership.objects.create(practice=practice, user=user, called=called, state=state, created_at=BEGAN)
    MembershipRole.objects.bulk_create(MembershipRole(membership=membership, role=role.value) for role in held)
    return Person(membership, resolve_principal(user.pk, practice.key))


def make_patient(practice: Any, **fields: Any) -> Any:
    """Put a patient into ``practice`` without its actions."""
    from teamlet.records.patients.models import Patient

    values: dict[str, Any] = {
        "given": "Rosa",
        "family": "Marín",
        "birth_date": date(1961, 5, 3),
        "sex": "female",
        "language": "en",
        "record_number": f"{practice.key}-{Patient.objects.count() + 1:04}",
        "created_at": BEGAN,
    }
    values |= fields
    values.setdefault("name_key", f"{values['family']} {values['given']}".casefold())
    return Patient.objects.create(practice=practice, **values)


def sign_in(user: Any) -> Any:
    """Return a test client in which ``user`` is signed in with everything their practice asks for.

    It stays signed in however far the clock is moved: tests of locking use Django's own client.
    """
    from django.test import Client

    from teamlet.ground import clock
    from teamlet.ground.access import second_factor

    class Staff(Client):
        since: datetime | None = None

        def stay(self) -> None:
            """Sign in (again), when that was not done within the last five minutes of the clock."""
            now = clock.now()
            if self.since is None or abs((now - self.since).total_seconds()) > 300:
                self.since = now
                self.force_login(user)
                session = self.session
                session[second_factor.SESSION_KEY] = True
                # As after a sign-in with the password: pages that ask for it again are content.
                session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
                session["account_authentication_methods_user"] = str(user.pk)
                session.save()

        def request(self, **request: Any) -> Any:
            self.stay()
            return super().request(**request)

    return Staff()


@pytest.fixture
def practice(db: None) -> Any:
    """The practice that most tests are about."""
    return make_practice("cedar", "Cedar Family Practice")


@pytest.fixture
def neighbor(db: None) -> Any:
    """Another practice in the same installation, whose people and patients must never show."""
    return make_practice("juniper", "Juniper Health Center", phone="(555) 010-2300")


@pytest.fixture
def staff(practice: Any) -> Callable[..., Person]:
    """Return ``staff(role, *more_roles, at=practice)``: the same person again for the same roles and practice."""
    known: dict[Any, Person] = {}

    def person(*roles: Any, at: Any = None, **fields: Any) -> Person:
        where = at or practice
        key = (where.pk, tuple(str(role) for role in roles))
        if fields:
            return make_person(where, *roles, **fields)
        if key not in known:
            known[key] = make_person(where, *roles)
        return known[key]

    return person


@pytest.fixture
def client_of(staff: Callable[..., Person]) -> Callable[..., Any]:
    """Return ``client_of(role)`` or ``client_of(person)``: a test client signed in as that person."""

    def client(*who: Any, **fields: Any) -> Any:
        person = who[0] if isinstance(who[0], Person) else staff(*who, **fields)
        return sign_in(person.user)

    return client


@pytest.fixture
def system(practice: Any) -> Any:
    """The principal of the system acting in ``practice``."""
    from teamlet.ground.access.principal import system as principal_of_system

    return principal_of_system(practice, "command")


@pytest.fixture
def patient(practice: Any) -> Any:
    """A patient of ``practice``."""
    return make_patient(practice)


@pytest.fixture
def neighbor_patient(neighbor: Any) -> Any:
    """A patient of ``neighbor`` who looks much like ``patient``."""
    return make_patient(neighbor, given="Rosalía", family="Marín", birth_date=date(1961, 3, 5))


@pytest.fixture
def at() -> Iterator[Callable[[str | datetime], datetime]]:
    """Return ``at(when)``: time stands still there until the test ends or ``at`` is called again."""
    travel: list[Any] = []

    def stop(when: str | datetime) -> datetime:
        moment = datetime.fromisoformat(when) if isinstance(when, str) else when
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(ZONE))
        while travel:
            travel.pop().stop()
        coming = time_machine.travel(moment.astimezone(UTC), tick=False)
        coming.start()
        travel.append(coming)
        return moment.astimezone(UTC)

    yield stop
    while travel:
        travel.pop().stop()
