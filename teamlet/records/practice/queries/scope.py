"""What a scoped query is asked for: a ``Practice``, its row number, or a ``Principal``."""

from __future__ import annotations

from teamlet.ground.access.principal import Principal
from teamlet.records.practice.models import Practice

Scope = Practice | Principal | int


def practice_id_of(scope: Scope) -> int:
    """Return the row number of the practice that ``scope`` stands for."""
    if isinstance(scope, int):
        return scope
    return scope.practice_id if isinstance(scope, Principal) else scope.pk


def practice_of(scope: Scope) -> Practice:
    """Return the practice itself; asks the database unless it was given."""
    return scope if isinstance(scope, Practice) else Practice.objects.get(pk=practice_id_of(scope))
