"""Naming who answers safety alerts: every part is needed, both languages too; each naming is kept."""

from __future__ import annotations

import pytest

from teamlet.ground.access.roles import Role
from teamlet.ground.ui.forms import CHOOSE, FILL_IN, NOT_OFFERED
from teamlet.records.instruments.models import SafetyCover

pytestmark = pytest.mark.django_db
URL = "/practice/cedar/office/safety-cover/"


@pytest.fixture
def filled(staff):
    return {
        "responder": staff(Role.NURSE).oid,
        "backup": staff(Role.BEHAVIORAL_HEALTH).oid,
        "on_call": staff(Role.MANAGER).oid,
        "days": ["0", "1", "2", "3", "4"],
        "from_time": "08:00",
        "to_time": "17:00",
        "response_minutes": "15",
        "text_en": "Nobody reads this at night. Call or text 988 any time.",
        "text_es": "De noche nadie lee esto. Llame al 988 a cualquier hora.",
    }


def test_a_practice_that_named_nobody_reads_what_is_missing(client_of):
    page = client_of(Role.MANAGER).get(URL)
    assert page.status_code == 200
    assert "Name who answers safety alerts first." in page.content.decode()


def test_everything_named_is_saved_and_shown_and_kept_when_it_changes(client_of, filled, staff):
    manager = client_of(Role.MANAGER)
    assert manager.post(URL, filled).status_code == 302
    assert manager.post(URL, filled | {"to_time": "18:00"}).status_code == 302
    rows = list(SafetyCover.objects.order_by("number"))
    assert [(row.number, row.to_time.hour) for row in rows] == [(1, 17), (2, 18)]
    page = manager.get(URL).content.decode()
    assert "18:00" in page
    assert "Still missing" not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_time": "17:00", "to_time": "08:00"}, "The hours must begin before they end."),
        ({"response_minutes": "0"}, "Choose from 1 to 60 minutes."),
        ({"response_minutes": "ten"}, "Write a whole number, such as 12."),
        ({"text_es": "   "}, str(FILL_IN)),
        ({"days": []}, str(CHOOSE)),
        ({"responder": "somebody"}, str(NOT_OFFERED)),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client_of, filled, changed, said):
    page = client_of(Role.MANAGER).post(URL, filled | changed)
    assert page.status_code == 422
    text = page.content.decode()
    assert said in text
    assert "Call or text 988 any time." in text
    assert not SafetyCover.objects.exists()


def test_the_same_person_twice_is_not_taken(client_of, filled):
    page = client_of(Role.MANAGER).post(URL, filled | {"backup": filled["responder"]})
    assert page.status_code == 422
    assert "Name three different people." in page.content.decode()


def test_only_the_office_names_them_and_only_here(client_of, staff, neighbor):
    assert client_of(Role.NURSE).get(URL).status_code == 404
    stranger = client_of(staff(Role.MANAGER, at=neighbor))
    assert stranger.get(URL).status_code == 404
