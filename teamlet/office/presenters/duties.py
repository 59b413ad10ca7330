"""The role matrix in rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import Role
from teamlet.office.forms import DutyForm
from teamlet.records.practice.models import Membership, Team
from teamlet.records.practice.permissions import can_own
from teamlet.records.practice.queries import owners
from teamlet.records.tasks.models import DutyAssignment
from teamlet.records.tasks.queries import role_matrix
from teamlet.records.tasks.words import DUTY_LABELS, Duty

HOLD_DUTIES = frozenset(Role) - {Role.PEER, Role.ADVISOR}


def holders(by: Principal) -> list[Membership]:
    """Return the active people who may hold a duty, and the pools."""
    return owners(by, HOLD_DUTIES)


def duty_rows(by: Principal, team: Team | None, bound: Mapping[str, DutyForm]) -> list[dict[str, Any]]:
    """Return one row a duty with its form; a team's row says when the practice's holder stands in."""
    members, matrix = holders(by), role_matrix(by, team)
    rows = []
    for duty in Duty:
        held = matrix.get(duty)
        own = held if held is not None and held.team_id == (team.pk if team else None) else None
        rows.append(
            {
                "duty": duty.value,
                "label": _(DUTY_LABELS[duty]),
                "holder": _works(held.person) if held else "",
                "gone": _gone(held),
                "inherited": held is not None and own is None,
                "form": bound.get(duty.value)
                or DutyForm(
                    members=members,
                    prefix=duty.value,
                    initial={
                        "person": own.person.oid if own and own.person else "",
                        "backup": own.backup.oid if own and own.backup else "",
                    },
                ),
                "stamp": stamps.make(),
            }
        )
    return rows


def without_owner(by: Principal) -> list[str]:
    """Return the names of the duties that nobody who works here holds."""
    matrix = role_matrix(by)
    return [_(DUTY_LABELS[duty]) for duty in Duty if duty not in matrix or not _works(matrix[duty].person)]


def _works(person: Membership | None) -> str:
    return person.called if person is not None and can_own(person) else ""


def _gone(held: DutyAssignment | None) -> str:
    person = held.person if held else None
    return person.called if person is not None and not can_own(person) else ""
