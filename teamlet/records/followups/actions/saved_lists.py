"""Lists that people keep under a name, and the note of a list that left the product."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal, person_of, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.followups.models import SavedList
from teamlet.records.followups.permissions import EXPORTS_LISTS
from teamlet.records.practice.models import Practice, Team

#: More lists than these nobody finds again.
MOST = 30


@action
def save_list(*, name: str, query: str, team: Team | None = None, at: datetime, by: Principal) -> SavedList:
    """Keep a choice of the registry under a name, for the person or for everybody of a team of the practice.

    The same name again replaces it.  Raises ``Refused`` when the person keeps too many.
    """
    owner = person_of(by)
    if team is not None:
        team = Team.objects.get(pk=team.pk, practice_id=by.practice_id)
    known = SavedList.objects.filter(practice_id=by.practice_id, owner_id=owner)
    row = known.filter(name=name).first()
    if row is None and known.count() >= MOST:
        raise Refused(Reason("followups.list_too_many", {"many": MOST}))
    row = row or SavedList(practice_id=by.practice_id, owner_id=owner, name=name)
    row.query, row.team, row.saved_at, row.saved_by_id = query, team, at, user_of(by)
    row.save()
    audit(row, for_team=team.oid if team else None)
    return row


@action
def remove_list(*, saved: SavedList, by: Principal) -> None:
    """Remove a list.  Raises ``Refused`` for the list of somebody else."""
    row = SavedList.objects.get(pk=saved.pk, practice_id=by.practice_id)
    if row.owner_id != by.membership_id:
        raise Refused(Reason("followups.list_not_yours"))
    audit(row)
    row.delete()


@action
def export_registry(*, practice: Practice, query: str, rows: int, kind: str, at: datetime, by: Principal) -> None:
    """Note that a list left as a file: how many lines, chosen how.

    Raises ``Refused`` for roles that take no lists out, and for an empty one.
    """
    if not by.has(EXPORTS_LISTS):
        raise Refused(Reason("followups.list_not_yours"))
    if not rows:
        raise Refused(Reason("followups.export_empty"))
    audit(("followups.registry", practice.key), rows=rows, chosen=query[:400], file=kind)


@action
def print_registry(*, practice: Practice, query: str, rows: int, at: datetime, by: Principal) -> None:
    """Note that a list was opened for printing: how many lines, chosen how."""
    audit(("followups.registry", practice.key), rows=rows, chosen=query[:400])
