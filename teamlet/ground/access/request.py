"""The request as a view gets it behind the gate: somebody is there, in a practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from teamlet.ground.access.principal import Principal


class GoTo(Exception):
    """What the address names is to be found elsewhere now: the gate sends the browser to ``location``."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class StaffRequest(HttpRequest):
    """For annotations only: a request whose page asked for staff, after ``PageGate`` let it pass."""

    principal: Principal
    id: str
