"""Writes that concern people: inviting, joining, suspending, leaving, roles, absences.

These actions change a membership and end its sessions; they do not know of tasks.  Whoever takes work away from
somebody calls the action of ``records.tasks`` that does both in one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from teamlet.ground import clock
from teamlet.ground.access.models import User
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import OFFICE, SUPPORT, Role
from teamlet.ground.access.second_factor import remove_second_factors
from teamlet.ground.access.sessions import end_sessions
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.models import (
    Absence,
    Invitation,
    Membership,
    MembershipChange,
    MembershipRole,
    PoolSeat,
    Practice,
    Site,
)
from teamlet.records.practice.permissions import (
    check_active,
    check_change_person,
    check_run_practice,
    check_set_absence,
)
from teamlet.records.practice.queries import roles_of, token_hash
from teamlet.records.practice.rules import Allowed, may_move
from teamlet.records.practice.words import INVITATION_DAYS, SPOKEN, MembershipKind, MembershipState


@action
def invite_person(
    *,
    practice: Practice,
    email: str,
    name: str,
    called: str = "",
    roles: Iterable[Role],
    site: Site | None = None,
    by: Principal,
) -> tuple[Invitation, str]:
    """Invite a person and return the invitation with its token, which is shown once and never stored.

    A removed person may be invited again.  Raises ``Refused`` when ``email`` is no address, already belongs to the
    practice, or no role is named.
    """
    membership = _join(practice, email, name, called, roles, site, by)
    invitation, token = _new_invitation(membership, is_reset=False)
    audit(membership, roles=sorted(role.role for role in membership.held_roles.all()))
    return invitation, token


@action
def renew_invitation(*, membership: Membership, by: Principal) -> tuple[Invitation, str]:
    """Replace an invited person's link by a new one.  Raises ``Refused`` unless the person is invited."""
    check_change_person(by, membership)
    if membership.state != MembershipState.INVITED:
        raise Refused(Reason("practice.not_invited", {"name": membership.called}))
    made = _new_invitation(membership, is_reset=False)
    audit(membership)
    return made


@action
def allow_new_password(*, membership: Membership, by: Principal) -> tuple[Invitation, str]:
    """Give somebody who forgot their password a link to set a new one; their second factor stays.

    Raises ``Refused`` for oneself, for people who are not active, and for people who also belong to another
    practice: one practice's office must not gain the way into another.
    """
    check_change_person(by, membership)
    check_active(membership)
    _check_belongs_here_only(membership)
    made = _new_invitation(membership, is_reset=True)
    audit(membership)
    return made


@action
def clear_second_factor(*, membership: Membership, by: Principal) -> None:
    """Remove a lost authenticator and passkeys, end all sessions; the next sign-in sets up a new one.

    Raises ``Refused`` as ``allow_new_password`` does.
    """
    check_change_person(by, membership)
    _check_belongs_here_only(membership)
    remove_second_factors(membership.user_id)
    end_sessions(membership.user_id)
    audit(membership)


@action
def create_person(
    *,
    practice: Practice,
    email: str,
    name: str,
    called: str = "",
    roles: Iterable[Role],
    password: str,
    site: Site | None = None,
    by: Principal,
) -> Membership:
    """Make an active person with a password at once: for commands, the demo and imports, never for pages.

    An account that already has a password keeps it.  Raises ``Refused`` as ``invite_person`` does.
    """
    if by.user_id is not None:
        raise Refused(Reason("practice.commands_only"))
    membership = _join(practice, email, name, called, roles, site, by)
    if not membership.user.has_usable_password():
        membership.user.set_password(password)
        membership.user.save(update_fields=["password"])
    _move(membership, MembershipState.ACTIVE, by)
    audit(membership, roles=sorted(role.role for role in membership.held_roles.all()))
    return membership


@action
def take_invitation(*, invitation: Invitation, password: str | None, by: Principal) -> Membership:
    """Join the practice, or set a new password after ``allow_new_password``; the link works once.

    ``by`` is ``invited_principal(invitation)``.  ``password`` is set for an account without one and for a reset.  An
    account that already has one is only joined to the practice, and ``password`` must be None: its owner has signed
    in with it (the page's business).  Raises ``Refused`` when the link was taken, has expired, or its person is no
    longer invited.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("membership__user", "membership__practice")
        .get(pk=invitation.pk)
    )
    membership = invitation.membership
    expected = MembershipState.ACTIVE if invitation.is_reset else MembershipState.INVITED
    if (
        invitation.taken_at is not None
        or invitation.expires_at <= clock.now()
        or membership.state != expected
        or by.membership_id != membership.pk
    ):
        raise Refused(Reason("practice.invitation_over"))
    user = membership.user
    if (invitation.is_reset or not user.has_usable_password()) != (password is not None):
        raise Refused(Reason("practice.invitation_over"))
    if password is not None:
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(user.pk)
    invitation.taken_at = clock.now()
    invitation.save(update_fields=["taken_at"])
    if not invitation.is_reset:
        _move(membership, MembershipState.ACTIVE, by)
    audit(membership, is_reset=invitation.is_reset)
    return membership


def invited_principal(invitation: Invitation) -> Principal:
    """Return the principal of whoever holds the link: no roles, only good for ``take_invitation``."""
    membership = invitation.membership
    return Principal(
        practice_id=membership.practice_id,
        practice_key=membership.practice.key,
        name=membership.user.name,
        user_id=membership.user_id,
        membership_id=membership.pk,
        time_zone=membership.practice.time_zone,
    )


@action
def suspend_membership(*, membership: Membership, reason: str = "", by: Principal) -> Membership:
    """Close the practice to a person for now; their sessions end at once.  Raises ``Refused``."""
    return _close(membership, MembershipState.SUSPENDED, reason, by)


@action
def remove_membership(*, membership: Membership, reason: str = "", by: Principal) -> Membership:
    """Close the practice to a person who left; their sessions and open invitations end at once.  Raises ``Refused``."""
    Invitation.objects.filter(membership=membership, taken_at__isnull=True).delete()
    closed = _close(membership, MembershipState.REMOVED, reason, by)
    PoolSeat.objects.filter(member=closed).delete()
    return closed


@action
def restore_membership(*, membership: Membership, by: Principal) -> Membership:
    """Open the practice again to a suspended person.  Raises ``Refused`` for all others: the invited use their link."""
    check_change_person(by, membership)
    membership = _locked(membership)
    if membership.state != MembershipState.SUSPENDED:
        values = {"state": membership.state, "to": MembershipState.ACTIVE.value}
        raise Refused(Reason("practice.membership_move_not_allowed", values))
    _move(membership, MembershipState.ACTIVE, by)
    audit(membership)
    return membership


def _close(membership: Membership, to: MembershipState, reason: str, by: Principal) -> Membership:
    check_change_person(by, membership)
    membership = _locked(membership)
    _check_office_stays(membership, frozenset())
    _move(membership, to, by, reason)
    end_sessions(membership.user_id)
    audit(membership)
    return membership


@action
def set_roles(*, membership: Membership, roles: Iterable[Role], by: Principal) -> Membership:
    """Give a person exactly these roles, at least one; their sessions end at once.

    Without a role in support they are in no pool any more.  Raises ``Refused`` for one's own roles, without a role,
    and when nobody would run the practice any more.
    """
    check_change_person(by, membership)
    membership = _locked(membership)
    wanted = _checked_roles(roles)
    before = roles_of(membership)
    _check_office_stays(membership, wanted)
    if wanted != before:
        MembershipRole.objects.filter(membership=membership).exclude(role__in=[role.value for role in wanted]).delete()
        MembershipRole.objects.bulk_create(
            MembershipRole(membership=membership, role=role.value) for role in sorted(wanted - before)
        )
        _keep_change(membership, MembershipState(membership.state), by, "", wanted)
        end_sessions(membership.user_id)
    if not wanted & SUPPORT:
        PoolSeat.objects.filter(member=membership).delete()
    audit(membership, old=sorted(before), new=sorted(wanted))
    return membership


@action
def set_called(
    *, membership: Membership, called: str, languages: Sequence[str] | None = None, by: Principal
) -> Membership:
    """Change the name that patients see ("Ana", "Dr. Cole"), and the languages that they can speak with this person.

    ``languages``: codes of ``words.SPOKEN``; unknown ones are left out, None changes nothing.  Raises ``Refused`` when
    the name is empty.
    """
    check_set_absence(by, membership)
    if not called.strip():
        raise Refused(Reason("practice.name_not_usable"))
    membership.called = called.strip()[:60]
    if languages is not None:
        membership.languages = [code for code in SPOKEN if code in languages]
    membership.save(update_fields=["called", "languages"])
    audit(membership)
    return membership


@action
def set_absence(*, membership: Membership, first_day: date, last_day: date, by: Principal) -> Absence:
    """Say that a person is away from ``first_day`` to ``last_day``, both included.  Raises ``Refused``."""
    check_set_absence(by, membership)
    check_active(membership)
    if last_day < first_day:
        raise Refused(Reason("practice.absence_backwards"))
    absence = Absence.objects.create(
        membership=membership, first_day=first_day, last_day=last_day, by_id=by.user_id, at=clock.now()
    )
    audit(absence, first_day=first_day.isoformat(), last_day=last_day.isoformat())
    return absence


@action
def clear_absence(*, absence: Absence, by: Principal) -> None:
    """Take an absence back.  Raises ``Refused``."""
    check_set_absence(by, absence.membership)
    audit(absence, first_day=absence.first_day.isoformat(), last_day=absence.last_day.isoformat())
    absence.delete()


# --- parts ------------------------------------------------------------------------------------------------------------


def _join(
    practice: Practice, email: str, name: str, called: str, roles: Iterable[Role], site: Site | None, by: Principal
) -> Membership:
    check_run_practice(by, practice.pk)
    wanted = _checked_roles(roles)
    email = _checked_email(email)
    name = " ".join(name.split())[:120] or email.split("@", maxsplit=1)[0]
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email=email, name=name, is_demo=practice.is_demo, language=practice.language, created_at=clock.now()
        )
    elif (pool := Membership.objects.filter(user=user, kind=MembershipKind.POOL).first()) is not None:
        raise Refused(Reason("practice.pool_is_nobody", {"name": pool.called}))
    elif user.is_demo and not practice.is_demo:
        # From now on the account opens a real practice: it needs a second factor everywhere.
        user.is_demo = False
        user.save(update_fields=["is_demo"])
        end_sessions(user.pk)
    called = called.strip()[:60] or name.split(maxsplit=1)[0][:60]
    membership = Membership.objects.select_for_update().filter(practice=practice, user=user).first()
    if membership is not None and membership.state != MembershipState.REMOVED:
        raise Refused(Reason("practice.user_taken", {"email": email}))
    if membership is None:
        membership = Membership.objects.create(
            practice=practice, user=user, called=called, site=site, created_at=clock.now()
        )
        before = ""
    else:
        before = membership.state
        membership.state, membership.called, membership.site = MembershipState.INVITED, called, site
        membership.save(update_fields=["state", "called", "site"])
        membership.held_roles.all().delete()
    MembershipRole.objects.bulk_create(MembershipRole(membership=membership, role=role) for role in sorted(wanted))
    _keep_change(membership, before, by, "", wanted)
    return membership


def _new_invitation(membership: Membership, *, is_reset: bool) -> tuple[Invitation, str]:
    Invitation.objects.filter(membership=membership, taken_at__isnull=True).delete()
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        membership=membership,
        token_hash=token_hash(token),
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
        is_reset=is_reset,
    )
    return invitation, token


def _checked_roles(roles: Iterable[Role]) -> frozenset[Role]:
    wanted = frozenset(Role(role) for role in roles)
    if not wanted:
        raise Refused(Reason("practice.no_role"))
    return wanted


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(Reason("practice.email_not_usable")) from error
    return email


def _locked(membership: Membership) -> Membership:
    return Membership.objects.select_for_update(of=("self",)).select_related("user", "practice").get(pk=membership.pk)


def _check_office_stays(membership: Membership, roles: frozenset[Role]) -> None:
    """Refuse to leave an active practice without anybody who can run it."""
    if roles & OFFICE or not roles_of(membership) & OFFICE:
        return
    # The practice's row is the lock: two administrators cannot remove each other at once.
    Practice.objects.select_for_update().get(pk=membership.practice_id)
    others = MembershipRole.objects.filter(
        membership__practice_id=membership.practice_id,
        membership__state=MembershipState.ACTIVE,
        membership__user__is_active=True,
        role__in=list(OFFICE),
    ).exclude(membership=membership)
    if not others.exists():
        raise Refused(Reason("practice.last_of_the_office"))


def _check_belongs_here_only(membership: Membership) -> None:
    elsewhere = Membership.objects.filter(user_id=membership.user_id).exclude(pk=membership.pk)
    if elsewhere.exclude(state=MembershipState.REMOVED).exists():
        raise Refused(Reason("practice.belongs_elsewhere_too", {"name": membership.called}))


def _move(membership: Membership, to: MembershipState, by: Principal, reason: str = "") -> None:
    before = MembershipState(membership.state)
    decision = may_move(before, to)
    if decision.status is Allowed.NO:
        raise Refused(decision.reason)
    membership.state = to
    membership.save(update_fields=["state"])
    _keep_change(membership, before, by, reason, roles_of(membership))


def _keep_change(membership: Membership, before: str, by: Principal, reason: str, roles: frozenset[Role]) -> None:
    MembershipChange.objects.create(
        membership=membership,
        from_state=before,
        to_state=membership.state,
        roles=sorted(role.value for role in roles),
        reason=reason.strip()[:240],
        by_id=by.user_id,
        at=clock.now(),
    )
