from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from teamlet.conftest import make_patient, make_practice


class Strip:
    """A signed-in person with one visit open, talking to its pages."""

    def __init__(self, client: Any, visit: Any, person: Any) -> None:
        self.client, self.visit, self.person = client, visit, person
        self.address = f"/practice/{visit.practice.key}/visits/{visit.oid}/"

    def get(self, more: str = "", **headers: Any) -> Any:
        return self.client.get(self.address + more, headers=headers or None)

    def stamp(self, more: str = "") -> str:
        """Return the stamp of the strip's own forms as the page shows it now (the frame's undo has another)."""
        return re.findall(r'name="stamp" value="([^"]+)"', self.get(more).content.decode())[-1]

    def post(self, to: str = "", /, *, stamp: str | None = None, **fields: Any) -> Any:
        fields["stamp"] = self.stamp() if stamp is None else stamp
        return self.client.post(self.address + to, fields)

    def save(self, **fields: Any) -> Any:
        """Post the path with its seven fields filled, ``fields`` in place of theirs."""
        return self.post(**(PATH | fields))

    def told(self, **fields: Any) -> str:
        response = self.client.post(self.address + "told/", PATH | fields)
        assert response.status_code == 200
        return response.content.decode()


PATH = {
    "goal": "I want to keep up with Mateo",
    "step": "walk",
    "amount": "10 min",
    "when": "3",
    "days": "3",
    "confidence": "8",
    "follow_up": "agreed",
}


@pytest.fixture
def open_visit(practice: Any, staff: Callable[..., Any], client_of: Callable[..., Any]) -> Callable[..., Strip]:
    """Return ``open_visit(role, patient=…)``: a visit started by that person."""
    from teamlet.ground import clock
    from teamlet.records.visits.actions import start_visit

    def start(*roles: Any, patient: Any = None, **fields: Any) -> Strip:
        person = staff(*(roles or ("medical-assistant",)))
        patient = patient or make_patient(practice, **fields)
        visit = start_visit(patient=patient, at=clock.now(), by=person.principal)
        return Strip(client_of(person), visit, person)

    return start


__all__ = ["make_patient", "make_practice"]
