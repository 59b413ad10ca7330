"""Handoffs that wait for somebody who cannot take them any more: given to somebody who can, and shown as moved."""

from __future__ import annotations

from datetime import date, datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.audit.action import action, audit
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import is_absent, roles_of
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, MoveReason, TaskKind
from teamlet.records.visits.models import Handoff
from teamlet.records.visits.words import HandoffState

_WAITING = (HandoffState.REQUESTED, HandoffState.ACCEPTED, HandoffState.STARTED)


@action
def move_handoffs_of(*, membership: Membership, reason: MoveReason, on: date, at: datetime, by: Principal) -> int:
    """Give the handoffs that wait for a person who can no longer take them to somebody else; return how many.

    They move as tasks do (``rules.choose_owner``, the giver as author): all of somebody who left or is suspended;
    of somebody absent when that is today; of somebody who changed role when they support nobody now.  The new
    receiver is asked anew.  Called by ``tasks.actions.move_tasks_of`` through ``settings.MOVERS``.
    """
    moved = 0
    if _must_move(membership, reason, on):
        waiting = Handoff.objects.select_for_update(of=("self",)).select_related("visit__patient")
        for handoff in waiting.filter(receiver=membership, state__in=_WAITING).order_by("id"):
            moved += _move(handoff, membership, reason, on, at)
    audit(membership, reason=reason, moved=moved)
    return moved


def _must_move(membership: Membership, reason: MoveReason, on: date) -> bool:
    if reason is MoveReason.ABSENT:
        return is_absent(membership, on)
    return reason is not MoveReason.ROLE_CHANGE or not roles_of(membership) & SUPPORT


def _move(handoff: Handoff, before: Membership, reason: MoveReason, on: date, at: datetime) -> int:
    choice = owner_for(
        handoff.practice_id,
        Duty.MAKE_PLAN,
        kind=TaskKind.HANDOFF,
        author=handoff.giver_id,
        on=on,
        patient=handoff.visit.patient,
        instead_of=before.pk,
    )
    asked = Handoff.objects.filter(visit=handoff.visit, receiver=choice.owner, state__in=_WAITING)
    if choice.owner == before:
        return 0
    if asked.exists():
        # Somebody is asked already: one request for the same visit is enough.
        handoff.state, handoff.ended_at = HandoffState.DECLINED, at
    else:
        handoff.receiver, handoff.state, handoff.accepted_at = choice.owner, HandoffState.REQUESTED, None
        handoff.moved_from, handoff.moved_reason = before, reason
    handoff.save()
    return 1
