"""The lists that somebody keeps, and those of their teams."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from teamlet.ground.access.principal import Principal
from teamlet.records.followups.models import SavedList
from teamlet.records.practice.models import Team


def saved_lists(by: Principal) -> list[SavedList]:
    """Return the lists that the person keeps and those of their teams, by name; one query."""
    return list(_readable(by).select_related("owner", "team").order_by("name", "pk"))


def saved_list(by: Principal, oid: str) -> SavedList | None:
    """Return a list that the person may read, or None."""
    return _readable(by).filter(oid=oid).select_related("owner", "team").first()


def _readable(by: Principal) -> QuerySet[SavedList]:
    teams = Team.objects.filter(practice_id=by.practice_id, members=by.membership_id).values("pk")
    mine = Q(owner_id=by.membership_id) | Q(team_id__in=teams)
    return SavedList.objects.filter(mine, practice_id=by.practice_id)
