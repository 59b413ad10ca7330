"""Who asks: the person behind a request or a command, in one practice, with their roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from teamlet.ground.access.roles import LICENSED, SUPPORT, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """A staff member acting in a practice, or the system acting for it.

    ``membership_id`` and ``user_id`` are None for the system, whose ``name`` says which part acted
    (``"import"``, ``"worker"``, ``"command"``).
    """

    practice_id: int
    practice_key: str
    name: str
    user_id: int | None = None
    membership_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    time_zone: str = "UTC"
    request_id: str = ""
    #: The pools of which the person is a member, by membership id: what these own is the person's to do, too.
    pools: frozenset[int] = field(default_factory=frozenset)
    #: What every page says of the practice in its frame.
    practice_name: str = ""
    practice_phone: str = ""

    @property
    def is_licensed(self) -> bool:
        """Whether one of the roles carries a license to decide on cautions and red flags."""
        return bool(self.roles & LICENSED)

    @property
    def is_support(self) -> bool:
        """Whether one of the roles takes part in support: goals, plans, contacts."""
        return bool(self.roles & SUPPORT)

    @property
    def owner_ids(self) -> tuple[int, ...]:
        """Whose work is mine, by membership id: my own and that of my pools; nobody's for the system."""
        return () if self.membership_id is None else (self.membership_id, *sorted(self.pools))

    def has(self, roles: frozenset[Role]) -> bool:
        """Whether the person holds at least one of ``roles``."""
        return bool(self.roles & roles)


def system(practice: object, part: str) -> Principal:
    """Return the principal of a part of the system (``"import"``, ``"worker"``…) in ``practice``."""
    return Principal(
        practice_id=practice.pk,  # type: ignore[attr-defined]
        practice_key=practice.key,  # type: ignore[attr-defined]
        name=part,
        time_zone=practice.time_zone,  # type: ignore[attr-defined]
    )


def installation(part: str) -> Principal:
    """Return the principal of a part of the system that acts outside any practice (its events have practice 0)."""
    return Principal(practice_id=0, practice_key="", name=part)


def user_id_of(request: HttpRequest) -> int:
    """Return the row number of the signed-in person.  Raises ``TypeError`` when nobody is signed in."""
    if request.user.pk is None:
        raise TypeError("nobody is signed in")
    return request.user.pk


def resolve(user_id: int, practice_key: str) -> Principal | None:
    """Return the person's principal in the practice, or None without an *active* membership there."""
    return import_string(settings.PRINCIPAL_RESOLVER)(user_id, practice_key)


def person_of(by: Principal) -> int:
    """Return the membership id of whoever acts.  Raises ``ValueError`` for the system: only people do this."""
    if by.membership_id is None:
        raise ValueError("only a person of the practice does this")
    return by.membership_id


def user_of(by: Principal) -> int:
    """Return the user id of whoever acts.  Raises ``ValueError`` for the system: only people do this."""
    if by.user_id is None:
        raise ValueError("only a person of the practice does this")
    return by.user_id
