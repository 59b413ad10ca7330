"""The pages of "Back on track": the list, one line with its guide, giving it to somebody, and what came of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.access import stamps
from teamlet.ground.audit.models import Event
from teamlet.records.followups.actions.support import refresh_support
from teamlet.records.followups.models import Slip
from teamlet.records.followups.tests.people import HBA1C, PHQ9, reading
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23T09:20"


def address(practice, part=""):
    return f"/practice/{practice.key}/panel/back-on-track/{part}"


def slipped(practice, patient, system, at, code=HBA1C, values=(7.0, 8.5)):
    moment = at(MONDAY)
    reading(patient, code, values[0], date(2026, 8, 3))
    reading(patient, code, values[1], date(2026, 11, 10))
    refresh_support(practice=practice, at=moment, by=system)
    return Slip.objects.filter(patient=patient).get()


@pytest.fixture
def line(practice, patient, system, at):
    return slipped(practice, patient, system, at)


def said(line, **values):
    return {"stamp": stamps.make(patient_oid=line.patient.oid)} | values


def test_the_list_says_who_why_since_when_and_whose(client_of, practice, line):
    text = client_of("coach").get(address(practice)).text
    assert "Rosa Marín" in text
    assert "HbA1c went up from 7 to 8.5 %, on Nov 10, 2026." in text
    assert "without an owner" in text
    assert "1 person on the list" in text


def test_an_empty_list_says_when_it_is_looked_at(client_of, practice, at):
    at(MONDAY)
    assert "Nobody on this list" in client_of("coach").get(address(practice)).text


def test_a_line_is_given_to_somebody_and_then_answered(client_of, practice, staff, line):
    coach = client_of("coach")
    page = address(practice, f"{line.oid}/")
    text = coach.get(page).text
    assert "What has changed for you since then?" in text
    assert "Start a contact" in text
    assert Event.objects.filter(verb="followups.read_slip", patient_oid=line.patient.oid).count() == 1
    owner = staff("nurse").oid
    assert coach.post(f"{page}start/", said(line, owner_oid=owner)).status_code == 302
    assert Task.objects.get().owner == staff("nurse").membership
    assert "Start a contact" not in coach.get(page).text
    assert "Nobody on this list" in coach.get(address(practice, "?whose=nobody")).text
    assert "Rosa Marín" in client_of("nurse").get(address(practice, "?whose=mine")).text
    answer = said(line, result="new_step", what_changed=["money", "sleep"], words="Night shifts")
    assert coach.post(page, answer).status_code == 302
    text = coach.get(page).text
    assert "A new or smaller step was agreed" in text
    assert "Money, Sleep" in text
    assert "Nobody on this list" in coach.get(address(practice)).text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"result": ""}, "result"),
        ({"result": "in_range_again"}, "result"),
        ({"result": "measure_again"}, "look_again_on"),
        ({"result": "not_now", "what_changed": ["weather"]}, "what_changed"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client_of, practice, line, values, field):
    answer = client_of("coach").post(address(practice, f"{line.oid}/"), said(line, words="Night shifts", **values))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert "Night shifts" in answer.text
    line.refresh_from_db()
    assert line.state == "open"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"owner_oid": ""}, "owner_oid"),
        ({"owner_oid": "absent"}, "owner_oid"),
        ({"on_month": "11", "on_day": "2", "on_year": "2026"}, "on"),
    ],
)
def test_nobody_is_given_a_line_without_a_person_and_a_day_to_come(client_of, practice, staff, line, values, field):
    start = said(line, **({"owner_oid": staff("coach").oid} | values))
    answer = client_of("coach").post(address(practice, f"{line.oid}/start/"), start)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert not Task.objects.exists()


def test_what_may_not_be_seen_is_not_there(client_of, practice, neighbor, staff, system, at, line):
    mood = slipped(practice, make_patient(practice, given="Ivo"), system, at, PHQ9, (4, 12))
    educator = client_of("educator")
    assert "PHQ-9" not in educator.get(address(practice)).text
    assert educator.get(address(practice, f"{mood.oid}/")).status_code == 404
    assert client_of("clinician").get(address(practice, f"{mood.oid}/")).status_code == 200
    assert client_of("front-desk").get(address(practice)).status_code == 404
    assert client_of(staff("coach", at=neighbor)).get(address(neighbor, f"{line.oid}/")).status_code == 404
    assert client_of("coach").get(address(practice, "absent/")).status_code == 404
    post = client_of(staff("coach", at=neighbor)).post(address(neighbor, f"{line.oid}/start/"), said(line))
    assert post.status_code == 404


def test_as_many_statements_for_one_line_as_for_many(client_of, practice, system, at, line):
    coach = client_of("coach")
    coach.get(address(practice))
    counts = []
    for many in (0, 4):
        for number in range(many):
            slipped(practice, make_patient(practice, given=f"P{number}"), system, at)
        with CaptureQueriesContext(connection) as queries:
            assert coach.get(address(practice)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("after", ["2026-11-23.0", "x", "2026-11-23.x", "2026-13-40.1", "."])
def test_any_place_to_go_on_from_is_taken(client_of, practice, line, after):
    assert client_of("coach").get(address(practice, f"?after={after}")).status_code == 200
