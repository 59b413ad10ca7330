"""Every answer that shows a patient is in the audit trail before it leaves, a form given back too."""

from __future__ import annotations

from typing import Any

import pytest

from teamlet.ground.audit.models import Event
from teamlet.records.visits.actions import start_visit

pytestmark = pytest.mark.django_db


def readings() -> int:
    return Event.objects.filter(verb="visits.read_strip").count()


@pytest.fixture
def strip(practice: Any, patient: Any, staff: Any, at: Any) -> str:
    person = staff("medical-assistant")
    visit = start_visit(patient=patient, at=at("2026-11-23T09:20"), by=person.principal)
    return f"/practice/{practice.key}/visits/{visit.oid}/"


def test_a_page_that_shows_a_patient_is_recorded(strip: str, client_of: Any) -> None:
    assert client_of("medical-assistant").get(strip).status_code == 200
    assert readings() == 1


def test_a_form_given_back_with_the_patient_on_it_is_recorded_too(strip: str, client_of: Any) -> None:
    client = client_of("medical-assistant")
    stamp = client.get(strip).content.decode().rsplit('name="stamp" value="', 1)[1].split('"', 1)[0]
    again = client.post(strip, {"goal": "Walk", "step": "walk", "confidence": "99", "stamp": stamp})
    assert again.status_code == 422
    assert readings() == 2


def test_a_page_that_is_not_there_shows_nobody(strip: str, client_of: Any) -> None:
    assert client_of("medical-assistant").get(strip.replace("/visits/", "/visits/x")).status_code == 404
    assert readings() == 0
