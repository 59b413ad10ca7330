"""Who belongs to a practice and how: people, their roles and invitations, pools, and who asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import ROLE_LABELS, SUPPORT, Role
from teamlet.records.practice.models import Invitation, Membership, MembershipChange, MembershipRole, PoolSeat
from teamlet.records.practice.queries.scope import Scope, practice_id_of
from teamlet.records.practice.words import DEMO_PASSWORD, MembershipKind, MembershipState


def resolve_principal(user_id: int, practice_key: str) -> Principal | None:
    """Return who the user is in the practice now, or None without an active membership with a role.  One query."""
    rows = list(
        MembershipRole.objects.filter(
            membership__user_id=user_id,
            membership__practice__key=practice_key,
            membership__kind=MembershipKind.PERSON,
            membership__state=MembershipState.ACTIVE,
            membership__user__is_active=True,
        ).values_list(
            "role",
            "membership__pool_seats__pool_id",
            "membership__pool_seats__pool__state",
            "membership_id",
            "membership__practice_id",
            "membership__practice__time_zone",
            "membership__practice__name",
            "membership__practice__phone",
            "membership__user__name",
        )
    )
    if not rows:
        return None
    membership_id, practice_id, time_zone, practice_name, practice_phone, name = rows[0][3:]
    return Principal(
        practice_id=practice_id,
        practice_key=practice_key,
        name=name,
        user_id=user_id,
        membership_id=membership_id,
        roles=frozenset(Role(row[0]) for row in rows),
        time_zone=time_zone,
        practice_name=practice_name,
        practice_phone=practice_phone,
        pools=frozenset(pool for _role, pool, state, *_ in rows if state == MembershipState.ACTIVE),
    )


def principal_of(membership: Membership) -> Principal | None:
    """Return the principal of an active membership, for commands and tests that act as this person."""
    return resolve_principal(membership.user_id, membership.practice.key)


def _with_people(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    return (
        rows.select_related("user", "practice")
        .prefetch_related(Prefetch("held_roles", MembershipRole.objects.order_by("pk")))
        .order_by("practice__key", "user__name", "pk")
    )


def members(scope: Scope, states: Iterable[MembershipState] | None = None) -> list[Membership]:
    """Return the practice's people with ``user`` and ``held_roles``, by name; removed ones only when asked for."""
    wanted = list(states) if states is not None else [state for state in MembershipState if state != "removed"]
    return list(_with_people(_people(scope).filter(state__in=wanted)))


def _people(scope: Scope) -> QuerySet[Membership]:
    """Return the practice's memberships that are people's: a pool is nobody."""
    return Membership.objects.filter(practice_id=practice_id_of(scope), kind=MembershipKind.PERSON)


def active_members(scope: Scope, role: Role | None = None, *, roles: Iterable[Role] | None = None) -> list[Membership]:
    """Return the active people, of one role or any of ``roles`` where given, with ``user`` and ``held_roles``."""
    rows = _people(scope).filter(state=MembershipState.ACTIVE, user__is_active=True)
    wanted = [role] if role is not None else roles
    if wanted is not None:
        rows = rows.filter(_holds(wanted))
    return list(_with_people(rows))


def owners(scope: Scope, roles: Iterable[Role] = SUPPORT) -> list[Membership]:
    """Return who may be given work: the active people of any of ``roles``, then the pools that stand for one of them.

    With ``user`` and ``held_roles``; one query as ``active_members``.
    """
    rows = Membership.objects.filter(at_work(), practice_id=practice_id_of(scope))
    return sorted(_with_people(rows.filter(_holds(roles))), key=lambda row: row.is_pool)


def owner(scope: Scope, oid: str) -> Membership | None:
    """Return somebody or a pool of the practice in whatever state, with ``user`` and ``held_roles``, or None."""
    return _with_people(Membership.objects.filter(practice_id=practice_id_of(scope), oid=oid)).first()


def active_owner(scope: Scope, oid: str) -> Membership | None:
    """Return an active person, or a pool in which somebody works, or None: whose work may be asked for."""
    return _with_people(Membership.objects.filter(at_work(), practice_id=practice_id_of(scope), oid=oid)).first()


def _holds(roles: Iterable[Role]) -> Q:
    return Q(pk__in=MembershipRole.objects.filter(role__in=list(roles)).values("membership_id"))


def at_work(path: str = "") -> Q:
    """Return the condition on a membership (at the end of ``path``, such as ``"task__owner__"``) under which it works.

    An active person; a pool while one of its people is active.
    """
    seats = PoolSeat.objects.filter(
        pool=OuterRef(f"{path}pk"), member__state=MembershipState.ACTIVE, member__user__is_active=True
    )
    is_person = Q(**{f"{path}kind": MembershipKind.PERSON, f"{path}user__is_active": True})
    is_pool = Q(**{f"{path}kind": MembershipKind.POOL}) & Q(Exists(seats))
    return Q(**{f"{path}state": MembershipState.ACTIVE}) & (is_person | is_pool)


def member(scope: Scope, oid: str) -> Membership | None:
    """Return one person of the practice in whatever state, with ``user`` and ``held_roles``, or None."""
    return _with_people(_people(scope).filter(oid=oid)).first()


def active_member(scope: Scope, oid: str) -> Membership | None:
    """Return one active person of the practice, or None: who may be given work."""
    found = member(scope, oid)
    return found if found is not None and found.state == MembershipState.ACTIVE and found.user.is_active else None


def member_by_id(scope: Scope, membership_id: int | None) -> Membership | None:
    """Return the membership with this row number (as a ``Principal`` carries it), or None."""
    if membership_id is None:
        return None
    return _with_people(Membership.objects.filter(practice_id=practice_id_of(scope), pk=membership_id)).first()


def member_by_email(scope: Scope, email: str) -> Membership | None:
    """Return the person with this e-mail address in whatever state, or None."""
    return _with_people(_people(scope).filter(user__email=email.strip().lower())).first()


def roles_of(membership: Membership) -> frozenset[Role]:
    """Return the roles that a membership holds (whatever its state)."""
    return frozenset(Role(row.role) for row in membership.held_roles.all())


def changes_of(membership: Membership) -> list[MembershipChange]:
    """Return the membership's history, newest first."""
    return list(membership.changes.select_related("by").order_by("-at", "-pk"))


def token_hash(token: str) -> str:
    """Return what is stored of an invitation's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def open_invitation(token: str, at: datetime) -> Invitation | None:
    """Return the invitation that ``token`` opens, or None: taken, expired, replaced, or nobody is invited by it now."""
    return open_invitation_by_hash(token_hash(token), at)


def open_invitation_by_hash(hashed: str, at: datetime) -> Invitation | None:
    """Return the open invitation whose token has this hash, or None."""
    return _open_invitations(at).filter(token_hash=hashed).first()


def open_invitation_of(membership: Membership, at: datetime) -> Invitation | None:
    """Return the membership's invitation that can still be taken, or None."""
    return _open_invitations(at).filter(membership=membership).first()


def _open_invitations(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(membership__state=MembershipState.INVITED) | Q(is_reset=True, membership__state=MembershipState.ACTIVE),
        taken_at__isnull=True,
        expires_at__gt=at,
        membership__user__is_active=True,
    ).select_related("membership__user", "membership__practice")


def pools(scope: Scope) -> list[Membership]:
    """Return the practice's pools with ``user``, ``held_roles`` and who is in them (``people_in``), by name."""
    return list(_pools(scope))


def pool(scope: Scope, oid: str) -> Membership | None:
    """Return one pool of the practice that is not closed, as ``pools`` does, or None."""
    return _pools(scope).filter(oid=oid).first()


def pools_with(membership: Membership) -> list[Membership]:
    """Return the active pools of which this person is a member, as ``pools`` does."""
    return list(_pools(membership.practice_id).filter(seats__member=membership))


def people_in(row: Membership) -> list[Membership]:
    """Return the active people of a pool, by the name that patients hear."""
    return [
        seat.member
        for seat in row.seats.all()
        if seat.member.state == MembershipState.ACTIVE and seat.member.user.is_active
    ]


def _pools(scope: Scope) -> QuerySet[Membership]:
    seats = PoolSeat.objects.select_related("member__user").prefetch_related("member__held_roles")
    rows = Membership.objects.filter(
        practice_id=practice_id_of(scope), kind=MembershipKind.POOL, state=MembershipState.ACTIVE
    )
    return _with_people(rows).prefetch_related(Prefetch("seats", seats.order_by("member__called", "pk")))


def demo_cast() -> list[dict[str, Any]]:
    """Return the active people of each demo practice for the sign-in page of a demo: name, roles, e-mail, password."""
    rows = _with_people(
        Membership.objects.filter(
            practice__is_demo=True, user__is_demo=True, state=MembershipState.ACTIVE, user__is_active=True
        )
    )
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        labels = ", ".join(gettext(ROLE_LABELS[Role(held.role)]) for held in row.held_roles.all())
        person = {"name": row.user.name, "roles": labels, "email": row.user.email, "password": DEMO_PASSWORD}
        groups.setdefault(row.practice.name, []).append(person)
    return [{"practice": name, "people": people} for name, people in groups.items()]
