"""Who may run the practice.  ``can_x`` answers, ``check_x`` raises ``Refused`` with the reason."""

from __future__ import annotations

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.models import Membership
from teamlet.records.practice.words import MembershipState


def _is_system(by: Principal) -> bool:
    return by.user_id is None


def can_run_practice(by: Principal, practice_id: int) -> bool:
    """Whether ``by`` may change people, roles and settings of this practice: its office, or a command."""
    if _is_system(by):
        return by.practice_id in {practice_id, 0}
    return by.practice_id == practice_id and by.has(OFFICE)


def check_run_practice(by: Principal, practice_id: int) -> None:
    """Raise ``Refused`` unless ``by`` may run this practice."""
    if not can_run_practice(by, practice_id):
        raise Refused(Reason("practice.office_only"))


def is_own(by: Principal, membership: Membership) -> bool:
    """Whether the membership is that of the person who asks."""
    return by.user_id is not None and by.user_id == membership.user_id


def check_change_person(by: Principal, membership: Membership) -> None:
    """Raise ``Refused`` unless ``by`` runs the practice and the membership is somebody else's, and a person's."""
    check_run_practice(by, membership.practice_id)
    check_person(membership)
    if is_own(by, membership):
        raise Refused(Reason("practice.not_your_own"))


def can_set_absence(by: Principal, membership: Membership) -> bool:
    """Whether ``by`` may say when this person is away: the office for everybody, each person for themselves."""
    return can_run_practice(by, membership.practice_id) or (
        is_own(by, membership) and by.practice_id == membership.practice_id
    )


def check_set_absence(by: Principal, membership: Membership) -> None:
    """Raise ``Refused`` unless ``by`` may say when this person is away; a pool never is."""
    check_person(membership)
    if not can_set_absence(by, membership):
        raise Refused(Reason("practice.office_only"))


def check_person(membership: Membership) -> None:
    """Raise ``Refused`` for a pool: it cannot sign in, be away, or take part in anything but owning work."""
    if membership.is_pool:
        raise Refused(Reason("practice.pool_is_nobody", {"name": membership.called}))


def can_own(membership: Membership) -> bool:
    """Whether work may be given to this membership: it is active, and where it is a pool somebody works in it."""
    if membership.state != MembershipState.ACTIVE:
        return False
    if not membership.is_pool:
        return True
    return membership.seats.filter(member__state=MembershipState.ACTIVE, member__user__is_active=True).exists()


def check_active(membership: Membership) -> None:
    """Raise ``Refused`` unless work may be given to this membership (``can_own``)."""
    if not can_own(membership):
        empty = membership.is_pool and membership.state == MembershipState.ACTIVE
        code = "practice.pool_without_people" if empty else "practice.membership_not_active"
        raise Refused(Reason(code, {"name": membership.called}))
