"""The teams and sites of a practice."""

from __future__ import annotations

from django.db.models import Prefetch

from teamlet.records.practice.models import Membership, Site, Team
from teamlet.records.practice.queries.scope import Scope, practice_id_of


def teams(scope: Scope) -> list[Team]:
    """Return the practice's teams with their members, by name."""
    return list(
        Team.objects.filter(practice_id=practice_id_of(scope))
        .prefetch_related(Prefetch("members", Membership.objects.select_related("user").order_by("called", "pk")))
        .order_by("name", "pk")
    )


def team(scope: Scope, oid: str) -> Team | None:
    """Return one team, or None."""
    return Team.objects.filter(practice_id=practice_id_of(scope), oid=oid).first()


def sites(scope: Scope) -> list[Site]:
    """Return the practice's sites, by name."""
    return list(Site.objects.filter(practice_id=practice_id_of(scope)).order_by("name", "pk"))


def site(scope: Scope, oid: str) -> Site | None:
    """Return one site, or None."""
    return Site.objects.filter(practice_id=practice_id_of(scope), oid=oid).first()
