"""What the office sees of people: their state and roles in words, their history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _, ngettext

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import ROLE_LABELS, Role
from teamlet.ground.reasons import N_
from teamlet.records.practice import queries
from teamlet.records.practice.models import Membership
from teamlet.records.practice.permissions import is_own
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.queries import handover_of

STATE_LABELS = {
    MembershipState.INVITED: N_("Invited, not here yet"),
    MembershipState.ACTIVE: N_("Works here"),
    MembershipState.SUSPENDED: N_("Suspended"),
    MembershipState.REMOVED: N_("Left"),
}
_ORDER = [MembershipState.ACTIVE, MembershipState.INVITED, MembershipState.SUSPENDED, MembershipState.REMOVED]


def staff_rows(members: Iterable[Membership]) -> list[dict[str, Any]]:
    """Return one row a person, those who work here first, then by name."""
    rows = [
        {
            "oid": row.oid,
            "name": row.user.name,
            "called": row.called,
            "email": row.user.email,
            "state": row.state,
            "state_label": state_label(row.state),
            "roles": ", ".join(role_names(held.role for held in row.held_roles.all())),
        }
        for row in members
    ]
    return sorted(rows, key=lambda row: (_ORDER.index(MembershipState(row["state"])), row["name"]))


def person_page(by: Principal, member: Membership) -> dict[str, Any]:
    """Return one person with their history."""
    history = [
        {
            "at": change.at,
            "by": change.by.name if change.by else _("the system"),
            "state": state_label(change.to_state),
            "roles": ", ".join(role_names(change.roles)),
            "reason": change.reason,
        }
        for change in queries.changes_of(member)
    ]
    return {
        "member": member,
        "state_label": state_label(member.state),
        "is_own": is_own(by, member),
        "history": history,
        "handover": handover(by, member),
        "alone_in": ", ".join(row.called for row in queries.pools_with(member) if queries.people_in(row) == [member]),
    }


def pool_rows(pools: Iterable[Membership]) -> list[dict[str, Any]]:
    """Return one row a pool: its name, its roles, who is in it."""
    return [
        {
            "oid": row.oid,
            "name": row.called,
            "roles": ", ".join(role_names(held.role for held in row.held_roles.all())),
            "people": ", ".join(person.called for person in queries.people_in(row)),
        }
        for row in pools
    ]


def handover(by: Principal, member: Membership) -> dict[str, Any] | None:
    """Return what is open with somebody who may be suspended or leave, and to whom it would go; None for nothing."""
    if member.state not in {MembershipState.ACTIVE, MembershipState.SUSPENDED}:
        return None
    found = handover_of(member, clock.today(by.time_zone))
    if not found.kinds:
        return None
    told = [
        ngettext("{count} open contact", "{count} open contacts", found.contacts).format(count=found.contacts),
        ngettext("{count} other task", "{count} other tasks", found.others).format(count=found.others),
    ]
    receivers = [{"name": person.user.name, "count": many} for person, many in found.receivers]
    return {
        "told": ", ".join(line for line, many in zip(told, (found.contacts, found.others), strict=True) if many),
        "receivers": receivers,
        "to": ", ".join(f"{row['name']} ({row['count']})" for row in receivers),
    }


def state_label(state: str) -> str:
    """Return a membership's state in words."""
    return _(STATE_LABELS[MembershipState(state)])


def role_names(roles: Iterable[str]) -> list[str]:
    """Return roles in words; one that is no longer known by its token."""
    return [_(ROLE_LABELS[Role(role)]) if role in set(Role) else role for role in roles]
