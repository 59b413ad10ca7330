"""The request as a view gets it behind the gate: somebody is there, in a practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from teamlet.ground.access.principal import Principal


class StaffRequest(HttpRequest):
    """For annotations only: a request whose page asked for staff, after ``PageGate`` let it pass."""

    principal: Principal
    id: str
