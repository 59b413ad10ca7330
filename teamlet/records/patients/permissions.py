"""Who may change what about a patient."""

from __future__ import annotations

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import FINDS_PATIENTS, LICENSED, OFFICE, Role
from teamlet.ground.reasons import Reason, Refused

_MERGES = LICENSED | OFFICE | {Role.CARE_MANAGER}


def _is_system(by: Principal) -> bool:
    return by.user_id is None


def can_change_person(by: Principal) -> bool:
    """Whether names, language, contact points and helpers may be changed: whoever may find patients, and the system."""
    return _is_system(by) or by.has(FINDS_PATIENTS | OFFICE)


def check_change_person(by: Principal) -> None:
    """Raise ``Refused`` where ``can_change_person`` is False."""
    if not can_change_person(by):
        raise Refused(Reason("patients.role_may_not_change"))


def can_merge(by: Principal) -> bool:
    """Whether two records of one person may be joined, and taken apart again."""
    return by.has(frozenset(_MERGES))


def check_merge(by: Principal) -> None:
    """Raise ``Refused`` where ``can_merge`` is False."""
    if not can_merge(by):
        raise Refused(Reason("patients.role_may_not_merge"))
